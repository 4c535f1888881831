#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat check: verdicts on records whose figures are known, and git bisect run by them.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

# verdict PROBE EXPRESSION: holds for what is said of the probe, p.
verdict() { json "(lambda p: $2)(next(p for p in d['probes'] if p['probe'] == '$1'))"; }

# ends_with STATUS LIMIT...: the new record judged by these.
ends_with() {
	local want=$1 limit args=()

	shift
	for limit; do args+=(--max-overhead "$limit"); done
	vm check --baseline "$work/base.json" "${args[@]}" "$work/new.json"
	[ "$status" = "$want" ]
}

# +10 % and +1 %, in: nothing.
make_record base.json cpuid:0x1/insn=1000,1010,990,1005,995 rdmsr:0x1b/insn=2000,2020,1980,2010,1990 \
	in:0x21/insn=4000,4040,3960,4020,3980 trap/insn@none=900,900,900,900,900
make_record new.json cpuid:0x1/insn=1100,1111,1089,1106,1094 rdmsr:0x1b/insn=2020,2040,2000,2030,2010 \
	in:0x21/insn=4000,4040,3960,4020,3980 trap/insn@none=1800,1800,1800,1800,1800
ok 'within 15 %' ends_with 0 15%
ok 'within: said, and of how many' out 'Within the limit: all 3 probes.'
ok 'beyond 5 %' ends_with 1 5%
ok 'beyond: which' out 'Beyond the limit: cpuid:0x1/insn.'
ok 'at 10 %: undecided' ends_with 125 10%
ok 'undecided: which, and what would decide' out 'Undecided: cpuid:0x1/insn.' 'no number of runs'
ok 'near 11 %: undecided' ends_with 125 11%
ok 'undecided: how many runs would decide' grep -qE '^About [0-9]+ runs a side would decide it' "$work/out"
ok 'a limit of its own' ends_with 0 5% cpuid:0x1=15%
ok 'the later of two counts' ends_with 1 cpuid:0x1=15% cpuid:0x1=5%
ok 'its own counts, whichever came first' ends_with 0 cpuid:0x1=15% 5%
ok 'only its own' ends_with 0 rdmsr:0x1b=5%
ok 'a limit on what does not exit, by name' ends_with 1 trap=5%
ok 'a negative one: it must be faster' ends_with 1 -5%
ok 'a limit on what the baseline has not skips no commit' ends_with 128 15% cpuid:0x7=5%
ok 'a limit on what the baseline has not: said' err 'cpuid:0x7/insn: the baseline has no sample of it'
printf '# comment\n\n 15%%\t# all\ncpuid:0x1 = 5%%\n' >"$work/limits"
vm check --baseline "$work/base.json" --limits "$work/limits" "$work/new.json"
ok 'a blank before the = is none of a name' ends 128
ok 'in which line' err 'line 4'
printf '# comment\n\n 15%%\t# all\ncpuid:0x1=5%%\n' >"$work/limits"
vm check --baseline "$work/base.json" --limits "$work/limits" "$work/new.json"
ok 'limits from a file' ends 1

printf '15%%\r\ncpuid:0x1=5%%\r\n' >"$work/limits"
vm check --baseline "$work/base.json" --limits "$work/limits" "$work/new.json"
ok 'limits with the line ends of Windows' ends 1

make_record paths.json cpuid:0x1/insn-cpl3=1100,1111,1089
vm check --json -b "$work/base.json" -m cpuid:0x1/insn=50% -m rdmsr:0x1b=50% "$work/paths.json"
ok 'by another path: said' verdict cpuid:0x1/insn "'another path' in p['reason']"
ok 'by none: said' verdict rdmsr:0x1b/insn "p['reason'] == 'not measured'"
# A path that is wrong would be within any limit, for ever.
mkdir "$work/runs"
cp "$work/base.json" "$work/new.json" "$work/runs"
vm check -b "$work/runs" -m 50% "$work/new.json"
ok 'a record of the baseline: status 129' ends 129
ok 'a record of the baseline: which' err "new.json: the same record as $work/runs/new.json"
vm check -b - -m 50% -
ok 'standard input on both sides: status 128' ends 128
: >"$work/empty.json"
vm check -b "$work/empty.json" -m 50% "$work/new.json"
ok 'an empty file: said' err 'empty.json: is empty'

