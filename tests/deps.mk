# SPDX-License-Identifier: GPL-2.0
#
# Debian packages that builds and tests need. Only what is missing is
# installed, and said.

DEPS_build := gcc libc6-dev pkg-config libnl-genl-3-dev libjansson-dev r-mathlib kmod \
	libelf1
DEPS_guest := qemu-system-x86 busybox-static cpio xz-utils zstd lz4 ca-certificates
DEPS_check := perl git check libsubunit-dev sparse shellcheck python3 python3-yaml \
	python3-jsonschema bsdextrautils man-db
DEPS_browser := chromium fonts-dejavu-core

.PHONY: deps-build deps-guest deps-check deps-browser
deps-build deps-guest deps-check deps-browser: deps-%:
	$Qtests/deps $(DEPS_$*)
