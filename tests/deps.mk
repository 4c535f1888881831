# SPDX-License-Identifier: GPL-2.0
#
# Debian packages that builds and tests need. Only what is missing is
# installed, and said.

DEPS_build := gcc libc6-dev pkg-config libnl-genl-3-dev libjansson-dev libncurses-dev r-mathlib kmod \
	libelf1
DEPS_guest := qemu-system-x86 busybox-static cpio xz-utils zstd lz4 ca-certificates tmux
DEPS_check := perl git check libsubunit-dev sparse shellcheck python3 python3-yaml \
	python3-jsonschema python3-prometheus-client bsdextrautils man-db
# What a kernel is built with, and the trees of it.
DEPS_lab := git python3 make flex bison bc libelf-dev libssl-dev lz4
DEPS_browser := chromium fonts-dejavu-core
# For systemd-analyze; starts nothing where something else is init. What would start something is not
# installed: tests/monitoring/fetch.
DEPS_systemd := systemd

.PHONY: deps-build deps-guest deps-check deps-lab deps-browser deps-systemd
deps-build deps-guest deps-check deps-lab deps-browser deps-systemd: deps-%:
	$Qtests/deps $(DEPS_$*)
