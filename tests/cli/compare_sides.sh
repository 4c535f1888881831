#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat compare: how sides differ, what must not be compared, and what comes from elsewhere.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/comparison.bash
. "$(dirname "$0")/comparison.bash"

# ---- fingerprints ----

# with MEMBER=VALUE...: the General VM compared with itself, but for that.
with() {
	make_record other.json cpuid:0x1/insn=1000,1010,990,1005,995 "$@"
	vm compare --json "$work/gvm.json" "$work/other.json"
}
with fingerprint.cpu_model='AMD EPYC 9B14'
ok 'another CPU: compared, and warned of' note foreign 'CPU model differs: AMD EPYC 7B13 in'
with fingerprint.kernel=6.1.1
ok 'another kernel' note warning 'kernel differs: 6.12.117 #1 in'
with 'fingerprint.mitigations=meltdown: Not affected; retbleed: Vulnerable'
ok 'other mitigations' note warning 'retbleed: Vulnerable'
with fingerprint.idle=menu
ok 'another idle governor' note warning 'idle differs: haltpoll in'
with fingerprint.tsc_khz=3000000
ok 'another TSC: in ns' json "d['comparisons'][0]['unit'] == 'ns'"
ok 'another TSC: said' note foreign 'TSC differs: 2000.0 MHz in'
ok 'another TSC: two thirds of the time' row probe cpuid:0x1/insn "abs(r['overhead_percent'] + 100 / 3) < 1e-9 and r['base']['mean'] == 500"
with fingerprint.bracket=rdtscp
ok 'another bracket' note warning 'closing bracket differs: lfence rdtsc in'
with 'fingerprint.dmi=QEMU pc; EDK II 2026.02'
ok 'another BIOS' note warning 'DMI product or BIOS differs: QEMU pc; SeaBIOS 1.16 in'
with fingerprint.dmi=
ok 'a BIOS that is not told is no other' json "not any('DMI' in n['text'] for n in d['comparisons'][0]['notes'])"
with runs.0.results.1.route=none runs.0.results.1.basis=witnessed runs.0.results.1.expected=VMEXIT
ok 'another route than was expected: said' note warning 'than was expected (in brackets): '
ok 'another route than was expected: which' json "any(n['text'].endswith('(in brackets): cpuid:0x1/insn several (VMEXIT)') for n in d['comparisons'][0]['notes'])"
with fingerprint.tsc_step=21
ok 'a TSC in steps: what it cannot tell is not claimed' note note 'moves by 21 cycles at a time'
ok 'a TSC in steps: another than the other side' note warning 'TSC step differs: 1 in'
ok 'a TSC in steps: no interval is narrower' row probe cpuid:0x1/insn "r['ratio_interval'][1] >= 1.0209"
make_record fine.json rdmsr:0x1b/insn=1000,1000,1000 cpuid:0x1/insn=1000,1000,1000
make_record step.json fingerprint.tsc_step=21 rdmsr:0x1b/insn=1021,1021,1021 cpuid:0x1/insn=1042,1042,1042
vm compare --json "$work/fine.json" "$work/step.json"
ok 'a step is no difference' row probe rdmsr:0x1b/insn "r['differs'] is False"
ok 'two are' row probe cpuid:0x1/insn "r['differs'] is True"
python3 - "$work/gvm.json" "$work/older.json" <<-'END'
	import json, sys
	doc = json.load(open(sys.argv[1]))
	del doc["fingerprint"]["tsc_step"], doc["fingerprint"]["bracket"]
	json.dump(doc, open(sys.argv[2], "w"))
