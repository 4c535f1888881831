# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2016
#
# No hypervisor, 8 CPUs: everything about the module and the tool that needs no exit. Whatever is
# done to them, nothing may be left running and the kernel must have nothing to say.
. /guest-lib.sh
. /common.sh

# Someone who may do nothing.
echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>/etc/passwd
as_nobody() { su -s /bin/sh nobody -c "$*"; }

# A minute and more for one START alone: what ends earlier was ended.
run_forever="vmexitstat run -q -s module -n 10000000 -r 1000 -P trap"

# status_is WANT COMMAND...: and its output contains $text, where set.
status_is() {
	want=$1
	shift
	"$@" >/tmp/out 2>&1
	got=$?
	cat /tmp/out
	[ $got = "$want" ] && grep -q "$text" /tmp/out
}

text='not loaded'
ok "without the module the tool says so" status_is 131 vmexitstat run -s module

for bad in max_memory_mb=0 max_memory_mb=5000 max_memory_mb=x ghcb=maybe no_such_parameter=1; do
	if [ $bad = no_such_parameter=1 ]; then
		ok "load with $bad: only a warning, as for every module" insmod /vmexit.ko $bad
		rmmod vmexit
	else
		not_ok "load with $bad is refused" insmod /vmexit.ko $bad
	fi
done
not_ok "a failed load leaves no module behind" grep -q '^vmexit' /proc/modules
text='not loaded'
ok "nor a netlink family" status_is 131 vmexitstat run -s module

ok "load" load
ok "unload" rmmod vmexit
ok "load again" load

text='is loaded, but answers in the host.s network namespace alone'
ok "from another network namespace the tool says so" status_is 131 unshare -n vmexitstat run -s module
ok "and what to type" sh -c 'unshare -n vmexitstat doctor | grep -A 1 "^wrong  namespace" | grep -q "nsenter --target 1 --net"'
ok "here nothing is wrong" sh -c 'vmexitstat doctor >/tmp/doctor && grep -q "^ok     module      loaded, and answers" /tmp/doctor &&
	! grep -q ^wrong /tmp/doctor && grep -q "^note   emulated" /tmp/doctor'

vmexitstat list >/tmp/list
ok "list names a probe that is not supported, and why" \
	grep -q 'rdmsr:0x4b564d05/insn.*hypervisor is not KVM' /tmp/list
vmexitstat run -q -s module -n 100 -r 1 --csv >/tmp/run.csv
not_ok "nothing is called an exit where there is no hypervisor" \
	sh -c "cut -d , -f 3 /tmp/run.csv | grep yes"
is "$(value hypercall:1/insn state /tmp/run.csv)" unsupported "no hypercall without KVM"
is "$(value cpuid:0x0/insn samples /tmp/run.csv)" 100 "CPUID is timed all the same"

text='not permitted'
ok "START needs CAP_NET_ADMIN" status_is 131 as_nobody vmexitstat run -s module -n 10
text='cpuid:0x0/insn'
ok "the list needs nothing" status_is 0 as_nobody vmexitstat list -s module
text='[nN]ot .*CPU\|CPU.*not\|offline'
ok "a CPU that is not there" status_is 131 vmexitstat run -s module -c 63 -n 10
text='rdmsr:0x1b'
ok "an unknown probe: the nearest is offered" status_is 128 vmexitstat run -s module -P rdmsr:0x1c

$run_forever -c 0 2>/dev/null &
ok "a run is going on" wait_until is_running
text='another run is going on: vmexitstat, process'
ok "a second tool is told whose" status_is 131 vmexitstat run -s module -n 10
kill -TERM $!
wait $!
# Not in the background, where a shell has SIGINT ignored.
text='interrupted'
# shellcheck disable=SC2086 # words
ok "Ctrl-C ends the tool with 130" status_is 130 timeout -s INT 2 $run_forever -c 0
ok "and leaves nothing running" no_threads

$run_forever -c all &
wait_until is_running
kill -KILL $!
wait $! 2>/dev/null
ok "a killed tool's run ends" wait_until no_threads
ok "and the next run works" vmexitstat run -q -s module -n 10 -r 1

$run_forever -c all --serial 2>/dev/null &
wait_until is_running
kill -TERM $!
wait $!
is $? 130 "a serial run ends as well"
ok "with all the CPUs that waited for their turn" no_threads

$run_forever -c all >/tmp/out 2>&1 &
wait_until is_running
ok "rmmod during a run" rmmod vmexit
wait $!
is $? 131 "the tool says it cannot go on"
sed 's/^/# /' /tmp/out
ok "nothing is left" no_threads
load

