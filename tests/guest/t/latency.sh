# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2086
#
# Timers, HLT and IPIs, on eight CPUs of two packages: whatever interrupts them, nothing is left armed, halted or bound.
. /guest-lib.sh
. /common.sh

online=/sys/devices/system/cpu

# nothing_left: no thread, no timer, no CPU that spins.
nothing_left() {
	no_threads || return
	! grep vmexit_timer_fire /proc/timer_list || return
	# A kworker that spins is never idle: what it does stands in its name.
	# shellcheck disable=SC2009 # busybox has no pgrep -x for kernel threads
	! ps | grep '[k]worker.*vmexit_spin'
}

# forever OPTION...: minutes, for what ends earlier was ended; in the background.
forever() { exec vmexitstat run -q -s module -n 10000000 -r 1000 "$@"; }

ok "load" load
vmexitstat list -e ipi,ipi-rtt,ipi-wake,hlt,timer | sed 's/^/# /'
ok "the nearest and the farthest differ" sh -c "vmexitstat list | grep -q '^[*] ipi-rtt:far/insn'"

# Which CPU it is, by what it counts: of 0's core is 1, and of the other package 4 is the first.
resched() { awk -v cpu="$1" '$1 == "RES:" { print $(cpu + 2) }' /proc/interrupts; }
# got CPU PROBE: how many more that one has after a hundred.
got() {
	was=$(resched "$1")
	vmexitstat run -q -s module -n 100 -r 1 --warmup 0 -P "$2" >/dev/null
	echo $(($(resched "$1") - was))
}
for probe in ipi-rtt:near:1 ipi-rtt:far:4 ipi-wake:near:1 ipi-wake:far:4 ipi-rtt:cpu6:6 ipi:cpu2:2; do
	cpu=${probe##*:} probe=${probe%:*}
	got=$(got "$cpu" "$probe")
	# Several sent in one batch may be taken as one.
	case $probe in
	ipi:*) ok "$probe: to CPU $cpu, $got" test "$got" -gt 0 ;;
	*) ok "$probe: to CPU $cpu, $got" test "$got" -ge 101 -a "$got" -lt 150 ;;
	esac
done
got=$(got 0 ipi:self)
ok "ipi:self: to CPU 0, $got" test "$got" -gt 0

ok "to itself by number: it says so" sh -c "vmexitstat run -q -s module -n 10 -r 1 -P ipi:cpu0 2>&1 | grep -q 'ipi:self\|not supported\|none of'"
ok "to one that is measured as well: it says so" \
	sh -c "vmexitstat run -q -s module -n 10 -r 1 -P ipi-rtt:near -P hlt:100 -c 0,1 | grep -q 'measured at the same time'"
ok "one after the other it works" vmexitstat run -q -s module -n 10 -r 1 -P ipi-rtt:near -c 0,1 --serial
is "$(vmexitstat run -q -s module -n 10 -r 1 -P ipi:cpu77 2>&1 | grep -c 'unknown probe\|not\|EOPNOTSUPP')" 1 "a CPU that cannot be"

for probe in hlt:1000 timer:1000 ipi:near ipi-rtt:near ipi-wake:far; do
	timeout -s INT 2 vmexitstat run -q -s module -n 10000000 -r 1000 -P $probe >/dev/null 2>&1
	is $? 130 "$probe: Ctrl-C ends it"
	ok "$probe: and leaves nothing" nothing_left

	forever -P $probe -c 0 >/dev/null 2>&1 &
	wait_until is_running
	usleep 300000
	ok "$probe: rmmod during a run" rmmod vmexit
	wait $!
	is $? 131 "$probe: which the tool says"
	ok "$probe: nothing is left" nothing_left
	load

	forever -P $probe -c 3 >/dev/null 2>&1 &
	wait_until is_running
	usleep 300000
	ok "$probe: its CPU goes offline" sh -c "echo 0 >$online/cpu3/online"
	wait_until no_threads
	kill $! 2>/dev/null
	wait $!
	ok "$probe: and nothing is left" nothing_left
	echo 1 >$online/cpu3/online

	echo freezer >/sys/power/pm_test
	forever -P $probe -c 0 >/dev/null 2>&1 &
	wait_until is_running
	ok "$probe: the freezer during a run" sh -c "echo freeze >/sys/power/state"
	ok "$probe: it goes on" wait_until is_running
	kill $!
	wait $!
	ok "$probe: until it is ended" nothing_left
done

for probe in ipi:cpu5 ipi-rtt:cpu5 ipi-wake:cpu5; do
	forever -P $probe -c 0 >/dev/null 2>&1 &
	wait_until is_running
	usleep 300000
	ok "$probe: the other CPU goes offline" sh -c "echo 0 >$online/cpu5/online"
	kill $! 2>/dev/null
	wait $!
	ok "$probe: and nothing is left" nothing_left
	ok "$probe: it says why not" sh -c "vmexitstat run -q -s module -n 10 -r 1 -P $probe -P hlt:100 | grep -q 'not online'"
	echo 1 >$online/cpu5/online
	ok "$probe: back online it works" vmexitstat run -q -s module -n 10 -r 1 -P $probe
done

# busy: the other CPU has no time to be idle.
taskset 2 sh -c 'while :; do :; done' &
ok "a CPU that is never idle: it says so" \
	sh -c "vmexitstat run -q -s module -n 10 -r 1 -P ipi-wake:cpu1 -P hlt:100 | grep -q 'never idle'"
kill $!

rmmod vmexit
nmis() { awk '$1 == "NMI:" { print $2 }' /proc/interrupts; }
was=$(nmis)
while [ ! -e /tmp/enough ]; do
	taskset 4 insmod /nmistorm.ko cpu=0 count=1000
	rmmod nmistorm
done &
once() {
	load && vmexitstat run -q -s module -n 5 -r 1 --warmup 1 -P hlt:100 -P timer:100 -P ipi:near -P ipi-rtt:near -P ipi-wake:far &&
		rmmod vmexit
}
is "$(cycles "$CYCLES" once)" "$CYCLES" "loaded, run and unloaded under NMIs and IPIs, $CYCLES times"
touch /tmp/enough
wait
nmis=$(($(nmis) - was))
ok "there were NMIs: $nmis" test $nmis -gt $((CYCLES * 10))
ok "nothing is left of any" nothing_left
done_testing