END
vm compare --json "$work/gvm.json" "$work/older.json"
ok 'a record that says nothing of its bracket is of RDTSCP' note warning 'lfence rdtsc in'
ok 'and of no step' json "not any('step' in n['text'] for n in d['comparisons'][0]['notes'])"
# isolated PLATFORM ISOLATION PLATFORM ISOLATION: one guest against another, nothing else being different.
isolated() {
	make_record one.json cpuid:0x1/insn=1000,1010,990,1005,995 "fingerprint.platform=$1" "fingerprint.isolation=$2"
	make_record other.json cpuid:0x1/insn=1000,1010,990,1005,995 "fingerprint.platform=$3" "fingerprint.isolation=$4"
	vm compare --json "$work/one.json" "$work/other.json"
}
alike() { json "not any('isolation' in n['text'] for n in d['comparisons'][0]['notes'])"; }
snp='SEV; SEV-ES; SEV-SNP'
isolated SEV-SNP "$snp; DebugSwap" SEV-SNP "$snp; SMTProtection; IBPBOnEntry"
ok 'isolated in other ways' note warning 'isolation differs: only in'
ok 'isolated in other ways: by name' json "any('one.json: DebugSwap; only in' in n['text'] and
	n['text'].endswith('other.json: SMTProtection; IBPBOnEntry') for n in d['comparisons'][0]['notes'])"
vm compare "$work/one.json" "$work/other.json"
ok 'isolated in other ways: below the table as well' out 'isolation differs' 'SMTProtection; IBPBOnEntry'
isolated SEV-SNP "$snp" SEV-SNP ''
ok 'isolation that is not told is no other' alike
isolated SEV-ES 'SEV; SEV-ES' SEV-SNP "$snp"
ok 'nor is that of another platform: it is what is compared' alike
vm report "$work/step.json"
ok 'report: a TSC in steps' out 'in steps of 21 cycles' 'moves by 21 cycles at a time: no figure is finer'
with runs.0.steal_ms=17
ok 'steal' note warning 'gave 17 ms'
with settings.batch_us=100
ok 'settings' note warning 'batch-us differs: 50 in'
vm compare --ns --json "$work/gvm.json" "$work/snp.json"
ok 'ns where asked for' row probe cpuid:0x1/insn "r['base']['mean'] == 500"

with fingerprint.tsc_invariant=false
ok 'a TSC that is not invariant' note warning 'TSC is not invariant'
with runs.0.results.1.state=offline
ok 'results cut short' note warning 'only what had run: 1 result'
make_record insn.json fingerprint.platform=SEV-SNP "cpuid:0x1/insn@#VC+VMGEXIT=-,1500,3000,6000,12000" \
	"cpuid:0x1/ghcb-page@VMGEXIT=500,1000,2000,4000,-"
vm compare --cross-path --json "$work/gvm.json" "$work/insn.json"
ok 'its own direct call: of the same run' row guest-part 'cpuid:0x1/insn : own ghcb-page' \
	"abs(r['ratio'] - 1.5) < 1e-9 and r['ratio_interval'][1] - r['ratio_interval'][0] < 0.02"

# refused NAME TEXT MEMBER=VALUE...
refused() {
	local name=$1 text=$2

	shift 2
	with "$@"
	ok "$name: refused" ends 131
	ok "$name: why" err "$text" --force
	ok "$name: nothing printed" silent out
	vm compare --force --json "$work/gvm.json" "$work/other.json"
	ok "$name: forced" ends 0
	ok "$name: still said" json "any(n['level'] == 'refused' for n in d['comparisons'][0]['notes'])"
}
refused 'emulated against hardware' 'ticks are no cycles' fingerprint.emulated='QEMU TCG'
refused 'unknown TSC' "the TSC's frequency is known of" fingerprint.tsc_khz=0
refused 'user space against module' 'source differs: module in' settings.source=cpl3 settings.batch_us=0
make_record other.json settings.source=cpl3 settings.batch_us=0 cpuid:0x1/insn-cpl3=2000,2000,2000,2000,2000
vm compare --force --json "$work/gvm.json" "$work/other.json"
ok 'forced: insn-cpl3 is held against insn, gross for want of its null' row probe cpuid:0x1/insn-cpl3 \
	"abs(r['overhead_percent'] - 100000 / 1052) < 1e-9"
