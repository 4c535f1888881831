# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of the command line begin with: TAP, and the tool run so that
# its output, its messages and its exit status can be looked at one by one.

set -u

tool=$(realpath "${VMEXITSTAT:-build/vmexitstat}")
# shellcheck disable=SC2034 # for those who read this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
touch "$work/out" "$work/err"
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
unset COLUMNS NO_COLOR

count=0
failed=0
status=0

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1

	shift
	count=$((count + 1))
	if "$@" >"$work/check" 2>&1; then
		echo "ok $count - $name"
	else
		failed=$((failed + 1))
		echo "not ok $count - $name"
		echo "status $status, check: $*" | sed 's/^/# /'
		sed 's/^/# /' "$work/check" "$work/out" "$work/err" | head -n 40
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

done_testing() {
	echo "1..$count"
	exit $((failed > 0))
}

# make_record FILE ARGUMENT...: a record in $work, as make_records.py has it.
make_record() { python3 "$top/tests/cli/make_records.py" "$work/$1" "${@:2}"; }

# vm ARGUMENT...: runs the tool; $status, $work/out and $work/err tell.
vm() {
	status=0
	"$tool" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# ends STATUS: what the tool ended with.
ends() { [ "$status" = "$1" ]; }

# out TEXT..., err TEXT...: every text stands there, as it is. hasnt PATTERN FILE: nothing like it.
has() {
	local file=$1 text

	shift
	for text; do
		grep -qF -- "$text" "$file" || return 1
	done
}
out() { has "$work/out" "$@"; }
err() { has "$work/err" "$@"; }
hasnt() { ! grep -qE -- "$1" "$2"; }

silent() { [ ! -s "$work/$1" ]; }
lines() { [ "$(wc -l <"$work/$1")" = "$2" ]; }

# complaints NUMBER: lines on standard error, besides the warning of a machine without hypervisor.
complaints() { [ "$(grep -vc 'warning: no hypervisor here' "$work/err")" = "$1" ]; }

# json EXPRESSION [FILE]: holds for the document 'd' in the file, or in what the tool printed.
json() {
	python3 -c '
import json, os, sys
d = json.load(open(sys.argv[2]))
sys.exit(not eval(f"({sys.argv[1]})"))' "$1" "${2:-$work/out}"
}

# figure PROBE EXPRESSION: holds for the pooled figures f of the probe in a record.
figure() {
	json "(lambda f: $2)(next(s for s in d['summary'] if s['probe'] == '$1'))"
}

# valid FILE SCHEMA
valid() {
	python3 -c '
import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' "$1" "$2"
}
