#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat measures this very machine, from user space.

# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

schema=$top/user/record/record.schema.json

vm info -s cpl3 --json
ok 'info: status 0' ends 0
ok 'info: one JSON document' json "d['format'] == 'vmexitstat-info' and d['source'] == 'cpl3'"
ok 'info: says what the platform rests on' json "len(d['fingerprint']['evidence']) > 0"
ok 'info: TSC frequency' json "100000 < d['fingerprint']['tsc_khz'] < 10000000"
ok 'info: kernel' json "d['fingerprint']['kernel'].startswith('$(uname -r)')"
ok 'info: boot id' json "d['fingerprint']['boot_id'] == '$(cat /proc/sys/kernel/random/boot_id)'"
cheap=no	# the bracket: where RDTSC exits, an exit is not ten of it
json "not d['fingerprint']['tsc_exits']" && cheap=yes
exits=no
json "d['fingerprint']['platform'] == 'General VM' and not d['fingerprint']['emulated']" && exits=yes
kvm=no
json "d['fingerprint']['hypervisor'] == 'KVM'" && kvm=$exits
vm info -s cpl3
ok 'info: as text' out platform evidence mitigations

# machine PARAMETER CMDLINE: info, where the module's parameter and the kernel command line are these.
machine() {
	local as=-m

	[ "$(id -u)" = 0 ] || as=-rm
	mkdir -p "$work/module/vmexit/parameters"
	printf '%s\n' "$1" >"$work/module/vmexit/parameters/emulated"
	printf 'quiet %s\n' "$2" >"$work/cmdline"
	# shellcheck disable=SC2016 # for the other shell
	unshare "$as" sh -c 'mount --bind "$1/cmdline" /proc/cmdline &&
		mount --bind "$1/module" /sys/module && exec "$2" info -s cpl3 --json' sh \
		"$work" "$tool" >"$work/out" 2>"$work/err"
}
if ! machine '(null)' ''; then
	skip 'emulated' 'no mount namespace'
elif ! json "d['fingerprint']['emulated'] is None"; then
	skip 'emulated' 'this machine is'
else
	machine 'by parameter' vmexit.emulated=word
	ok 'emulated: by the parameter' json "d['fingerprint']['emulated'] == 'by parameter'"
	ok 'emulated: RDTSC is not said to exit' json "not d['fingerprint']['tsc_exits']"
	machine '(null)' 'vmexit.emulated="by word"'
	ok 'emulated: by the command line' json "d['fingerprint']['emulated'] == 'by word'"
	machine '' vmexit.emulated=
	ok 'emulated: empty is not' json "d['fingerprint']['emulated'] is None"
fi

vm list -s cpl3
ok 'list: status 0' ends 0
ok 'list: default mark' grep -q '^\* cpuid:0x1/insn-cpl3 ' "$work/out"
ok 'list: by name only' grep -q '^  hypercall:2/insn-cpl3 ' "$work/out"
vm list -s cpl3 -e hypercall
ok 'list: filter by exit' [ "$(grep -c /insn-cpl3 "$work/out")" = 2 ]
vm list -s cpl3 --json
ok 'list: one JSON document' json "d['probes'][0]['name'] == 'null/insn-cpl3'"
ok 'list: a reason, or supported' json "all((p['reason'] is None) == p['supported'] for p in d['probes'])"

vm -s cpl3 --json
ok 'run: status 0' ends 0
ok 'run: nothing to complain about' complaints 0
if [ -e "$schema" ]; then
	ok 'run --json: valid by its schema' valid "$work/out" "$schema"
else
	skip 'run --json: valid by its schema' 'no schema'
fi
ok 'five runs' json "len(d['runs']) == 5"
ok 'interrupts were on: said' json "d['settings']['batch_us'] == 0"
ok 'null comes first' json "all(r['results'][0]['probe'] == 'null/insn-cpl3' for r in d['runs'])"
ok 'null: 10000 samples a run' figure null/insn-cpl3 "f['count'] + f['disturbed'] == 50000"
ok 'null: executed = samples + warm-up + one check' figure null/insn-cpl3 "f['executed'] == 50501"
ok 'null: does not exit' figure null/insn-cpl3 "f['route'] == 'none' and not f['host_entered']"
ok 'CPUID: executed' figure cpuid:0x0/insn-cpl3 "f['executed'] == 50501"
ok 'sums agree with minima and maxima' json "all(x['min'] * x['count'] <= x['sum'] <= x['max'] * x['count']
	for r in d['runs'] for x in r['results'])"
ok 'the span holds the samples' json "all(x['span'] >= x['sum'] for r in d['runs'] for x in r['results'])"
if [ $exits = yes ]; then
	for probe in cpuid:0x0 cpuid:0x1 cpuid:0xb cpuid:0x40000000; do
		ok "$probe exits" figure $probe/insn-cpl3 "f['route'] == 'VMEXIT' and f['host_entered']"
		[ $cheap = no ] || ok "$probe: net p50 is more than ten brackets" \
			json "(lambda s: s['$probe/insn-cpl3']['net_cycles']['p50'] > 10 * s['null/insn-cpl3']['gross_cycles']['p50'])(
				{s['probe']: s for s in d['summary']})"
	done
