# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2016
#
# On kvm, each instruction one tick: figures that repeat. Those marked "figure" are the same in every
# boot from the same inputs; the suite holds two boots against each other.
. /guest-lib.sh
. /common.sh

ok "the module loads" load
# Not what injects interrupts: over that QEMU deadlocks now and then, and what waking takes hangs on the seed, of which
# the next boot has another then.
vmexitstat run -q -s module -n 500 -r 1 -e trap,cpuid,rdmsr,wrmsr,in,out,mmio,hypercall,wrcr --csv >/tmp/run.csv
null_min=$(value null/insn gross_min_cycles /tmp/run.csv)
is "$(value null/insn gross_max_cycles /tmp/run.csv)" "$null_min" "null has one single value"
ok "null costs at most 12 instructions ($null_min)" test "${null_min%.*}" -le 12

vmexitstat info --json >/tmp/info.json
ok "an instruction a tick: the TSC has no step" grep -q '"tsc_step": 1,' /tmp/info.json

column probe /tmp/run.csv >/tmp/probe
column gross_min_cycles /tmp/run.csv >/tmp/min
paste /tmp/probe /tmp/min >/tmp/figures
sed 's/^/# figure: /' /tmp/figures

# The median of the module's samples, less null's, against a plain loop: the same instruction, none of
# the same code. Not the mean: how many of L1's interrupts fall into a run is QEMU's affair, and with 10.0
# they were more than 1 % of the shortest exit.
vmexitstat run -q -s module -n 2000 -r 1 --csv -P cpuid:0x0 -P cpuid:0x40000000 -P rdmsr:0x1b \
	-P in:0x21 -P out:0x80 -P hypercall:1 >/tmp/run.csv
# Each of these injects an interrupt, over which QEMU may deadlock: fewer.
vmexitstat run -q -s module -n 200 -r 1 --csv -P hlt:100 -P timer:100 | tail -n +2 >>/tmp/run.csv
null=$(value null/insn gross_p50_cycles /tmp/run.csv)
insmod /plainloop.ko
dmesg | sed -n 's/.*plainloop: //p' >/tmp/loops
while read -r probe loop; do
	median=$(value "$probe/insn" gross_p50_cycles /tmp/run.csv)
	# Around these there is no bracket.
	case $probe in
	hlt:* | timer:*) subtract=0 ;;
	*) subtract=$null ;;
	esac
	ok "$probe: module and plain loop agree within 1 %" \
		awk -v median="$median" -v null="$subtract" -v loop="$loop" 'BEGIN {
			net = median - null
			loop /= 1000
			print net, loop
			d = net - loop
			exit (d < 0 ? -d : d) > loop / 100
		}'
	sed 's/^/# module, loop: /' "$tap_out"
done </tmp/loops
is "$(wc -l </tmp/loops)" 8 "all eight loops ran"
ok "the module unloads" rmmod vmexit
done_testing