vm check --baseline "$work/base.json" -m 5% --json "$work/new.json"
ok 'JSON: the verdict and the status' json "d['verdict'] == 'beyond' and d['exit_status'] == $status"
ok 'JSON: a row with its figures' verdict cpuid:0x1/insn "p['verdict'] == 'beyond' and p['limit_percent'] == 5
	and p['p_holm'] < 0.025 and abs(p['row']['overhead_percent'] - 10) < 1e-9"
ok 'JSON: those within' verdict rdmsr:0x1b/insn "p['verdict'] == 'within' and p['p'] > 0.975"
vm check --baseline "$work/base.json" -S min -m 15% --json "$work/new.json"
ok 'by another statistic' json "d['statistic'] == 'min' and d['verdict'] == 'within'"

# ---- many probes: what one alone would claim, one of many may not ----

many=()
for leaf in $(seq 1 20); do many+=("cpuid:0x$(printf %x $((16 + leaf)))/insn=1000,1010,990,1005,995"); done
make_record base.json "${many[@]}" cpuid:0x1/insn=1000,1010,990,1005,995
make_record new.json "${many[@]}" cpuid:0x1/insn=1065,1076,1054,1070,1060
vm check --baseline "$work/base.json" -m cpuid:0x1=5% --json "$work/new.json"
ok 'alone: beyond' verdict cpuid:0x1/insn "p['verdict'] == 'beyond' and 0.001 < p['p'] < 0.025"
vm check --baseline "$work/base.json" -m 5% --json "$work/new.json"
ok 'one of 21: corrected by Holm, and undecided' verdict cpuid:0x1/insn "p['verdict'] == 'undecided'
	and p['p'] < 0.025 < p['p_holm'] and abs(p['p_holm'] - 21 * p['p']) < 1e-9 and 'Holm' in p['reason']"
ok 'one of 21: so is the whole' ends 125

# ---- what cannot be judged ----

make_record base.json cpuid:0x1/insn=1000,1010,990,1005,995 in:0x21/insn=400,400,400,400,400
make_record new.json cpuid:0x1/insn=1000,1010,990,1005,995 'in:0x21/insn=!not here'
ok 'an unsupported probe' ends_with 125 5%
ok 'an unsupported probe: why' out 'not measured: not here'
make_record new.json cpuid:0x1/insn=1000,1010,990,1005,995
ok 'a missing probe' ends_with 125 5%
make_record new.json cpuid:0x1/insn=1000,1010,990,1005,995 in:0x21/insn=400,400,400 out:0x80/insn=9000,9000,9000
ok 'what the baseline has not is not judged by the limit of all' ends_with 0 5%
ok 'but named' out 'Not judged: null/insn (stays in the guest), out:0x80/insn (not in the baseline).'
ok 'but by its own limit' ends_with 128 5% out:0x80=5%
make_record new.json cpuid:0x1/insn=1000 in:0x21/insn=400
ok 'one run' ends_with 125 5%
make_record new.json fingerprint.cpu_model=other cpuid:0x1/insn=2000,2000,2000 in:0x21/insn=400,400,400
ok 'another CPU, however slow' ends_with 125 5%
ok 'another CPU: said' out 'Undecided: the baseline is of another machine' 'CPU model differs'
vm check --force --baseline "$work/base.json" -m 5% "$work/new.json"
ok 'another CPU, forced' ends 1
make_record new.json fingerprint.kernel=6.13 cpuid:0x1/insn=2000,2000,2000 in:0x21/insn=400,400,400
ok 'another kernel is what it is for' ends_with 1 5%
make_record new.json fingerprint.emulated=Bochs cpuid:0x1/insn=2000,2000,2000
ok 'ticks against cycles' ends_with 125 5%
ok 'ticks against cycles: why' out 'ticks are no cycles'
vm check --json --baseline "$work/base.json" -m 5% "$work/new.json"
ok 'ticks against cycles: a document all the same' json "d['verdict'] == 'undecided' and d['foreign']"
ok 'ticks against cycles: of no probe a verdict' json "all(p['verdict'] == 'undecided' and 'another machine' in p['reason'] for p in d['probes'])"
make_record new.json fingerprint.platform=SEV-SNP cpuid:0x1/insn=2000,2000,2000 in:0x21/insn=400,400,400
ok 'another platform blames no commit' ends_with 125 5%
ok 'another platform: said' out 'platform differs: General VM in'
make_record new.json fingerprint.hypervisor=Xen cpuid:0x1/insn=2000,2000,2000 in:0x21/insn=400,400,400
ok 'another hypervisor' ends_with 125 5%
make_record route.json cpuid:0x1/insn@unknown=1000,1010,990 rdmsr:0x1b/insn@paravisor=1000,1010,990 in:0x21/insn@#VC=10,10,10
make_record new.json cpuid:0x1/insn@unknown=1000,1010,990 rdmsr:0x1b/insn@paravisor=2000,2010,1990 'in:0x21/insn=!took #UD'
vm check --json --baseline "$work/route.json" -m 5% "$work/new.json"
ok 'what may leave the guest is judged' verdict rdmsr:0x1b/insn "p['verdict'] == 'beyond'"
ok 'what stayed, and is not to be had any more, is missed' verdict in:0x21/insn "p['verdict'] == 'undecided'"

