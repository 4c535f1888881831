# SPDX-License-Identifier: GPL-2.0
#
# What builds and tests need, by groups: tests/deps knows what is in each, looks
# whether it is there, and installs only what is not.

DEPS := deps-build deps-unit deps-guest deps-static deps-check deps-lab deps-qemu deps-browser deps-systemd deps-grafana \
	deps-readers deps-shells deps-deb deps-rpm deps-packages
.PHONY: $(DEPS)
# Who builds a package has what it builds with: NODEPS=1.
$(DEPS): deps-%:
	$(if $(NODEPS),@:,$QCC="$(CC)" tests/deps $*)
