#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat compare: records whose figures are known, and what must not be compared.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

make_record() { python3 "$top/tests/cli/make_records.py" "$work/$1" "${@:2}"; }

# row KIND NAME EXPRESSION [FILE]: holds for that row r of the first comparison.
row() {
	json "(lambda r: $3)(next(r for r in d['comparisons'][0]['rows']
		if r['kind'] == '$1' and r['name'] == '$2'))" "${4:-$work/out}"
}

# note LEVEL TEXT: the document has such a note.
note() { json "any(n['level'] == '$1' and '$2' in n['text'] for n in d['comparisons'][0]['notes'])"; }

# ---- the paper's formula, on tables done by hand ----

# Means 1000 and 1500, 2000 and 2010, 400 and 300; a zero; and what only one has.
make_record gvm.json cpuid:0x1/insn=1000,1010,990,1005,995 rdmsr:0x1b/insn=2000,2100,1900,2050,1950 \
	in:0x21/insn=400,400,400,400,400 out:0x80/insn=0,10,10,10,10 cpuid:0xd/insn=900,900,900,900,900 \
	mmio:0xfed00000/insn=5000,-,5200,-,5400
make_record snp.json fingerprint.platform=SEV-SNP cpuid:0x1/insn@'#VC+VMGEXIT'=1530,1500,1470,1515,1485 \
	rdmsr:0x1b/insn@'#VC+VMGEXIT'=2060,1960,2010,2110,1910 in:0x21/insn@'#VC'=300,300,300,300,300 \
	out:0x80/insn@'#VC+VMGEXIT'=10,10,10,10,10 cpuid:0xd.1/insn@'#VC+VMGEXIT'=1500,1500,1500,1500,1500 \
	mmio:0xfed00000/insn@'#VC+VMGEXIT'=7000,7100,7200,7300,7400 \
	cpuid:0x1/ghcb-page@VMGEXIT=1200,1210,1190,1205,1195 'hypercall:1/insn=!VMMCALL took #UD'
vm compare --json "$work/gvm.json" "$work/snp.json"
ok 'status 0' ends 0
ok 'nothing on standard error' silent err
ok 'one document' json "d['format'] == 'vmexitstat-comparison' and d['statistic'] == 'p50' and d['level'] == 0.95"
ok 'cpuid: +50 %' row probe cpuid:0x1/insn "r['state'] == 'compared' and abs(r['overhead_percent'] - 50) < 1e-9
	and r['base']['mean'] == 1000 and r['new']['mean'] == 1500 and r['new']['units'] == [1530, 1500, 1470, 1515, 1485]"
ok 'cpuid: a difference, within its interval' row probe cpuid:0x1/insn "r['differs']
	and r['ratio_interval'][0] < 1.5 < r['ratio_interval'][1] and r['ratio_interval'][1] - r['ratio_interval'][0] < 0.1"
ok 'rdmsr: +0.5 %, and no difference claimed' row probe rdmsr:0x1b/insn \
	"abs(r['overhead_percent'] - 0.5) < 1e-9 and not r['differs'] and r['ratio_interval'][0] < 1 < r['ratio_interval'][1]"
ok 'rdmsr: it could not have seen half a percent' row probe rdmsr:0x1b/insn "1.03 < r['smallest_ratio_seen'] < 1.2"
ok 'in: -25 %, by its routes' row probe in:0x21/insn \
	"abs(r['overhead_percent'] + 25) < 1e-9 and r['base']['route'] == 'VMEXIT' and r['new']['route'] == '#VC'"
ok 'out: zero in one run is no ratio' row probe out:0x80/insn \
	"r['state'] == 'zero' and r['overhead_percent'] is None and r['ratio'] is None and r['base']['mean'] == 8"