# Gross against net would be a difference that is none.
make_record new.json cpuid:0x1/insn=1000,1010,990,1005,995 in:0x21/insn=400,400,400,400,400
python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
for r in d["runs"]: r["results"].pop(0)
json.dump(d, open(sys.argv[1], "w"))' "$work/new.json"
ok 'without null: gross on both sides' ends_with 0 3%
ok 'without null: said' out 'lacks null: all figures are gross' 'cycles, gross'

# ---- boots: what they differ by is what a kernel has to beat ----

mkdir "$work/boots"
for i in 1 2 3 4 5; do make_record boots/$i.json fingerprint.boot_id=boot$i "cpuid:0x1/insn=$((1000 + 20 * (i - 3))),$((1001 + 20 * (i - 3)))"; done
make_record new.json fingerprint.boot_id=boot6 cpuid:0x1/insn=1049,1050,1051
vm check --baseline "$work/boots" -m 2% "$work/new.json"
ok 'a boot among boots: undecided' ends 125
ok 'a boot among boots: by what they differ' out '1 boot against 5' 'do not tell how boots differ'
vm check --boot-cv 0% --baseline "$work/boots/3.json" -m 2% "$work/new.json"
ok 'against one of them alone it would be blamed' ends 1
ok 'and it is said what would tell' out 'another may differ by more'
vm check --baseline "$work/boots/3.json" -m 2% "$work/new.json"
ok 'but boots are allowed to differ' ends 125
ok 'and it is said what would decide' out 'a baseline of five boots'
vm check --baseline "$work/base.json" -m 5%
ok 'no module' ends 125
ok 'no module: said' err 'module'
make_record base.json settings.source=cpl3 settings.batch_us=0 cpuid:0x99/insn-cpl3=1000,1000,1000 hypercall:9/insn-cpl3=1,1,1
vm check -q --baseline "$work/base.json" -m 5%
ok 'a probe nobody knows here' ends 125

# ---- measured here ----

"$tool" record -q -s cpl3 -n 200 -r 3 -P cpuid:0x1 -o "$work/base.json" >"$work/out" 2>"$work/err"
vm check -q -n 200 -r 3 --baseline "$work/base.json" -m cpuid:0x1=100000% --json
ok 'measures what the baseline has' json "[p['probe'] for p in d['probes']] == ['cpuid:0x1/insn-cpl3']"
# Of the machine it may say what it likes: the clock of a busy one need not be found the same twice.
ok 'by its settings' json "not any(n['text'].startswith(('source', 'samples', 'warmup', 'batch-us', 'CPU'))
	for n in d['notes'])"
vm check -q --baseline "$work/base.json" -m 100000% -P cpuid:0x1 -P cpuid:0x7 -n 200 -r 3
ok 'what was chosen and the baseline has not is missed' ends 125
ok 'and named' out 'undecided: not in the baseline'
vm check -q --baseline "$work/base.json" -m 5% -P cpuidd:0x7
ok 'a probe that is none: wrong usage, no commit to skip' ends 128
vm check -q -n 200 -r 3 --baseline "$work/base.json" -m cpuid:0x1=100000% --json
ok 'and judges it' json "d['verdict'] in ('within', 'undecided') and d['exit_status'] == $status"