# Samples of another CPU than their result says would be the worst of lies. A CPU that begins to go
# offline pushes threads away; ours may be pushed once it was told to stop, and not before.
tracing=/sys/kernel/tracing
echo 'comm == "vmexit/1"' >$tracing/events/sched/sched_migrate_task/filter
echo 1 >$tracing/events/sched/sched_migrate_task/enable
echo 1 >$tracing/events/cpuhp/cpuhp_enter/enable
pushed_too_early() {
	awk '/cpuhp_enter.*vmexit_run_cpu_down/ { told = 1 }
	     /sched_migrate_task.*orig_cpu=1/ && !told { print; early = 1 }
	     END { exit !early }' $tracing/trace
}
# trap: slow enough on TCG that this takes seconds, however fast the machine.
vmexitstat run -q -s module -n 1000000 -r 1 -P trap -c 0,1,2 --json >/tmp/offline.json &
wait_until is_running
sleep 1
ok "a CPU goes offline during a run" sh -c 'echo 0 >/sys/devices/system/cpu/cpu1/online'
ok "the others go on" is_running
wait $!
is $? 0 "and end well"
ok "the record is read back" vmexitstat report /tmp/offline.json
ok "what it had not finished says offline" grep -q '"state": *"offline"' /tmp/offline.json
not_ok "and nothing of the others does" \
	grep -q '"cpu": *[02],"state": *"offline"' /tmp/offline.json
text='[nN]ot online\|offline'
ok "an offline CPU is refused" status_is 131 vmexitstat run -s module -c 1 -n 10
ok "the witness of that works" grep -q 'cpuhp_enter.*vmexit_run_cpu_down' $tracing/trace
not_ok "its thread stayed until it was told" pushed_too_early
echo 1 >/sys/devices/system/cpu/cpu1/online
vmexitstat run -q -s module -n 1000000 -r 1 -P trap -c 1 --json >/tmp/stayed.json &
wait_until is_running
echo >$tracing/trace
insmod /nooffline.ko
not_ok "a CPU that does not go offline after all" \
	sh -c 'echo 0 >/sys/devices/system/cpu/cpu1/online'
rmmod nooffline
wait $!
not_ok "keeps its thread" pushed_too_early
ok "which comes to its end" grep -q '"probe":"trap[^{]*"cpu":1,"state":"done"' /tmp/stayed.json
echo 0 >$tracing/events/enable
ok "back online it works" vmexitstat run -q -s module -c 1 -n 10 -r 1
$run_forever -c all --serial >/dev/null 2>&1 &
wait_until is_running
ok "a CPU that waits for its turn goes offline" sh -c 'echo 0 >/sys/devices/system/cpu/cpu5/online'
echo 1 >/sys/devices/system/cpu/cpu5/online
kill -TERM $!
wait $!

vmexitstat run -q -s module -n 500000 -r 1 -P trap -c 1 --csv >/tmp/nmi.csv &
wait_until is_running
ok "NMIs come during a run" taskset 1 insmod /nmistorm.ko cpu=1 count=1000
wait $!
disturbed=$(value trap/insn disturbed /tmp/nmi.csv)
ok "samples they spoiled are counted: $disturbed" test "$disturbed" -gt 100 -a "$disturbed" -le 1000
is $(($(value trap/insn samples /tmp/nmi.csv) + disturbed)) 500000 "and left out of the figures"
rmmod nmistorm

for seed in 1 2 3; do
	ok "5000 malformed requests, seed $seed, each answered" /bin/netlink_fuzz $seed 5000
	sed 's/^/# /' "$tap_out"
done
ok "what they started is over" wait_until no_threads
ok "and the module still measures" vmexitstat run -q -s module -n 10 -r 1
ok "unload" rmmod vmexit

insmod /spread.ko emulated=made-up
vmexitstat list >/tmp/list
ok "a probe that takes #UD when first executed says so" grep -q 'out:0x80/insn.*took #UD' /tmp/list
ok "and one that takes #DE" grep -q 'in:0x80/insn.*took #DE' /tmp/list
vmexitstat run -q -s module -n 100 -r 1 -P out:0x80 -P in:0x61 --csv >/tmp/run.csv
is "$(value out:0x80/insn state /tmp/run.csv)" unsupported "it is not timed"
is "$(value in:0x61/insn executed /tmp/run.csv)" 1 "one not tried before is tried once and no more"
ok "8 CPUs x thousands of buckets come through" \
	vmexitstat record -q -s module -n 200000 -r 1 -c all -P trap -o /tmp/spread.json
ok "unchanged, bucket by bucket" /bin/spread_check /tmp/spread.json
tee /tmp/spread <"$tap_out" | sed 's/^/# /'
ok "at least 3000 buckets on each of 8 CPUs" \
	awk '/buckets/ && $3 >= 3000 { n++ } END { exit n != 8 }' /tmp/spread
rmmod vmexit
# What Secure Boot does to a kernel, as far as modules go. There is no way back, so it comes last.
if [ ! -c /dev/port ]; then
	skip "an unsigned module under lockdown" \
		"without /dev/port the verdict could not leave a locked down guest"
elif echo integrity >/sys/kernel/security/lockdown; then
	not_ok "a locked down kernel refuses the unsigned module" insmod /vmexit.ko
	text='Secure Boot'
	ok "and the tool says what that is about" status_is 131 vmexitstat run -s module
else
	skip "an unsigned module under lockdown" "this kernel cannot be locked down at run time"
fi
done_testing
