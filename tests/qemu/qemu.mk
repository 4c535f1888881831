# SPDX-License-Identifier: GPL-2.0
#
# The laboratory's QEMU, whose CPU has NRIPS: see README.md beside the laboratory.

QEMU := $B/qemu/qemu-system-x86_64
.PHONY: qemu
qemu: $(QEMU)

$(QEMU): tests/qemu/build tests/qemu/nrips.patch | deps-build deps-guest deps-qemu
	@echo "  QEMU    $@"
	$Qtests/qemu/build
