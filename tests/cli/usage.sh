#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What vmexitstat says to wrong, odd and interrupted use, and how it ends.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

# refused NAME TEXT ARGUMENT...: wrong usage, said in these words, nothing printed.
refused() {
	local name=$1 text=$2

	shift 2
	vm "$@"
	ok "$name: status 128" ends 128
	ok "$name: told" err "$text"
	ok "$name: nothing printed" silent out
}

# cannot NAME TEXT ARGUMENT...: cannot be measured.
cannot() {
	local name=$1 text=$2

	shift 2
	vm "$@"
	ok "$name: status 131" ends 131
	ok "$name: told" err "$text"
}

# fits LINES: what was printed, 80 columns wide.
fits() { [ "$(wc -l <"$work/out")" -le "$1" ] && ! grep -nE '.{81}' "$work/out"; }

# examples: the help's, a line each, and nothing below them; comments and what is piped into the tool away.
examples() { sed '1,/^Examples:$/d; s/ *#.*//; s/^ .*| */  /' "$work/out"; }

# understood: each of them is the tool's own, and with --usage behind it all its words are parsed and none is done.
understood() {
	local words bad=0

	while read -ra words; do
		[ "${words[0]}" = vmexitstat ] && "$tool" "${words[@]:1}" --usage >/dev/null || bad=1
	done < <(examples)
	return "$bad"
}

vm --help
ok '--help: a terminal of 24 lines shows it, prompt and all' fits 23
ok '--help: three examples' [ "$(examples | wc -l)" = 3 ]
ok '--help: they are understood' understood
ok '--help: status 0' ends 0
ok '--help: names the commands and the statuses' out run record report compare check watch export list info doctor 'Exit status' 131
vm --version
ok '--version' out 'vmexitstat '
for cmd in run record report compare check watch export list info doctor; do
	vm $cmd --help
	ok "$cmd --help: status 0" ends 0
	ok "$cmd --help: on standard output" out "Usage: vmexitstat $cmd"
	ok "$cmd --help: fits" fits 40
	some=3
	[[ $cmd != @(info|doctor|export) ]] || some=2
	ok "$cmd --help: $some examples, of this command" [ "$(examples | grep -c "^  vmexitstat $cmd\>")" = $some ]
	ok "$cmd --help: they are understood" understood
	refused "$cmd: an unknown option" 'unrecognized option' $cmd --nonsense
done

refused 'unknown command' "did you mean 'record'?" recrod
refused 'unknown command, like none' "'vmexitstat --help' lists them" xyzzy
refused 'unknown option, near one' "'--statisic': did you mean '--statistic'?" compare --statisic=p99 a b
refused 'unknown option behind arguments' "'--ouput': did you mean '--output'?" compare a b --ouput c
refused 'unknown option, near that of all' "did you mean '--version'?" --versoin
refused 'unknown option behind one that is an argument' "'--jsn': did you mean '--json'?" run -P --foo --jsn
refused 'unknown option, like none' "'vmexitstat info --help' lists them" info --nonsense
refused 'ambiguous option' "possibilities: '--samples' '--serial' '--source'" --s=3
refused 'option without its argument' "'--runs' requires an argument" run --runs
vm list --sour=cpl3 --js
ok 'abbreviated options are options' json 'd["source"] == "cpl3"'
vm run --version --nonsense
ok 'nothing is said of what is behind --version' ends 0
refused 'surplus argument' "unexpected argument 'x'" run x
refused 'unknown source' "'kvm' (there are auto, module, cpl3)" -s kvm
refused 'unknown source, near one' "'modul': did you mean 'module'?" -s modul
refused 'unknown exit' "'hlts': did you mean 'hlt'?" -e hlts,cpuid
refused 'unknown exit, like none' "'xyzzy' (there are null, trap, cpuid," -e cpuid,xyzzy
refused 'empty exit' "''" -e cpuid,
refused 'unknown path' "'ghcb-pge': did you mean 'ghcb-page'?" -p ghcb-pge
refused 'unknown path, like none' "'ghost' (there are insn," -p ghost
refused 'unknown statistic' "'mena': did you mean 'mean'?" compare -S mena a b
refused 'unknown statistic, like none' "'typical' (there are p50, mean, p99, p99.9, min)" compare -S typical a b
refused "a limit's unknown probe" "'cpuidd:0x1' is no probe's name: did you mean 'cpuid:0x1'?" check -b a -m cpuidd:0x1=5%
refused "a limit's unknown path" "did you mean 'in:0x21/ghcb-page'?" check -b a -m in:0x21/ghcbpage=5%
refused "a limit's unknown probe, like none" "like cpuid:0x1" check -b a -m xyzzy:1=5%
refused 'record without a file' '-o FILE' record
refused 'report without a file' 'FILE' report
refused 'export in another format' "unknown format 'json' (there is openmetrics)" export -f json
refused 'export in a format near one' "did you mean 'openmetrics'?" export -f openmetric
refused 'export of something' "unexpected argument 'x'" export x
if [ ! -e /sys/module/vmexit ]; then
	cannot 'export without the module' 'module vmexit is not loaded' export
	ok 'and nothing is printed' silent out
