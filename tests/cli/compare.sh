#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat compare: records whose figures are known, and what may be claimed of them.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/comparison.bash
. "$(dirname "$0")/comparison.bash"

# ---- the paper's formula, on tables done by hand ----

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
make_record fw3.json in:0x608/insn=8010,8110,7910
vm check --json -b "$work/fw1.json" -m in:pmtimer=30% "$work/fw3.json"
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

done_testing
