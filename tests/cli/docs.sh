#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Man pages, --help and the module say the same.

# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

man=$top/user/vmexitstat.1

# Options as one list: --cpus, -c, ...
options() { grep -oE -- '(^|[^-[:alnum:]])--?[a-zA-Z?][a-z-]*' | grep -oE -- '--?[a-zA-Z?][a-z-]*$' | sort -u; }

# helped: the options of every --help, from its columns.
helped() {
	local cmd

	for cmd in run record report compare check watch export list info doctor; do
		"$tool" $cmd --help | grep -E '^  (-.,|   ) --' | cut -c 1-29
	done | options
}

# The page's options, where they are defined: in the line after .TP, or in the closing sentence of all commands.
documented() {
	awk '/^\.TP/ { tp = 1; next } tp || /^Every command/ { all = /^Every/; print; tp = 0; next }
		all && /^(\.|and$)/ { print; if (/version/) all = 0 }' "$man" |
		sed 's/\\-/-/g; s/\\f[A-Z][A-Z]*\\fR//g; s/^\.[A-Z]* //; s/"//g' |
		grep -E '^-' | options
}

helped >"$work/helped"
documented >"$work/documented"
ok 'there are options' [ "$(wc -l <"$work/helped")" -gt 25 ]
ok 'man page and --help have the same options' diff "$work/helped" "$work/documented"

vm --help
for cmd in run record report compare check watch export list info doctor; do
	ok "command $cmd is in the man page" grep -qx "\.B $cmd" "$man"
done
for code in 0 1 125 128 129 130 131; do
	ok "exit status $code is in the man page" grep -qx "\.B $code" "$man"
	ok "exit status $code is in --help" out "$code"
done

# The module's page.
module=$top/kmod/vmexit.8
sed -n 's/^module_param(\([a-z_]*\),.*/\1/p' "$top"/kmod/*.c | sort >"$work/parameters"
ok 'there are parameters' [ "$(wc -l <"$work/parameters")" -ge 4 ]
ok "vmexit(8) has the module's parameters" \
	diff "$work/parameters" <(sed -n '/^\.SH PARAMETERS/,/^\.SH MONITOR/s/^\.BR \([a-z_]*\) =.*/\1/p' "$module" | sort)
sed -n 's|^What:.*/sys/kernel/vmexit/||p' "$top/kmod/sysfs-kernel-vmexit" | sed 's|^<.*>/||' | sort >"$work/files"
ok "vmexit(8) has the module's files" \
	diff "$work/files" <(sed -n '/^\.SH FILES/,/^\.SH EXPORT/s/^\.IR\? \([a-z].*\)/\1/p' "$module" |
		sed 's/ ", " /\n/g' | grep -vx 'cpuid.* .*' | sort)

done_testing