fi
for bad in 0 -1 +1 '' ' 1' 1k 1e3 0x10 10000001 18446744073709551617; do
	refused "--samples '$bad'" "'$bad' is no number from 1 to 10000000" "--samples=$bad"
done
refused '--runs 1001' 'from 1 to 1000' -r 1001
refused '--warmup 1000001' 'from 0 to 1000000' --warmup 1000001
refused '--batch-us 201' 'from 1 to 200' --batch-us 201
for bad in '' ',' '0,' 1-0 0-0x3 -1 a 0,,1 99999; do
	refused "--cpus '$bad'" "'$bad' is neither a list" "--cpus=$bad"
done

for bad in 0 61 -1 1s '' 0.5; do
	refused "watch --interval '$bad'" "'$bad' is no number from 1 to 60" watch "--interval=$bad"
done
refused 'watch --csv --json' '--json and --csv exclude each other' watch --csv --json
refused 'watch --count 0' 'from 1 to' watch -n 0
refused 'watch, surplus argument' "unexpected argument 'x'" watch x
for other in -w80 -s; do
	refused "watch $other" "option" watch $other
done
refused 'watch, published figures' "no baseline: take a record" \
	watch -b "$(find "$top/user/published" -name '*.json' | head -n 1)"
vm watch -b "$work/none"
ok 'watch, no such baseline: status 129' ends 129
ok 'watch, no such baseline: told' err "$work/none: No such file"
if [ -e /sys/module/vmexit ]; then
	skip 'watch without the module' 'it is loaded'
else
	cannot 'watch without the module' 'module vmexit is not loaded' watch
	ok 'watch without the module: told once' lines err 1
	ok 'watch without the module: nothing printed' silent out
fi

cannot 'CPU that does not exist' 'CPU 8191 does not exist' -s cpl3 -c 8191
refused 'unknown probe' "did you mean 'cpuid:0x1/insn-cpl3'?" -s cpl3 -P cpuidd:0x1
refused 'unknown probe, like none' 'vmexitstat list' -s cpl3 -P frobnicate
refused 'parameter off the table' "did you mean 'in:0x80/insn-cpl3'?" -s cpl3 -P in:0x8
refused "another source's path" "did you mean 'cpuid:0x1/insn-cpl3'?" -s cpl3 -P cpuid:0x1/insn
refused "another source's exit" 'no default probe' -s cpl3 -e rdmsr
cannot 'list of nothing' 'no probe' list -s cpl3 -e wrmsr
names=()
for ((i = 1; i <= 64; i++)); do names+=(-P "cpuid:$i"); done
refused 'too many probes' 'at most 64' -s cpl3 "${names[@]}"

vm report "$work/none"
ok 'report of no file: status 129' ends 129
ok 'report of no file: told' err "$work/none: No such file"
vm record -s cpl3 -o "$work/none/x" -n 10000000 -r 1000
ok 'record to no directory: status 129, before measuring' ends 129
ok 'record to no directory: told' err "$work/none/x: No such file"
vm record -s cpl3 -o "$work" -n 10
ok 'record to a directory' err 'Is a directory'
for cmd in 'run -s cpl3' 'list -s cpl3' 'info -s cpl3' doctor 'check --help' 'run --usage' --version --help; do
	status=0
	# shellcheck disable=SC2086 # words
	"$tool" $cmd >/dev/full 2>"$work/err" || status=$?
	ok "$cmd to a full device: status 129" ends 129
	ok "$cmd to a full device: told, once" grep -qx 'vmexitstat: standard output: No space left on device' "$work/err"
	ok "$cmd to a full device: one line" lines err 1
done
"$tool" -s cpl3 -n 100 2>"$work/err" | head -n 1 >"$work/out"
ok '| head -1: nothing to complain about' silent err

# catches PID: the tool runs there, and has its handler of SIGTERM, the last one it sets.
catches() {
	local caught

	[ "/proc/$1/exe" -ef "$tool" ] || return 1
	caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status")
	((0x${caught:-0} & 1 << 14))
}

# In the middle of a run, and of the time between two.
for how in 'INT -n 10000000 -r 1000' 'TERM -n 10000000 -r 1000' 'INT -n 1 -r 2 --pause 3600'; do
	status=0 sig=${how%% *}
	# shellcheck disable=SC2086 # words
	env --default-signal=INT,TERM "$tool" record -s cpl3 ${how#* } \
		-o "$work/cut.json" >"$work/out" 2>"$work/err" &
	pid=$!
	for ((i = 0; i < 2400; i++)); do
		catches $pid && break
		sleep 0.05
	done
	[[ $how != *pause* ]] || sleep 1
	kill "-$sig" $pid
	wait $pid || status=$?
	ok "SIG$how: status 130" ends 130
	ok "SIG$sig: told" grep -qx 'vmexitstat: interrupted' "$work/err"
	ok "SIG$sig: nothing printed" silent out
	ok "SIG$sig: nothing left behind" [ -z "$(find "$work" -name '*cut*' -o -name '.vmexitstat*')" ]
done

done_testing