ok 'another index is another probe' row probe cpuid:0xd/insn "r['state'] == 'only-in-base' and r['new'] is None"
ok 'and is there itself' row probe cpuid:0xd.1/insn "r['state'] == 'only-in-new' and r['base'] is None"
ok 'runs without samples are not evidence' row probe mmio:hpet/insn \
	"r['base']['units'] == [5000, 5200, 5400] and len(r['new']['units']) == 5 and abs(r['overhead_percent'] - 2000 / 52) < 1e-9"
ok 'geometric mean of what leaves on both sides, in every run' row geometric-mean 'geometric mean, insn' \
	"r['probes'] == 2 and abs(r['ratio'] - (1.5 * 1.005) ** 0.5) < 0.001"
ok 'not across paths unless asked' json "all(r['kind'] in ('probe', 'geometric-mean') for r in d['comparisons'][0]['rows'])"

vm compare --cross-path --json "$work/gvm.json" "$work/snp.json"
ok 'direct against the instruction of the General VM: +20 %' row direct-against-base 'cpuid:0x1/ghcb-page : insn' \
	"abs(r['overhead_percent'] - 20) < 1e-9 and r['base']['route'] == 'VMEXIT'"
ok 'instruction against its own direct call: +25 %' row guest-part 'cpuid:0x1/insn : own ghcb-page' \
	"abs(r['overhead_percent'] - 25) < 1e-9 and r['base']['mean'] == 1200 and r['differs']"

vm compare --csv "$work/gvm.json" "$work/snp.json"
ok 'CSV: a line a row' [ "$(wc -l <"$work/out")" = 11 ]
ok 'CSV: every line has as many fields' python3 -c "
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert all(None not in r and None not in r.values() for r in rows)
r = next(r for r in rows if r['probe'] == 'cpuid:0x1/insn')
assert float(r['overhead_percent']) == 50 and r['differs'] == 'yes' and r['unit'] == 'cycles'
" "$work/out"

for width in 40 80 120 200; do
	vm compare -w $width --cross-path "$work/gvm.json" "$work/snp.json"
	ok "table of $width columns: no longer line" \
		[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$work/out")" -le $width ]
	ok "table of $width columns: no blanks at an end" hasnt ' $' "$work/out"
done
make_record long.json cpuid:0x40000000.4294967295/insn=1000,1000 cpuid:0x40000000.4294967294/insn=1000,1000
vm compare -w 40 "$work/long.json" "$work/long.json"
ok 'the longest of names in 40 columns' \
	[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$work/out")" -le 40 ]
vm compare -w 100 "$work/gvm.json" "$work/snp.json"
ok 'table: overhead, claim, interval' out '+50.0 %' '~  -5.1 .. +6.5 %' 'not measured in SEV-SNP' 'no ratio: not above the bracket in General VM'
ok 'table: what did not exit is named' out 'No exit to the host in SEV-SNP: null/insn (none), in:0x21/insn (#VC).'
# Three answers there are, and "unknown" is none of the other two.
make_record az.json cpuid:0x1/insn=500,510,490 in:0x21/insn@unknown=700,710,690
make_record azc.json fingerprint.platform=paravisor-isolated cpuid:0x1/insn@paravisor=1200,1210,1190 \
	in:0x21/insn@none=3800,3810,3790
vm compare -w 200 "$work/az.json" "$work/azc.json"
ok 'table: neither what nobody can tell' out 'Whether the host was entered is unknown in General VM: in:0x21/insn (unknown).' \
	'Whether the host was entered is unknown in paravisor-isolated: cpuid:0x1/insn (paravisor).'
ok 'table: nor is that called no exit' out 'No exit to the host in General VM: null/insn (none).' \
	'No exit to the host in paravisor-isolated: null/insn (none), in:0x21/insn (none).'
vm compare "$work/az.json" "$work/azc.json" "$work/az.json"
ok 'side by side: a mark at what nobody can tell' out '? 1200' '(3800)' '? whether it did is unknown'
vm compare -w 100 "$work/gvm.json" "$work/snp.json"
ok 'table: no colours in a pipe' hasnt "$(printf '\033')" "$work/out"
vm compare "$work/gvm.json" "$work/snp.json" "$work/gvm.json"
ok 'several: each, and side by side' [ "$(grep -c -e '^New ' -e '^Side by side' "$work/out")" = 3 ]
ok 'side by side: in brackets what did not exit' out '(300)'