ok 'forced: said to be gross' note warning 'lacks null: all figures are gross'
make_record ticks.json fingerprint.emulated='QEMU TCG' cpuid:0x1/insn=1000,1010,990,1005,995
vm compare "$work/ticks.json" "$work/ticks.json"
ok 'emulated with emulated: said first' grep -q '^EMULATED: QEMU TCG: figures are not latencies' <(head -n 1 "$work/out")
ok 'emulated: the unit is ticks' out 'p50 in ticks (emulated: not latencies)'
vm compare --csv "$work/ticks.json" "$work/ticks.json"
ok 'emulated: in every line of CSV' [ "$(grep -c ',ticks,yes,QEMU TCG,' "$work/out")" = $(($(wc -l <"$work/out") - 1)) ]
make_record ticks2.json fingerprint.emulated='Bochs' cpuid:0x1/insn=1000
vm compare "$work/ticks.json" "$work/ticks2.json"
ok 'ticks of another emulator: refused' ends 131

# ---- published figures ----

published=$top/user/published
vm compare --json "$published/tum-general-vm.json" "$published/tum-sev-snp.json"
ok 'published: means in ns' json "d['statistic'] == 'mean' and d['comparisons'][0]['unit'] == 'ns'"
ok 'published: (3859 - 1232) / 1232' row probe cpuid:0xb/insn "abs(r['overhead_percent'] - 262700 / 1232) < 1e-6"
ok 'published: nothing is claimed of them' json "all(r['ratio_interval'] is None and r['differs'] is None
	and r['kind'] == 'probe' for r in d['comparisons'][0]['rows'])"
ok 'published: source and date' json "'TUM-DSE' in d['base']['source'] and '2024' in d['base']['date']"
make_record cpuid0xb.json cpuid:0xb/insn=2500,2500 in:0x40/insn=3000,3000
vm compare --json "$published/tum-general-vm.json" "$work/cpuid0xb.json"
ok 'published as BASE: in its unit, both gross' row probe cpuid:0xb/insn "abs(r['new']['mean'] - 1276) < 1e-9 and r['base']['mean'] == 1232"
# What one side alone has makes no figure, whichever kinds meet.
mkdir "$work/boots-of-two"
cp "$work/gvm.json" "$work/boots-of-two/1.json"
make_record boots-of-two/2.json fingerprint.boot_id=two cpuid:0x1/insn=1000,1010,990 rdmsr:0x1b/insn=2000,2100,1900
make_record nothing.json 'cpuid:0x1/insn=!took #UD'
kinds=("$work"/{gvm,snp,one,nothing}.json "$work/boots-of-two" "$published"/tum-{general-vm,sev-snp}.json)
for base in "${kinds[@]}"; do
	for new in "${kinds[@]}"; do
		for view in '' --csv --json --html; do
			# shellcheck disable=SC2086 # nothing, or one word
			vm compare $view "$base" "$new"
			grep -qiE -- '(^|[^a-z])-?(nan|inf)([^a-z]|$)' "$work/out" && echo "$base $new $view"
		done
	done
