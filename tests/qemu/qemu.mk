# SPDX-License-Identifier: GPL-2.0
#
# A QEMU whose CPU has NRIPS and hosts SEV-ES and SEV-SNP guests: for platforms kvm-sev-* and the laboratory.

QEMU := $B/qemu/qemu-system-x86_64
.PHONY: qemu
qemu: $(QEMU)

$(QEMU): tests/qemu/build $(wildcard tests/qemu/*.patch tests/qemu/*.c) | deps-build deps-guest deps-qemu
	@echo "  QEMU    $@"
	$Qtests/qemu/build
