# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2086,SC2016
#
# The monitor under what a machine's life does to it: part of monitor.sh, on two CPUs.

# grows NAME: samples come.
grows() {
	was=$(cat $d/cpuid:0x1/insn/count)
	ok "$1" wait_count $d/cpuid:0x1/insn $((was + 2))
}

echo cpuid:0x1/insn >$d/monitor/probes
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
grows "it runs"

# Suspended as far as the freezer, which thaws again after five seconds.
echo freezer >/sys/power/pm_test
was=$(cat $d/cpuid:0x1/insn/count)
frozen_at=$(cut -d . -f 1 /proc/uptime)
# On the first CPU: those seconds are a delay loop, which QEMU miscalibrates on the other.
ok "a suspension's freezer comes and goes" taskset 1 sh -c 'echo freeze >/sys/power/state'
now=$(cat $d/cpuid:0x1/insn/count)
frozen=$(($(cut -d . -f 1 /proc/uptime) - frozen_at))
ok "it lasted ($frozen s)" test $frozen -ge 4
# What fits into the moments before and after it, and not into the seconds between.
ok "frozen, it measured nothing to speak of ($((now - was)) samples)" test $((now - was)) -le 40
echo none >/sys/power/pm_test
grows "thawed, it goes on"

# The wall clock is none of its business.
date -s @$(($(date +%s) + 86400)) >/dev/null
grows "the clock a day later: it goes on"
date -s @$(($(date +%s) - 2 * 86400)) >/dev/null
grows "and a day earlier"
is "$(cat $d/monitor/state)" runs "and says so"

# A thousand at a time read and write whatever is there, while the module comes and goes.
rm -f /tmp/stop
sysfs_storm 1000 /tmp/stop >/tmp/storm 2>&1 &
storm=$!
cycles=0
for _ in 1 2 3 4 5 6; do
	sleep 2
	# Whoever is in one of its files is waited for, not refused.
	rmmod vmexit && own_load monitor=1 && cycles=$((cycles + 1))
done
: >/tmp/stop
is $cycles 6 "load and unload with 1000 readers and writers at work"
wait $storm
is $? 0 "none of them hangs, or was refused to read"
diag "reads, writes, found nothing: $(cat /tmp/storm)"
ok "and they were at work" awk '{ exit $1 < 1000 || $2 < 1000 || $3 < 1 }' /tmp/storm
echo cpuid:0x1/insn >$d/monitor/probes
echo 0 >$d/monitor/window_s
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
grows "and after all that it still measures"
