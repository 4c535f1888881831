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

python3 "$top/tests/cli/make_records.py" "$work/vm.json" cpuid:0x1/insn=1000,1010,990
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

done_testing
