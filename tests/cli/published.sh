#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Published figures: the files there are keep to the schema, and what the schema refuses the tool refuses.

# shellcheck disable=SC2317 # functions are called through ok
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

schema=$top/user/compare/published.schema.json

valid() {
	python3 -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(json.load(open(sys.argv[2])), schema)' "$schema" "$1"
}

invalid() { ! valid "$1"; }

# words KEY TABLE: the schema has the very words of that table of vmexit/name.h, or of stats.c.
words() {
	python3 -c '
import json, re, sys
schema, key, file, table = sys.argv[1:]
properties = json.load(open(schema))["properties"]
properties.update(properties["figures"]["items"]["properties"])
text = re.search(table + r"\[[A-Z_]*\] = \{(.*?)\};", open(file).read(), re.S).group(1)
assert re.findall("\"(.*?)\"", text) == properties[key]["enum"], (text, properties[key]["enum"])' \
		"$schema" "$1" "$top/$2" "$3"
}

ok 'platforms are those of the tool' words platform include/vmexit/name.h vmexit_platform_names
ok 'routes are those of the tool' words route include/vmexit/name.h vmexit_route_names
ok 'statistics are those of the tool' words statistic user/record/stats.c stats_figure_names

make_record vm.json cpuid:0x1/insn=1000,1010,990
for file in "$top"/user/published/*.json; do
	name=$(basename "$file" .json)
	ok "$name keeps to the schema" valid "$file"
	vm compare "$work/vm.json" "$file"
	ok "$name is taken" [ "$status" != 129 ]
done

# Wrong in one way each: a line of Python, on what is right.
while IFS=$'\t' read -r name change; do
	python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
f = d["figures"][0]
exec(sys.argv[3])
json.dump(d, open(sys.argv[2], "w"))' "$top/user/published/tum-sev-snp.json" "$work/bad.json" "$change"
	ok "$name: refused by the schema" invalid "$work/bad.json"
	vm compare "$work/vm.json" "$work/bad.json"
	ok "$name: refused by the tool, with the file" ends 129
	ok "$name: said" err bad.json
done <<-'LIST'
	another version	d["version"] = 2
	a member too many	d["more"] = 1
	a member missing	del d["machine"]
	no such platform	d["platform"] = "SEV-ES2"
	no such unit	d["unit"] = "us"
	no such statistic	d["statistic"] = "median"
	no figures	d["figures"] = []
	a figure too many members	f["more"] = 1
	a value of nothing	f["value"] = 0
	no such path	f["probe"] = "cpuid:0x1/kernel"
	no such route	f["route"] = "VMCALL"
	a probe by number	f["probe"] = 1
LIST

# What comes with the tool: listed, and what is of a record's platform beside it.
vm compare --published --json
ok 'all there is is listed' json "sorted(os.path.basename(p['path']) for p in d['published']) == sorted(os.listdir('$top/user/published'))"
ok 'each with its source' json "all(p['source'] and p['date'] and p['figures'] for p in d['published'])"
vm compare --published
ok 'as text as well' ends 0
ok 'with the files' out "$top/user/published/tum-sev-snp.json"
make_record snp.json fingerprint.platform=SEV-SNP \
	cpuid:0x1/insn@'#VC+VMGEXIT'=7000,7010,6990
vm compare --published --json "$work/snp.json"
ok 'a record is the base of those of its platform' json "d['base']['records'] == ['$work/snp.json']
	and [c['new']['platform'] for c in d['comparisons']] == ['SEV-SNP']"
ok 'in ns' json "d['comparisons'][0]['unit'] == 'ns'"
vm compare --published --json "$work/vm.json"
ok 'what is in cycles of another TSC is left out' json "[c['new']['published'] for c in d['comparisons']] == ['CVM_eval, General VM']"
make_record tdx.json fingerprint.platform=TDX cpuid:0x1/insn@'#VE+TDVMCALL'=7000,7010,6990
vm compare --published "$work/tdx.json"
ok 'nothing of its platform: refused' ends 131
ok 'and of which there is' err 'no published figures of TDX, but of General VM, SEV-SNP'
vm compare --published "$work/vm.json" "$work/snp.json"
ok 'two records: wrong usage' ends 128
vm compare --published --csv
ok 'a list is no CSV' ends 128
vm compare --published "$top/user/published/tum-sev-snp.json"
ok 'what is published itself is no record' ends 128

# Installed, they are elsewhere; alone the tool has none.
mkdir -p "$work/prefix/bin" "$work/prefix/share/vmexitstat/published" "$work/alone/bin"
cp "$tool" "$work/prefix/bin"
cp "$tool" "$work/alone/bin"
cp "$top/user/published/tum-sev-snp.json" "$work/prefix/share/vmexitstat/published"
installed=$tool
tool=$work/prefix/bin/vmexitstat
vm compare --published --json
ok 'installed: beside the program' json "[p['path'] for p in d['published']] == ['$work/prefix/share/vmexitstat/published/tum-sev-snp.json']"
cp "$work/vm.json" "$work/prefix/share/vmexitstat/published"
vm compare --published
ok 'a record among them is wrong' ends 129
tool=$work/alone/bin/vmexitstat
vm compare --published
ok 'none there: said' ends 129
ok 'and where they belong' err 'PREFIX/share/vmexitstat/published'
tool=$installed

done_testing