# ---- for a paper ----

vm compare --markdown "$work/gvm.json" "$work/snp.json"
ok 'Markdown: a table of as many cells in each row' python3 -c '
import re, sys
rows = [re.split(r"(?<!\\)\|", l)[1:-1] for l in open(sys.argv[1]) if l.startswith("|")]
assert len(rows) > 10 and {len(r) for r in rows} == {len(rows[0])}
row = next([c.strip() for c in r] for r in rows if r[0].strip() == "cpuid:0x1/insn")
assert "1000" in row and "1500" in row and "+50.0 %" in row, row' "$work/out"
ok 'Markdown: its signs are escaped' has "$work/out" '\#VC'
vm compare --latex "$work/gvm.json" "$work/snp.json"
ok 'LaTeX: a tabular of as many cells in each row' python3 -c '
import re, sys
text = open(sys.argv[1]).read()
body = re.search(r"\\begin\{tabular\}\{([lr]+)\}(.*)\\end\{tabular\}", text, re.S)
rows = [l for l in body.group(2).split("\n") if l.endswith("\\\\")]
for row in rows:
    cells = len(re.split(r"(?<!\\)&", row))
    wide = re.search(r"multicolumn\{(\d+)\}", row)
    assert cells - 1 + (int(wide.group(1)) if wide else 1) == len(body.group(1)), row
assert any("1000 & 1500 & +50.0 \\%" in r for r in rows)
assert not re.search(r"(?<!\\)[#%]", body.group(2))' "$work/out"
ok 'LaTeX: what is around it are comments' [ -z "$(sed '/^.begin/,/^.end/d; /^%/d; /^$/d' "$work/out")" ]
vm compare --latex --json "$work/gvm.json" "$work/snp.json"
ok 'one form at a time' ends 128

# ---- statistics ----

make_record tail.json 'cpuid:0x1/insn=100;100;100;100;100;100;100;100;100;1100'
for pair in p50:100 mean:200 p99:1100 p99.9:1100 min:100; do
	vm compare -S "${pair%:*}" --json "$work/tail.json" "$work/tail.json"
	ok "statistic ${pair%:*}: ${pair#*:}" row probe cpuid:0x1/insn "abs(r['base']['mean'] - ${pair#*:}) < 1"
done
vm compare -S furlong "$work/gvm.json" "$work/snp.json"
ok 'another statistic is none' ends 128
ok 'and it is said which there are' err 'p50, mean, p99, p99.9, min'

# ---- one run, and records as units ----

make_record one.json cpuid:0x1/insn=1000
vm compare --json "$work/one.json" "$work/gvm.json"
ok 'one run: no interval, no claim' row probe cpuid:0x1/insn "r['differs'] is None and r['ratio_interval'] is None"
vm compare "$work/one.json" "$work/gvm.json"
ok 'one run: said' out 'One run alone says nothing of how runs differ'

mkdir "$work/base" "$work/new"
for i in 1 2 3 4; do
	make_record base/$i.json fingerprint.boot_id=base$i cpuid:0x1/insn=$((1000 + 30 * (i % 2))),$((1001 + 30 * (i % 2)))
	make_record new/$i.json fingerprint.boot_id=new$i cpuid:0x1/insn=$((1010 + 30 * (i % 2))),$((1011 + 30 * (i % 2)))
done
vm compare --json "$work/base" "$work/new"
ok 'three records and more: they are the evidence' row probe cpuid:0x1/insn \
	"r['evidence'] == 'boot' and len(r['base']['units']) == 4 and not r['differs']"