done >"$work/not-numbers"
ok 'no view of any two kinds has what is no number' lines not-numbers 0
vm compare --json "$work/cpuid0xb.json" "$published/tum-general-vm.json" "$work/cpuid0xb.json"
ok 'published beside a measured one: one unit for all' json "[c['unit'] for c in d['comparisons']] == ['ns', 'ns']"
vm compare --force "$work/cpuid0xb.json" "$work/ticks.json" "$work/gvm.json"
ok 'units that differ are not set side by side' out 'Not shown side by side: some are in ticks, some in cycles.'
sed 's/"unit": "ns"/"unit": "cycles"/' "$published/tum-sev-snp.json" >"$work/cycles.json"
vm compare "$work/cycles.json" "$work/ticks.json"
ok 'published cycles against ticks: refused' ends 131
vm compare -S p50 "$published/tum-general-vm.json" "$work/cpuid0xb.json"
ok 'published means have no p50' ends 131
vm compare "$published/kvm-unit-tests-b7ffc44d5b2e.json" "$published/tum-general-vm.json"
ok 'published in cycles and in ns: refused' ends 131
for file in "$published"/*.json; do
	vm compare "$file" "$file"
	ok "published: $(basename "$file")" ends 0
done
sed 's/"value": 646/"value": -1/' "$published/tum-sev-snp.json" >"$work/bad.json"
vm compare "$work/bad.json" "$work/gvm.json"
ok 'published: a figure below 0' err 'figures[0].value: not above 0'
sed 's/"unit": "ns"/"unit": "us"/' "$published/tum-sev-snp.json" >"$work/bad.json"
vm compare "$work/bad.json" "$work/gvm.json"
ok 'published: another unit' err 'only ns and cycles are understood'
sed 's/"version": 1/"version": 2/' "$published/tum-sev-snp.json" >"$work/bad.json"
vm compare "$work/bad.json" "$work/gvm.json"
ok 'published: another version' ends 129

# ---- what comes from elsewhere ----

vm compare "$work/none.json" "$work/gvm.json" "$work/none2.json"
ok 'no such file: each is named' err none.json none2.json
ok 'no such file: status' ends 129
vm compare "$work/gvm.json"
ok 'one side alone' ends 128
vm compare --html --json "$work/gvm.json" "$work/snp.json"
ok 'two forms at once' ends 128
sed 's/"unit": "cycles"/"unit": "ns"/' "$work/gvm.json" >"$work/bad.json"
vm compare "$work/gvm.json" "$work/bad.json"
ok 'swapped units: refused' err 'unit: "ns", and only "cycles" is understood'
# hostile NAME MEMBER TEXT: the first such member of the General VM's record, but for that.
hostile() {
	sed "0,/\"$2\": [0-9]*/s//\"$2\": $3/" "$work/gvm.json" >"$work/bad.json"
	vm compare "$work/gvm.json" "$work/bad.json"
	ok "$1: refused" ends 129
	ok "$1: one line says where" [ "$(grep -c '^vmexitstat: .*bad.json: .*' "$work/err")" = 1 ]
}
hostile 'a count that overflows' count 99999999999999999999
hostile 'a count beyond its buckets' count 11
hostile 'not a number' min NaN
hostile 'infinite' sum 1e999
hostile 'negative' max -1
hostile 'samples beyond reason' samples 18446744073709551615
hostile 'a bucket index beyond the last' sub_bits 9
python3 - "$work/gvm.json" "$work/many.json" <<'END'
import json, sys
doc = json.load(open(sys.argv[1]))
for run in doc["runs"]:
    one = run["results"][1]
    run["results"] = run["results"][:1] + [dict(one, probe=f"cpuid:{leaf:#x}/insn") for leaf in range(10000)]
json.dump(doc, open(sys.argv[2], "w"))
END
# cpu_seconds: of what this shell has started, whatever else the machine does.
cpu_seconds() {
	times >"$work/times"
	awk -F '[ms. ]' 'NR == 2 { print 60 * $1 + $2 }' "$work/times"
}
start=$(cpu_seconds)
vm compare --json "$work/many.json" "$work/many.json"
ok '10 000 probes: compared' json "len(d['comparisons'][0]['rows']) == 10002"
vm compare "$work/many.json" "$work/many.json"
ok '10 000 probes: each a row' [ "$(grep -c '^cpuid:' "$work/out")" = 10000 ]
took=$(($(cpu_seconds) - start))
ok "10 000 probes: in less than a minute of CPU ($took s)" [ $took -lt 60 ]

# ---- files ----

vm compare -o "$work/table.txt" "$work/gvm.json" "$work/snp.json"
ok 'to a file: nothing printed' silent out
ok 'to a file: there it is' grep -q '+50.0 %' "$work/table.txt"
vm compare -o "$work/none/table.txt" "$work/gvm.json" "$work/snp.json"
ok 'a file that cannot be written' ends 129
mkfifo "$work/fifo"
cat "$work/gvm.json" >"$work/fifo" &
timeout 300 "$tool" compare "$work/fifo" "$work/snp.json" >"$work/out" 2>"$work/err"
ok 'BASE from a named pipe' out '+50.0 %'
wait
vm compare "$work/$(printf 'esc\033[31m').json" "$work/gvm.json"
ok 'no escape sequence reaches the terminal' hasnt "$(printf '\033')" "$work/err"
"$tool" compare - "$work/snp.json" <"$work/gvm.json" >"$work/out" 2>"$work/err"
ok 'BASE from standard input' out '+50.0 %'

done_testing
