#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What user/reading.md says to pandas and R, said to them. make check installs neither: make deps-readers, or check-all.

# shellcheck disable=SC2317,SC2016 # functions are called through ok; R has its own $
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

# said LANGUAGE: what stands there in it.
said() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d; p}" "$top/user/reading.md"; }

# by LANGUAGE COMMAND...: runs it, and what comes on standard input behind it, where the files are.
by() {
	{ said "$1" && cat; } >"$work/said.$1"
	(cd "$work" && "${@:2}" "said.$1") >"$work/out" 2>"$work/err"
}

# record MEMBER=VALUE...: a record as the tool writes it, and as CSV.
record() {
	make_record made.json "$@" cpuid:0x1/insn@#VC+VMGEXIT=1000,1010,990 \
		'in:0x21/insn=!took #UD, "twice"' out:0x80/insn=5000,5000,5000 cpuid:0x0/insn@#VC=700,700,700
	"$tool" report --json "$work/made.json" >"$work/cvm.json" && "$tool" report --csv "$work/made.json" >"$work/cvm.csv"
}
ok 'a record' record
ok 'each in ten lines' [ "$(said python | grep -c .) $(said r | grep -c .)" = '10 9' ]

python=
for candidate in python3 /usr/bin/python3; do
	! $candidate -c 'import pandas' 2>/dev/null || python=$candidate
done
if [ -n "$python" ]; then
	ok 'pandas' by python "$python" <<-'END'
		assert list(table.probe) == list(summary.probe) == ["null/insn", "cpuid:0x1/insn", "in:0x21/insn",
		                                                    "out:0x80/insn", "cpuid:0x0/insn"]
		assert list(table.route[:2]) == ["none", "#VC+VMGEXIT"] and table.reason[2] == 'took #UD, "twice"'
		assert table.net_p50_cycles.dropna().equals(summary["net_cycles.p50"].dropna().astype(float).round(1))
		assert table.net_p50_cycles[1] == 999.6 and table.net_p50_ns[1] == 499.8 and table.net_p50_cycles.isna()[2]
		assert list(runs[runs.probe == "cpuid:0x1/insn"].mean_gross_cycles) == [1052, 1062, 1042]
	END
	ok 'pandas: what it prints' out 'cpuid:0x1/insn  #VC+VMGEXIT           999.6'
	ok 'pandas: of no emulator' hasnt EMULATED "$work/out"
else
	skip 'pandas' 'not installed: apt-get install python3-pandas'
fi

r=
! Rscript -e 'library(jsonlite)' >/dev/null 2>&1 || r=y
if [ -n "$r" ]; then
	ok 'R' by r Rscript <<-'END'
		stopifnot(table$probe == summary$probe, table$probe[2] == "cpuid:0x1/insn", nrow(table) == 5,
			table$route[1:2] == c("none", "#VC+VMGEXIT"), table$reason[3] == 'took #UD, "twice"',
			all.equal(table$net_p50_cycles, round(as.numeric(summary$net_cycles.p50), 1)),
			identical(table$net_p50_cycles[2], 999.6), identical(table$net_p50_ns[2], 499.8), is.na(table$net_p50_cycles[3]),
			runs$mean_gross_cycles[runs$probe == "cpuid:0x1/insn"] == c(1052, 1062, 1042))
	END
	ok 'R: what it prints' out 'cpuid:0x1/insn #VC+VMGEXIT          999.6'
	ok 'R: of no emulator' hasnt EMULATED "$work/out"
else
	skip 'R' 'not installed: apt-get install r-base-core r-cran-jsonlite'
fi

ok 'an emulated record' record 'fingerprint.emulated=QEMU TCG'
if [ -n "$python" ]; then
	ok 'emulated, pandas: no ns' by python "$python" <<<'assert table.net_p50_ns.isna().all()'
	ok 'emulated, pandas: said' out 'EMULATED: figures are not latencies'
fi
if [ -n "$r" ]; then
	ok 'emulated, R: no ns' by r Rscript <<<'stopifnot(identical(is.na(table$net_p50_ns), rep(TRUE, 5)))'
	ok 'emulated, R: said' out 'EMULATED: figures are not latencies'
fi

done_testing
