# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016,SC2086,SC2231
#
# Under cvmsim, each instruction one tick, cvmsim's own time hidden, 3000 charged an exit: what the
# monitor takes of a CPU, of memory and of a user's run, by counting.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

d=/sys/kernel/vmexit

# total FILE: sum over all probes.
total() { cat $d/*:*/*/"$1" $d/*-*/*/"$1" 2>/dev/null | awk '{ n += $1 } END { print n + 0 }'; }

# busy SECONDS: milliseconds of the CPU that were not idle meanwhile.
busy() {
	set -- "$1" "$(cut -d ' ' -f 1 /proc/uptime)" "$(cut -d ' ' -f 2 /proc/uptime)"
	sleep "$1"
	awk -v up="$2" -v idle="$3" '{ printf "%d", ($1 - up - ($2 - idle)) * 1000 + 0.5 }' /proc/uptime
}

# kernel_kib: what only grows where somebody forgets to free.
kernel_kib() { awk '/^(Slab|VmallocUsed|KernelStack|Percpu):/ { n += $2 } END { print n }' /proc/meminfo; }

# run_csv FILE: a user's run.
run_csv() { vmexitstat run -q -s module -r 1 -n 2000 -P cpuid:0x1 -P rdmsr:0x1b -P in:0x21 -P cpuid:0x0 --csv >"$1"; }

ok "the module loads" load_owned
cvmctl set cost-vmexit 3000 cost-vc 1000 cost-vmgexit 3000 cost-ve 1000 cost-module 500 measure 1

# A user's run.
ok "a run without the monitor" run_csv /tmp/without.csv
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
sleep 2
was=$(total count)
ok "and one in the middle of monitoring" run_csv /tmp/with.csv
ok "have the same figures, to the cycle" cmp /tmp/without.csv /tmp/with.csv
sleep 2
ok "the monitor went on ($was, $(total count))" test "$(total count)" -gt "$was"
echo 0 >$d/monitor/enabled

# The rate, as set: a part each second on average, four stints of ten samples and a check each.
# Of a timer a stint is one sample, which takes longer than a stint may.
chosen=$(cat $d/monitor/probes)
echo "$chosen" | tr ' ' '\n' | grep -v -E '^(hlt|timer|ipi)' | tr '\n' ' ' >$d/monitor/probes
echo 1000 >$d/monitor/interval_ms
echo 10 >$d/monitor/samples
for reset in $d/*/*/reset; do echo 1 >$reset; done
quiet=$(busy 100)
echo 1 >$d/monitor/enabled
sleep 100
echo 0 >$d/monitor/enabled
sleep 1
stints=$(($(total count) / 10))
# A WRMSR's batch reads first what it writes back.
wrmsr=$(cat $d/wrmsr:*/insn/count | awk '{ n += $1 } END { print n / 10 }')
is "$(total executed)" $((stints * 11 + wrmsr * 2)) "a check before every ten samples"
ok "about 400 stints in 100 seconds: $stints" test "$stints" -ge 360 -a "$stints" -le 408

# By default, and as fast as it goes.
echo "$chosen" >$d/monitor/probes
for setting in "1000 20" "10 10000"; do
	echo "${setting% *}" >$d/monitor/interval_ms
	echo "${setting#* }" >$d/monitor/samples
	echo 1 >$d/monitor/enabled
	ms=$(busy 100)
	echo 0 >$d/monitor/enabled
	sleep 1
	diag "interval_ms and samples $setting: busy for $ms ms in 100 s, $quiet ms without the monitor"
	within "share of a CPU in 1/1000 %, interval_ms and samples $setting" $((ms > quiet ? ms - quiet : 0)) 100
done
longest=$(cat $d/monitor/longest_off_ns)
one=$(cat $d/*/*/max_ns | sort -n | tail -n 1)
within "longest time with interrupts off, ns" "$longest" $((50000 + one + 1000))
ok "and that is measured: more than the longest sample ($one)" test "$longest" -gt "$one"

# Reading: all files of 20 probes whose histograms are wide, and a file that shows one number.
cvmctl set spread-octaves 16 spread-seed 7
echo 1 >$d/monitor/enabled
sleep 300
echo 0 >$d/monitor/enabled
sleep 1
dirs=$(for dir in $d/*:*/*; do [ "$(cat $dir/supported)" = yes ] && echo $dir; done | head -n 20)
# shellcheck disable=SC2046 # words
cost=$(read_cost /sys/module/vmexit/parameters/max_memory_mb $(find $dirs -type f ! -name reset))
diag "reading: files, ticks, ticks of as many that show one number: $cost; $(echo $dirs | wc -w) probes"
set -- $cost
within "reading all files, in percent of trivial ones" $(($2 * 100 / $3)) 130

# A histogram that no single message holds, read while it grows and after.
echo cpuid:0x1/insn >$d/monitor/probes
echo 1 >$d/cpuid:0x1/insn/reset
echo 1 >$d/monitor/enabled
while [ "$(cat $d/cpuid:0x1/insn/count)" -lt 3000 ]; do
	sleep 10
	monitor_dump >/dev/null || break
done
ok "every dump of a histogram that grows is of one moment" monitor_dump
echo 0 >$d/monitor/enabled
sleep 1
is "$(by_sysfs cpuid:0x1/insn)" "$(by_netlink cpuid:0x1/insn)" "and in the end it agrees with sysfs"
cvmctl set spread-octaves 0

# Memory: 10 000 intervals of one probe, one sample.
echo 1 >$d/monitor/samples
echo 1 >$d/cpuid:0x1/insn/reset
echo 1 >$d/monitor/enabled
sleep 20
was=$(kernel_kib)
while [ "$(cat $d/cpuid:0x1/insn/count)" -lt 10000 ]; do sleep 10; done
now=$(kernel_kib)
within "kernel memory after $(cat $d/cpuid:0x1/insn/count) intervals, KiB more" $((now > was ? now - was : 0)) 64
cvmctl set measure 0
ok "the module unloads" rmmod vmexit
done_testing
