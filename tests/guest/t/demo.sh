# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
#
# Not a test: what make demo shows. The record goes out by the console. On cvmsim its own work is hidden
# and an exit costs a round number: what is left is the guest's.
. /common.sh
measure() { vmexitstat record -q -o /tmp/record.json "$@" >/dev/null; }

if [ "$PLATFORM" = kvm ]; then
	# Not what injects interrupts, halts, timers and IPIs: QEMU deadlocks over that, be it forty times.
	load && measure -n 500 -e trap,cpuid,rdmsr,wrmsr,in,out,mmio,hypercall,wrcr
else
	charged="an exit is charged 1000, the TDX module 500"
	cvmctl set cost-vmexit 1000 cost-vmgexit 1000 cost-module 500
	load && cvmctl set measure 1 && measure -n 500 && cvmctl set measure 0
fi && cat /tmp/record.json