vm compare --boot-cv 0% --json "$work/base/1.json" "$work/new/1.json"
ok 'their runs alone would have claimed' row probe cpuid:0x1/insn "r['evidence'] == 'run' and r['differs']"
vm compare --json "$work/base/1.json" "$work/new/1.json"
ok 'one boot a side: what boots may differ by is allowed for' row probe cpuid:0x1/insn \
	"r['evidence'] == 'run' and not r['differs'] and 0.1 < r['ratio_interval'][1] - r['ratio_interval'][0] < 0.13"
ok 'one boot a side: which is told' json "d['comparisons'][0]['boot_cv_percent'] == 2"
vm compare --csv "$work/base/1.json" "$work/new/1.json"
ok 'one boot a side: which is told in CSV' [ "$(sed 1q "$work/out" | sed 's/.*,//') $(sed -n 2p "$work/out" | sed 's/.*,//')" = 'boot_cv_percent 2' ]
vm compare -w 200 --boot-cv 5% "$work/base/1.json" "$work/new/1.json"
ok 'one boot a side: said above the table, and below' out 'too few boots to tell, intervals between the sides allow for boots that differ by 5 %' 'they are taken to by 5 %'
vm compare --boot-cv 5 "$work/base/1.json" "$work/new/1.json"
ok 'a percentage has its sign' ends 128
ok 'or is none' err "'5' is no percentage from 0% to 100%"
mkdir "$work/two"
cp "$work"/base/[12].json "$work/two"
vm compare --json "$work/two" "$work/new/1.json"
ok 'two boots against one: runs, and boots allowed for' row probe cpuid:0x1/insn "r['evidence'] == 'run' and len(r['base']['units']) == 4 and not r['differs']"
mkdir "$work/two2"
cp "$work"/new/[12].json "$work/two2"
vm compare --json "$work/two" "$work/two2"
ok 'two boots a side: the boot is the unit' row probe cpuid:0x1/insn "r['evidence'] == 'boot' and r['degrees_of_freedom'] == 2 and not r['differs']"
vm compare -w 200 "$work/two" "$work/two2"
ok 'and they are said to be few' out 'So few boots do not tell how boots differ'
# One exit, one name: where firmware puts it, and another device at another place is another exit.
make_record fw1.json cpuid:0x1/insn=1000,1010,990 in:0x608/insn=8000,8100,7900 mmio:0xfed00000/insn=9500,9600,9400
make_record fw2.json fingerprint.platform=TDX cpuid:0x1/insn@'#VE+TDVMCALL'=1200,1210,1190 in:0xb008/insn@'#VE+TDVMCALL'=9500,9600,9400 \
	in:0xb008/tdvmcall@TDVMCALL=8800,8900,8700 mmio:0xfec00000/insn@'#VE+TDVMCALL'=10000,10100,9900
vm compare --json --cross-path "$work/fw1.json" "$work/fw2.json"
ok 'the PM timer meets itself, wherever it is' row probe in:pmtimer/insn \
	"r['state'] == 'compared' and r['base']['probe'] == 'in:0x608/insn' and r['new']['probe'] == 'in:0xb008/insn' and abs(r['overhead_percent'] - 18.75) < 0.1"
ok 'so does its direct call' row direct-against-base 'in:pmtimer/tdvmcall : insn' "r['state'] == 'compared' and abs(r['overhead_percent'] - 10) < 0.1"
ok 'an IOAPIC is no HPET' row probe mmio:hpet/insn "r['state'] == 'only-in-base'"
vm compare -w 200 "$work/fw1.json" "$work/fw2.json" "$work/fw1.json"
ok 'side by side as well' [ "$(grep -c '^in:pmtimer/insn ' "$work/out")" = 3 ]
vm check --json -b "$work/fw1.json" -m in:pmtimer=30% "$work/fw1.json"
ok 'a limit by its role' json "d['probes'][0]['probe'] == 'in:pmtimer/insn' and d['verdict'] == 'within'"
sed 's/in:0x608/in:pmtimer/' "$work/fw1.json" >"$work/fw3.json"
vm report "$work/fw3.json"
ok 'a record has the number' ends 129
# Boots of one side under two versions of firmware.
mkdir "$work/moved"
for boot in 1 2 3; do
	make_record moved/$boot.json fingerprint.boot_id=$boot cpuid:0x1/insn=1000,1010,990 \
		"in:$([ $boot = 2 ] && echo 0xb008 || echo 0x608)/insn"=8000,8100,7900