else
	skip 'CPUID exits' 'no General VM, or emulated'
fi
if [ $kvm = yes ]; then
	ok 'hypercall:1 exits' figure hypercall:1/insn-cpl3 "f['state'] == 'done' and f['net_cycles']['p50'] > 200"
	vm -s cpl3 -P hypercall:2 -n 100 --json
	ok 'hypercall:2 by name' figure hypercall:2/insn-cpl3 "f['count'] > 0"
else
	skip 'hypercalls' 'no KVM'
fi

vm -s cpl3 -P cpuid:0xd.1 -P cpuid:7 -P cpuid:0x7/insn-cpl3 -P null -n 1 -r 2 --warmup 0 --json
ok 'by name: any leaf, none twice' json "[s['probe'] for s in d['summary']] ==
	['null/insn-cpl3', 'cpuid:0xd.1/insn-cpl3', 'cpuid:0x7/insn-cpl3']"
ok 'by name: one sample a run' figure cpuid:0xd.1/insn-cpl3 "f['count'] + f['disturbed'] == 2 and f['executed'] == 3"
vm -s cpl3 -e cpuid -P hypercall:2 -n 10 -r 1 --json
ok 'by exit and by name' json "[s['probe'] for s in d['summary']][-2:] ==
	['cpuid:0x40000000/insn-cpl3', 'hypercall:2/insn-cpl3']"

# Those online that this process may use.
cpus=$(python3 -c 'import os
def span(first, last=None): return range(int(first), int(last or first) + 1)
online = open("/sys/devices/system/cpu/online").read().strip().split(",")
online = {cpu for part in online for cpu in span(*part.split("-"))}
print(*sorted(online & os.sched_getaffinity(0)), sep=",")')
for how in '' --serial; do
	vm -s cpl3 -c all $how -e null,cpuid -n 500 -r 1 --json
	ok "all CPUs $how: those there are" json "sorted({r['cpu'] for r in d['runs'][0]['results']}) == [$cpus]"
	ok "all CPUs $how: by CPU, then by probe" json "(lambda x: x == sorted(x) and len(x) == 5 * len([$cpus]))(
		[r['cpu'] for r in d['runs'][0]['results']])"
	ok "all CPUs $how: all done" json "all(r['state'] == 'done' for r in d['runs'][0]['results'])"
