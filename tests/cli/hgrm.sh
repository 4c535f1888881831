#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat report --hgrm, read as HdrHistogram's plotFiles.html and hdr-plot read it: no package that CI has does.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

# plots EXPRESSION: holds for the rows of what was printed: value, percentile, total count, 1 / (1 - percentile), as
# numbers; p(q): the value of the first row from quantile q on; page and plot: what the one and the other take of them.
plots() {
	python3 -c '
import math, re, sys
text = open(sys.argv[2]).read()
def number(word):
    match = re.match(r"[+-]?(Infinity|[0-9.]+)", word)
    return float(match[0]) if match else math.nan
page = [(number(w[3]), number(w[0])) for w in (re.split(" +", l.strip()) for l in text.split("\n"))
        if w[0][:1] != "#" and len(w) == 4]
page = [r for r in page if not math.isnan(r[0]) and not math.isnan(r[1])]
plot = re.findall(r"^\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)", text, re.M)
plot = [(float(v), float(q), int(n), float(x)) for v, q, n, x in plot]
rows = [tuple(map(float, l.split())) for l in text.split("\n")[2:] if l[:1] not in ("#", "")]
def p(q): return next(r[0] for r in rows if r[1] >= q)
sys.exit(not eval(f"({sys.argv[1]})"))' "$1" "$work/out"
}

make_record rec.json settings.samples=1000 cpuid:0x1/insn="$(seq -s ';' 1001 2000)" in:0xb008/insn=3000 'out:0x80/insn=!took #UD'
vm report --hgrm cpuid:0x1/insn "$work/rec.json"
ok 'the first line names the columns' grep -qx ' *Value *Percentile *TotalCount *1/(1-Percentile)' <(head -n 1 "$work/out")
ok 'read: by a page, and by a program' plots "len(page) == len(plot) == len(rows) - 1 == 40
	and [x for x, _ in page] == [r[3] for r in plot] and [y for _, y in page] == [r[0] for r in plot]"
ok 'percentiles rise from 0 to 1, values and counts never fall' plots "rows[0][1] == 0 and rows[-1][1] == 1
	and all(a[1] < b[1] and a[0] <= b[0] and a[2] <= b[2] for a, b in zip(rows, rows[1:]))"
ok 'the last column is of the second' plots "all(abs(r[3] * (1 - r[1]) - 1) < 1e-2 for r in plot)"
ok 'five for each half of what is left' plots "[round(r[1], 6) for r in rows[:13]] ==
	[0, .1, .2, .3, .4, .5, .55, .6, .65, .7, .75, .775, .8]"
ok 'known quantiles' plots "all(abs(p(q) - (1000 + 1000 * q)) <= (1000 + 1000 * q) / 128 for q in (.1, .5, .75, .9))"
ok 'counts: of samples up to the end of a bucket' plots "all(0 <= r[2] - 1000 * r[1] < 17 for r in rows)"
ok 'the last row is the longest sample, and all' plots "rows[-1] == (2000, 1, 1000, math.inf)"
ok 'feet' out '#[Mean    =     1500.500, StdDeviation   =      288.' '#[Max     =     2000.000, Total count    =         1000]'
ok 'net, the unit and the route: said' grep -qx '# cpuid:0x1/insn, route VMEXIT, in cycles, net of the bracket' "$work/out"
p50=$(awk '$2 == "0.500000000000" { print $1 }' "$work/out")
ok 'the table says the same' python3 -c '
import csv, subprocess, sys
rows = csv.DictReader(subprocess.check_output(sys.argv[1:5], text=True).splitlines())
row = next(r for r in rows if r["probe"] == "cpuid:0x1/insn")
sys.exit(abs(float(row["net_p50_cycles"]) - float(sys.argv[5])) > 0.06)' "$tool" report --csv "$work/rec.json" "$p50"
vm report --ns --hgrm cpuid:0x1 "$work/rec.json"
ok '--ns: by the frequency' plots "rows[-1][0] == 1000"
ok '--ns: said' out 'in ns, net'
vm report --hgrm null "$work/rec.json"
ok 'null: gross, and said' plots "rows[0][0] == rows[-1][0] == 52 and ', gross\n' in text"
vm report --hgrm in:pmtimer "$work/rec.json"
ok 'by its role' plots "'# in:0xb008/insn' in text and abs(p(.5) - 3000) < 24"
make_record tcg.json 'fingerprint.emulated=QEMU TCG' cpuid:0x1/insn-cpl3=1000
vm report --ns --hgrm cpuid:0x1 "$work/tcg.json"
ok 'emulated: labelled, and no ns' out '# EMULATED: QEMU TCG: figures are not latencies' \
	'# cpuid:0x1/insn-cpl3, route VMEXIT, in ticks, gross'

vm report --hgrm cpuid:0x2 "$work/rec.json"
ok 'not in it: status 128' ends 128
ok 'not in it: told' err "no probe 'cpuid:0x2' in it"
vm report --hgrm out:0x80 "$work/rec.json"
ok 'no samples: status 131' ends 131
ok 'no samples: told' err 'no sample of out:0x80: took #UD'
ok 'no samples: nothing printed' silent out
for other in --json --csv; do
	vm report --hgrm null $other "$work/rec.json"
	ok "with $other: status 128" ends 128
done

done_testing