done
for order in "moved fw2.json" "fw2.json moved"; do
	# shellcheck disable=SC2086 # two words
	(cd "$work" && "$tool" compare --json $order) >"$work/out"
	side=$([ "${order%% *}" = moved ] && echo base || echo new)
	ok "$order: each boot counts in one row" row probe in:pmtimer/insn "len(r['$side']['units']) == 3 and r['state'] == 'compared'
		and 1 == sum(r['name'] == 'in:pmtimer/insn' for r in d['comparisons'][0]['rows'])"
done
vm check --json -b "$work/moved" -m in:pmtimer=30% "$work/fw2.json"
ok 'and is judged once' json "[p['probe'] for p in d['probes']] == ['in:pmtimer/insn']"

# A drift over two records of one boot, which the names of their files hide.
mkdir "$work/drift"
make_record drift/b.json runs.0.started=2026-11-22T07:00:00Z cpuid:0x1/insn=1000,1010,1020,1030,1040
make_record drift/a.json runs.0.started=2026-11-22T08:00:00Z cpuid:0x1/insn=1050,1060,1070,1080,1090
vm compare --json "$work/drift" "$work/gvm.json"
ok 'runs are in the order of time' row probe cpuid:0x1/insn "r['base']['units'] == list(range(1000, 1100, 10))"
ok 'and are found to drift' note warning 'its runs are not independent'

# Of one side, its boots count, whatever the other has.
mkdir "$work/boots"
for boot in 1 2 3; do
	make_record boots/$boot.json fingerprint.boot_id=b$boot fingerprint.platform=SEV-SNP \
		cpuid:0x1/insn@'#VC+VMGEXIT'=1500,1510,1490 cpuid:0x1/ghcb-page@VMGEXIT=1200,1210,1190
done
vm compare --json --cross-path "$work/boots" "$work/snp.json"
ok 'between the sides the boot is the unit' row probe cpuid:0x1/insn "r['evidence'] == 'boot'"
ok 'within the one boot of one the run' row guest-part 'cpuid:0x1/insn : own ghcb-page' "r['evidence'] == 'run' and len(r['new']['units']) == 5"
vm compare --json --cross-path "$work/boots/1.json" "$work/snp.json"
ok 'what boots differ by is allowed for between sides' row probe cpuid:0x1/insn "r['boot_cv_percent'] == 2"
ok 'not within one' row guest-part 'cpuid:0x1/insn : own ghcb-page' "r['boot_cv_percent'] == 0"

# What is disturbed is missing: of fifty samples twenty.
make_record few.json cpuid:0x1/insn=1000,1100,900 \
	runs.0.results.1.disturbed=20 runs.0.results.1.executed=40
vm compare --json "$work/gvm.json" "$work/few.json"
ok 'disturbed samples: that they may hide much is said' note warning 'had its disturbed samples all been the slowest'
vm report -w 200 "$work/few.json"
ok 'disturbed samples: in the report, of which figures' out 'p50, p90, p99, p99.9 of cpuid:0x1/insn'

# Runs that rise, and a figure that jumps between two modes.
make_record rises.json cpuid:0x1/insn=1000,1010,1020,1030,1040 rdmsr:0x1b/insn=500,505,495,504,496
make_record level.json cpuid:0x1/insn=1020,1000,1040,1010,1030 rdmsr:0x1b/insn=500,505,495,504,496
vm compare --json "$work/level.json" "$work/rises.json"
ok 'runs that rise: said, and what to do' json "[n for n in d['comparisons'][0]['notes'] if n['level'] == 'warning' and
	'rises.json: its runs are not independent' in n['text'] and 'cpuid:0x1/insn' in n['text'] and '--pause' in n['text']]"