# ---- everything else is no verdict ----

# usage NAME STATUS ARGUMENT...
usage() {
	local name=$1 want=$2

	shift 2
	vm check "$@"
	ok "$name" ends "$want"
	ok "$name: nothing printed" silent out
	ok "$name: said" [ -s "$work/err" ]
}
make_record base.json cpuid:0x1/insn=1000,1000
usage 'no baseline' 128 -m 5% "$work/new.json"
usage 'no limit' 128 -b "$work/base.json" "$work/new.json"
for limit in 5 0.05 5%% % -100% 1e3% 0x5% nan% inf% ' 5%' cpuid:0x1 cpuid:0x1=5 cpux:1=5% =5%; do
	usage "limit '$limit'" 128 -b "$work/base.json" -m "$limit" "$work/new.json"
done
usage 'measuring a record' 128 -b "$work/base.json" -m 5% -P cpuid:0x1 "$work/new.json"
printf '5%%\0in:0x21=1%%\n' >"$work/limits"
usage 'limits with a NUL' 128 -b "$work/base.json" --limits "$work/limits" "$work/new.json"
printf '5%%\rin:0x21=1%%\r' >"$work/limits"
usage 'limits of a Macintosh' 128 -b "$work/base.json" --limits "$work/limits" "$work/new.json"
usage 'two records' 128 -b "$work/base.json" -m 5% "$work/new.json" "$work/new.json"
usage 'no such baseline' 129 -b "$work/none.json" -m 5% "$work/new.json"
usage 'no such record' 129 -b "$work/base.json" -m 5% "$work/none.json"
usage 'no such limits' 129 -b "$work/base.json" --limits "$work/none" "$work/new.json"
usage 'a published baseline' 128 -b "$top/user/published/tum-general-vm.json" -m 5% "$work/new.json"
usage 'a published record' 128 -b "$work/base.json" -m 5% "$top/user/published/tum-general-vm.json"

# ---- git bisect run ----

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t

# A tree of ten commits, each with a record of its own: the seventh is 12 % slower, the fourth cannot
# be measured, the fifth was measured on another machine.
repository() {
	rm -rf "$work/tree"
	git init -q -b main "$work/tree"
	for commit in $(seq 1 10); do
		slow=$((commit >= 7 ? 12 : 0))
		values=
		for run in -1 0 1 2 -2; do values=$values,$(((1000 + 5 * run + commit % 3) * (100 + slow) / 100)); done
		more=()
		case $commit in
		4) more=('in:0x21/insn=!took #VC') ;;
		5) more=(fingerprint.cpu_model=other "in:0x21/insn=400,400,400,400,400") ;;
		*) more=("in:0x21/insn=400,400,400,400,400") ;;
		esac
		make_record tree/record.json "cpuid:0x1/insn=${values#,}" "${more[@]}"
		git -C "$work/tree" add record.json
		git -C "$work/tree" commit -q -m "commit $commit"
	done
	git -C "$work/tree" show HEAD~9:record.json >"$work/good.json"
}

# bisect ARGUMENT...: git bisect run vmexitstat check ARGUMENT...
bisect() {
	(
		cd "$work/tree" || exit
		git bisect start HEAD HEAD~9
		git bisect run "$tool" check "$@"
		echo "run ended with $?"
		git bisect log
		git bisect reset
	) >"$work/out" 2>"$work/err"
}

repository
bisect --baseline "$work/good.json" --max-overhead 5% record.json
ok 'git bisect run: the seventh is to blame' grep -q '^# first bad commit: \[[0-9a-f]*\] commit 7$' "$work/out"
ok 'git bisect run: what could not be judged was skipped' grep -q '^# skip: .* commit [45]$' "$work/out"
bisect --baseline "$work/good.json" --max-overhead 5 record.json
ok 'git bisect run: a usage error stops it' hasnt '^# first bad commit|^# bad: .*commit [2-9]$|is the first bad' "$work/out"
ok 'git bisect run: and is seen' grep -q "is no limit like 5%" "$work/err"
bisect --baseline "$work/none.json" --max-overhead 5% record.json
ok 'git bisect run: a missing baseline stops it' hasnt '^# first bad commit|^# bad: .*commit [2-9]$|is the first bad' "$work/out"

done_testing