done
last=${cpus##*,}
vm -s cpl3 -c "$last" -e null -n 2000 -r 1 --json
ok 'one CPU: undisturbed there' json "[(r['cpu'], r['disturbed']) for r in d['runs'][0]['results']] == [($last, 0)]"
if [ "$last" != "$cpus" ]; then
	taskset -c "$last" "$tool" -s cpl3 -e null -n 10 -r 1 --json >"$work/out" 2>"$work/err"
	ok 'default CPU: the first one allowed' json "d['settings']['cpus'] == '$last'"
fi

vm list -s cpl3 --json
ports=$(python3 -c 'import json, sys
print(sum(p["supported"] for p in json.load(open(sys.argv[1]))["probes"] if p["name"].startswith(("in:", "out:"))))' "$work/out")
vm -s cpl3 -e in,out -n 10 -r 1
if [ "$ports" = 0 ]; then
	ok 'nothing supported: the table says why' out 'not supported'
	ok 'nothing supported: status 131' ends 131
	ok 'nothing supported: told' err 'none of these probes is supported here'
else
	ok 'ports: status 0' ends 0
fi

if [ "$(id -u)" = 0 ]; then
	setpriv --reuid 65534 --regid 65534 --clear-groups "$tool" -s cpl3 -n 100 --json >"$work/out" 2>"$work/err"
	ok 'without root: CPUID' figure cpuid:0x1/insn-cpl3 "f['state'] == 'done'"
	ok 'without root: no ports, and why' figure in:0x80/insn-cpl3 "f['state'] == 'unsupported' and 'I/O ports' in f['reason']"
else
	skip 'without root' 'this is without root'
fi

if "$tool" list -s module >"$work/out" 2>&1; then
	skip 'fallback' 'the module is loaded'
else
	vm -s module -n 10
	ok 'module: not there, status 131' ends 131
	ok 'module: how to get it' err 'module vmexit is not loaded'
	vm -n 10 -r 1
	ok 'fallback: status 0' ends 0
	ok 'fallback: one line' complaints 1
	ok 'fallback: why, and how to get the module' err 'module vmexit is not loaded' 'Falling back to cpl3'
	ok 'fallback: exits by user space' out 'user space (cpl3)'
fi

vm record -s cpl3 -n 200 -r 2 -o "$work/record.json"
ok 'record: status 0' ends 0
ok 'record: one line' lines out 1
ok 'record: says what' out "$work/record.json: 2 runs"
vm report --json "$work/record.json"
ok 'report: the same document' cmp "$work/out" "$work/record.json"
vm report --csv "$work/record.json"
ok 'report: CSV' grep -q '^cpuid:0x0/insn-cpl3,' "$work/out"
cp "$work/record.json" "$work/before.json"
vm record -s cpl3 -n 100 -r 1 -o "$work/record.json"
ok 'record: replaces' json "len(d['runs']) == 1" "$work/record.json"
vm report - <"$work/record.json"
"$tool" report - <"$work/before.json" >"$work/out" 2>"$work/err"
ok 'report: standard input' out '2 runs x 200 samples'

# This machine loads nothing: what is wrong is told, and what is not is looked at as well.
if [ ! -e /sys/module/vmexit ]; then
	vm doctor
	ok 'doctor: without the module it cannot be measured' ends 131
	ok 'doctor: the module is what is wrong' grep -qE '^wrong  (module|signature)' "$work/out"
	ok 'doctor: the rest is looked at' grep -qE '^(ok|note|wrong) +platform' "$work/out"
	vm doctor --json
	ok 'doctor: a document' json "d['format'] == 'vmexitstat-doctor' and
		[f['state'] for f in d['findings'] if f['what'] in ('module', 'signature')] != []"
fi

# Half as much again either way is soon known; a thousandth of a percent never is.
vm record -s cpl3 -n 2000 --until 50% -P cpuid:0x0 -o "$work/until.json"
ok 'until: status 0, and nothing to complain of' ends 0
ok 'until: no more runs than it takes' json "len(d['runs']) == 5" "$work/until.json"
vm record -s cpl3 -n 2000 --until 0.001% -r 6 -P cpuid:0x0 -o "$work/until.json"
ok 'until, never: the record is kept' ends 0
ok 'until, never: as many runs as told, or fewer' json "5 <= len(d['runs']) <= 6" "$work/until.json"
ok 'until, never: said, of what and why' err '--until 0.001%: not reached after' 'cpuid:0x0/insn-cpl3 is known to'
vm record -s cpl3 -n 10 --until 5 -o "$work/until.json"
ok 'until: a percentage has its sign' ends 128
started=${EPOCHREALTIME/./}
vm record -s cpl3 -n 10 -r 3 --pause 1 -P cpuid:0x0 -o "$work/pause.json"
ok 'pause: between runs, not before or after' [ $(((${EPOCHREALTIME/./} - started) / 1000000)) = 2 ]
ok 'pause: three runs' json "len(d['runs']) == 3" "$work/pause.json"

for width in 80 200; do
	vm report -w $width "$work/before.json"
	ok "table: fits $width columns" [ "$(wc -L <"$work/out")" -le $width ]
done
for locale in C POSIX C.UTF-8 xx_YY.nonsense; do
	LC_ALL=$locale "$tool" report "$work/before.json" >"$work/out" 2>"$work/err"
	ok "locale $locale" out Platform p99.9
done
# On a terminal: progress, cleared at the end; with NO_COLOR no escape at all.
if command -v script >/dev/null; then
	# More than any machine does until it is ended: when it has said how far it is, or by what hangs.
	long="$tool -s cpl3 -e cpuid -n 10000000 -r 1000"
	NO_COLOR=1 script -qefc "echo \$\$ >$work/pid; exec env --default-signal=INT $long" "$work/typescript" </dev/null >"$work/out" &
	for ((i = 0; i < 2400; i++)); do
		grep -qE 'run [0-9]+/1000 +[0-9]+ %' "$work/typescript" 2>/dev/null && break
		sleep 0.05
	done
	# A shell's background job ignores SIGINT, if it is not told otherwise.
	kill -INT "$(cat "$work/pid")"
	wait $!
	ok 'terminal: Ctrl-C ends it' grep -q 'vmexitstat: interrupted' "$work/typescript"
	ok 'terminal: progress' grep -qE 'run [0-9]+/1000 +[0-9]+ %' "$work/typescript"
	ok 'terminal: progress, NO_COLOR' hasnt $'\033' "$work/typescript"
	script -qec "timeout --foreground -s INT 3 $long -q" "$work/typescript" </dev/null >"$work/out"
	ok 'terminal: --quiet' hasnt 'run [0-9]+/1000 ' "$work/typescript"
	NO_COLOR=1 script -qec "$tool report $work/before.json" "$work/typescript" </dev/null >"$work/out"
	ok 'terminal: table' grep -qF p99.9 "$work/typescript"
	ok 'terminal: table, NO_COLOR' hasnt $'\033' "$work/typescript"
else
	skip 'terminal' 'no script(1)'
fi

done_testing
