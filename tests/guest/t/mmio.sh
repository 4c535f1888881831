# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# On a machine without an HPET, or without ACPI: which register is read. The suite says which by MMIO=.
. /guest-lib.sh
. /common.sh

ok "the module loads" load
case $MMIO in
0x0)
	ok "no address: unsupported, and why" \
		sh -c "vmexitstat list | grep -q 'mmio:0x0/insn .*unsupported: ACPI names neither HPET nor IOAPIC'"
	;;
*) ok "$MMIO is read" vmexitstat run -q -s module -r 1 -n 10 -P "mmio:$MMIO" ;;
esac
done_testing
