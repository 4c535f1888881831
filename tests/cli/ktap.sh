#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat check --ktap, as the kernel's own parser of KTAP reads it (tools/testing/kunit).

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

source=$("$top/tests/guest/fetch" source 6.12) || exit

# ktap ARGUMENT...: check --ktap, and $work/read.json: what was read of it. What the parser prints is for people.
ktap() {
	vm check --ktap -b "$work/base.json" "$@"
	PYTHONDONTWRITEBYTECODE=y PYTHONPATH=$source/tools/testing/kunit python3 -c '
import json, sys
sys.stdout = sys.stderr
import kunit_parser
def told(test):
    return {"name": test.name, "status": test.status.name, "log": test.log, "errors": test.counts.errors,
            "tests": [told(t) for t in test.subtests]}
json.dump(told(kunit_parser.parse_run_tests(open(sys.argv[1]))), sys.__stdout__)' \
		"$work/out" >"$work/read.json" 2>"$work/parser"
}

# read_as EXPRESSION: holds for the document d, the names n of its tests by status.
read_as() {
	json "(lambda n: $1)({s: [t['name'] for t in d['tests'] if t['status'] == s] for s in
		('SUCCESS', 'FAILURE', 'SKIPPED')})" "$work/read.json"
}
well_formed() { read_as "d['errors'] == 0 and sum(map(len, n.values())) == len(d['tests']) == $1"; }

# +10 %, +1 %, near 5 %, not measured any more, for a reason that has a #.
make_record base.json cpuid:0x1/insn=1000,1010,990,1005,995 rdmsr:0x1b/insn=2000,2020,1980,2010,1990 \
	in:0x21/insn=4000,4040,3960,4020,3980 out:0x80/insn=100,101,102 trap/insn@none=900,900,900,900,900
make_record new.json cpuid:0x1/insn=1100,1111,1089,1106,1094 rdmsr:0x1b/insn=2020,2040,2000,2030,2010 \
	in:0x21/insn=4200,4240,4160,4220,4180 'out:0x80/insn=!took #UD' trap/insn@none=1800,1800,1800,1800,1800
ktap -m 5% "$work/new.json"
ok 'one beyond: status 1' ends 1
ok 'one beyond: read without a complaint' well_formed 4
ok 'one beyond: failed' read_as "d['status'] == 'FAILURE' and n['FAILURE'] == ['cpuid:0x1/insn']"
ok 'within: passed' read_as "n['SUCCESS'] == ['rdmsr:0x1b/insn']"
ok 'undecided: skipped' read_as "n['SKIPPED'] == ['in:0x21/insn', 'out:0x80/insn']"
ok 'undecided: why' grep -qx 'ok 3 in:0x21/insn # SKIP the interval holds the limit' "$work/out"
ok 'not measured: why' grep -qx 'ok 4 out:0x80/insn # SKIP not measured: took #UD' "$work/out"
ok 'no test more than were judged' grep -qx '1\.\.4' "$work/out"
ok 'figures and limits with each' read_as "d['tests'][0]['log'] == ['# cpuid:0x1/insn: baseline 1000, new 1100 cycles, '
	'overhead +10.0 %, 95 % interval +8.7 .. +11.3 %, limit +5.0 %, Holm p 0.000']"
ok 'what must be known to read them' read_as "any('p50 in cycles, net of the bracket' in l for l in d['log'])
	and '# Not judged: null/insn (stays in the guest), trap/insn (stays in the guest).' in d['log']"
cp "$work/read.json" "$work/ktap.json"
vm check -b "$work/base.json" --json -m 5% "$work/new.json"
ok 'the same verdicts as JSON, by name and order' python3 -c '
import json, sys
read, told = (json.load(open(f)) for f in sys.argv[1:])
status = {"within": "SUCCESS", "beyond": "FAILURE", "undecided": "SKIPPED"}
sys.exit([(t["name"], t["status"]) for t in read["tests"]] != [(p["probe"], status[p["verdict"]]) for p in told["probes"]])' \
	"$work/ktap.json" "$work/out"

ktap -m rdmsr:0x1b=5% "$work/new.json"
ok 'all within: status 0, passed' ends 0
ok 'all within: read so' read_as "n['SUCCESS'] == ['rdmsr:0x1b/insn'] and not n['FAILURE'] + n['SKIPPED']"
ktap -m in:0x21=5% "$work/new.json"
ok 'all undecided: status 125' ends 125
ok 'all undecided: what would decide it' read_as "any('will decide it' in l for l in d['log'])"

make_record new.json fingerprint.platform=SEV-SNP cpuid:0x1/insn=2000,2000,2000
ktap -m cpuid:0x1=5% "$work/new.json"
ok 'another platform: status 125' ends 125
ok 'another platform: no test fails by it' read_as "n['SKIPPED'] == ['cpuid:0x1/insn']"
ok 'another platform: said' out '# SKIP the baseline is of another machine' '# Warning: platform differs'
make_record new.json fingerprint.emulated=Bochs cpuid:0x1/insn=2000,2000,2000
make_record base.json fingerprint.emulated=Bochs cpuid:0x1/insn=1000,1000,1000
ktap -m cpuid:0x1=5% "$work/new.json"
ok 'emulated: judged, and labelled' read_as "n['FAILURE'] and d['log'][0].startswith('# EMULATED: Bochs')
	and 'ticks' in d['tests'][0]['log'][0]"

make_record new.json fingerprint.emulated=Bochs trap/insn@none=9,9,10
make_record base.json fingerprint.emulated=Bochs trap/insn@none=9,9,9
ktap -m 5% "$work/new.json"
ok 'nothing to judge: status 125' ends 125
ok 'nothing to judge: no test, and said' grep -qx '1\.\.0 # SKIP no probe of the baseline to judge' "$work/out"
ok 'nothing to judge: nothing passed' read_as "d['tests'] == [] and d['status'] != 'SUCCESS'"
if [ -e /sys/module/vmexit ]; then
	skip 'no module' 'it is loaded'
else
	ktap -m 5%
	ok 'no module: status 125' ends 125
	ok 'no module: no test, and where it is said why' grep -q '^1\.\.0 # SKIP module vmexit is not loaded' "$work/out"
	ok 'no module: said there' err 'module'
	vm check --json -b "$work/base.json" -m 5%
	ok 'no module: JSON as well' python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert d["exit_status"] == 125 and d["verdict"] == "undecided" and "not loaded" in d["reason"] and not d["probes"]' "$work/out"
fi
vm check --ktap --json -b "$work/base.json" -m 5% "$work/new.json"
ok 'with --json: status 128' ends 128
ok 'with --json: told' err '--json and --ktap exclude each other'
status=0
"$tool" check --ktap -b "$work/base.json" -m 5% "$work/new.json" >/dev/full 2>"$work/err" || status=$?
ok 'to a full device: status 129' ends 129

done_testing
