# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of comparisons begin with: two records, and a look at a document's rows and notes.

# shellcheck source=tests/cli/lib.bash
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

# row KIND NAME EXPRESSION [FILE]: holds for that row r of the first comparison.
row() {
	json "(lambda r: $3)(next(r for r in d['comparisons'][0]['rows']
		if r['kind'] == '$1' and r['name'] == '$2'))" "${4:-$work/out}"
}

# note LEVEL TEXT: the document has such a note.
note() { json "any(n['level'] == '$1' and '$2' in n['text'] for n in d['comparisons'][0]['notes'])"; }

# Means 1000 and 1500, 2000 and 2010, 400 and 300; a zero; and what only one has.
make_record gvm.json cpuid:0x1/insn=1000,1010,990,1005,995 rdmsr:0x1b/insn=2000,2100,1900,2050,1950 \
	in:0x21/insn=400,400,400,400,400 out:0x80/insn=0,10,10,10,10 cpuid:0xd/insn=900,900,900,900,900 \
	mmio:0xfed00000/insn=5000,-,5200,-,5400
make_record snp.json fingerprint.platform=SEV-SNP cpuid:0x1/insn@'#VC+VMGEXIT'=1530,1500,1470,1515,1485 \
	rdmsr:0x1b/insn@'#VC+VMGEXIT'=2060,1960,2010,2110,1910 in:0x21/insn@'#VC'=300,300,300,300,300 \
	out:0x80/insn@'#VC+VMGEXIT'=10,10,10,10,10 cpuid:0xd.1/insn@'#VC+VMGEXIT'=1500,1500,1500,1500,1500 \
	mmio:0xfed00000/insn@'#VC+VMGEXIT'=7000,7100,7200,7300,7400 \
	cpuid:0x1/ghcb-page@VMGEXIT=1200,1210,1190,1205,1195 'hypercall:1/insn=!VMMCALL took #UD'
