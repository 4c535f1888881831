# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A part of kvm-sev.sh: a guest of two CPUs. The second one was started by what SEV-ES and SEV-SNP have for it, an AP
# jump table and a VMSA of the guest's making; and is stopped and started again.

online=/sys/devices/system/cpu/cpu1/online

measured_on() { vmexitstat run -q -s module -c "$1" -r 1 -n 100 -P cpuid:0x1 --csv >/tmp/run.csv; }

# An SNP guest's kernel leaves its handler's page in use on a CPU that it starts again (witness.h): no #VC is seen there,
# and none shall be taken for that there was none. And it is no good for more: stopped once again that CPU takes the
# second page, and panics when it is back.
case $PLATFORM in
kvm-sev-snp) cycles=1 ;;
*) cycles=3 ;;
esac

is "$(nproc)" 2 "both CPUs are there"
for cycle in $(seq $cycles); do
	ok "the second one is stopped, $cycle" sh -c "echo 0 >$online"
	measured_on 1 2>/tmp/out
	is "$? $(grep -c 'CPU 1 is offline' /tmp/out)" "131 1" "and not measured, which is said"
	ok "it is started again" sh -c "echo 1 >$online"
	ok "and measured" measured_on 1
	is "$(value cpuid:0x1/insn route /tmp/run.csv)" "#VC+VMGEXIT" "as before"
done