ok 'runs that do not: nothing said' json "not [n for n in d['comparisons'][0]['notes'] if 'level.json: its runs' in n['text']]"
ok 'runs that rise: the interval is as much wider' row probe cpuid:0x1/insn "r['ratio_interval'][1] > 1.06"
vm compare --json "$work/level.json" "$work/level.json"
ok 'than that of the same values in no order' row probe cpuid:0x1/insn "r['ratio_interval'][1] < 1.03"
slow='1000;1000;1000;1000;1500;1500;1500;1500;1500;1500' fast='1000;1000;1000;1000;1000;1000;1500;1500;1500;1500'
make_record modes.json "cpuid:0x1/insn=$slow,$fast,$slow,$fast,$fast"
vm compare --json "$work/level.json" "$work/modes.json"
ok 'two modes: said, and of how many runs the figure is which' json "[n for n in d['comparisons'][0]['notes']
	if 'two modes' in n['text'] and 'p50 is of the lower in 3 runs, of the higher in 2' in n['text']]"
vm compare --json -S mean "$work/level.json" "$work/modes.json"
ok 'two modes: no matter for the mean' json "not [n for n in d['comparisons'][0]['notes'] if 'two modes' in n['text']]"

mkdir "$work/oneboot"
for i in 1 2 3; do make_record "oneboot/$i.json" fingerprint.boot_id=b$((i / 3)) runs.0.started=2026-11-22T07:0$i:00Z cpuid:0x1/insn=1000,1001; done
vm compare --json "$work/oneboot" "$work/new/1.json"
ok 'records of one boot are one' row probe cpuid:0x1/insn "r['evidence'] == 'run'"
ok 'records of one boot: said' note note '3 records are of 2 boots'
cp "$work/oneboot/1.json" "$work/oneboot/copy.json"
vm compare "$work/oneboot" "$work/new"
ok 'the same record twice: refused' ends 129
ok 'the same record twice: named' err copy.json 'the same record as'
# What a record is, is what it holds: those of several CPUs began in one second, and a copy need not tell its boot.
mkdir "$work/cpus"
for i in 1 2 3; do make_record "cpus/$i.json" fingerprint.boot_id= cpuid:0x1/insn=100$i,1001; done
vm compare --json "$work/cpus" "$work/new/1.json"
ok 'begun in one second: records of their own' ends 0
ok 'they do not tell their boot: no boots are made of them' row probe cpuid:0x1/insn "r['evidence'] == 'run' and len(r['base']['units']) == 6"
ok 'which is said' note warning '3 records do not tell their boot'
ok 'and not that they did' json "not any('by boot_id' in n['text'] for n in d['comparisons'][0]['notes'])"
cp "$work/cpus/1.json" "$work/cpus/copy.json"
vm compare "$work/cpus" "$work/new/1.json"
ok 'a copy that does not tell its boot: refused' ends 129
ok 'and named' err copy.json 'the same record as'
vm compare --json "$work/base" "$work/new/1.json"
ok 'one boot against four: by what those differ' row probe cpuid:0x1/insn "r['evidence'] == 'boot' and r['differs'] is False"
mkfifo "$work/base/z.json"
echo hello >"$work/base/README"
mkdir "$work/base/old.d"
vm compare --json "$work/base" "$work/new"
ok 'junk in a directory: compared, and named' ends 0
ok 'junk: what was left out' note warning 'README, old.d, z.json'
echo hello >"$work/base/5.json"
printf '{"format": "vmexitstat-record", "version": 2}' >"$work/base/6.json"
vm compare --json "$work/base" "$work/new"
ok 'a broken record in it: refused' ends 129
ok 'every broken one is named' err base/5.json base/6.json
ok 'and nothing printed' silent out
mkdir "$work/empty"
vm compare "$work/empty" "$work/new"
ok 'a directory without records' ends 129
ok 'says so' err 'no records in this directory'

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
