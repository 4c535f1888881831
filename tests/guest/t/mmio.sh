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
desc='in KVM with its irqchip' monitored=1
[ -z "$PIC" ] || desc='no PIC here; VMM in user space' monitored=0
ok "the PIC's ports: $desc" sh -c "vmexitstat list | grep -q 'in:0x21/insn .*$desc'"
is "$(grep -c in:0x21 /sys/kernel/vmexit/monitor/probes)" $monitored "what reaches a VMM in user space is not monitored"
done_testing
