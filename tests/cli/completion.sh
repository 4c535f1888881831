#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What Tab offers in bash, zsh and fish, by themselves, of a tool that has this machine's probes in user space.

# shellcheck disable=SC2317 # called by their names, or by the completion
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

for shell in bash zsh fish; do
	ok "completion of $shell is made" "$top/user/completion.sh" "$tool" $shell
	mv "$work/check" "$work/$shell"
done
mkdir "$work/zsh.d" "$work/here"
cp "$work/zsh" "$work/zsh.d/_vmexitstat"
touch "$work/here/one.json" "$work/here/two.json"
cd "$work/here" || exit
# In reach, called what completion is of.
PATH=$(dirname "$tool"):$PATH

compopt() { :; }	# works only while Tab is being handled
# shellcheck source=/dev/null
. "$work/bash"

# Each prints what is offered behind a line, of one shell.
# bash breaks words at = and : as well.
in_bash() {
	local line=$1

	mapfile -t COMP_WORDS < <(grep -oE '[=:]|[^ =:]+' <<<"$line")
	[[ $line != *' ' ]] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_vmexitstat
	printf '%s\n' "${COMPREPLY[@]}"
}
in_zsh() { zsh -f "$top/tests/cli/complete.zsh" "$work/zsh.d" "$1"; }
in_fish() { HOME=$work fish --no-config -c "source $work/fish; complete -C '$1'" | cut -f 1; }

# offers WANTED LINE: what each shell offers, without what it has of the line already: bash and zsh begin behind = and a
# comma, where fish has it all; of "cpuid:" bash has the rest alone.
offers() {
	local shell

	for shell in bash zsh fish; do
		"in_$shell" "$2" | sed 's/^--[a-z-]*=//; s/^[a-z]*,//; s/^hypercall://; /^$/d' |
			sort | paste -sd ' ' >"$work/offered"
		ok "$shell: $2: ${1:-nothing}" diff "$work/offered" <(echo "$1")
	done
}

offers 'record report' 'vmexitstat re'
offers 'check compare' 'vmexitstat c'
offers '--samples' 'vmexitstat --sa'
offers '--statistic' 'vmexitstat compare --st'
offers '--interval' 'vmexitstat watch --i'
offers '--json' 'vmexitstat list --j'
# Those of another command are not.
offers '' 'vmexitstat list --sa'
offers 'auto cpl3 module' 'vmexitstat -s '
offers 'cpl3' 'vmexitstat run --source=c'
offers 'p99 p99.9' 'vmexitstat check -S p9'
offers 'openmetrics' 'vmexitstat export --format o'
offers 'all' 'vmexitstat record --cpus a'
offers 'cpuid' 'vmexitstat -e cp'
offers 'in' 'vmexitstat -e cpuid,i'
offers 'insn-cpl3' 'vmexitstat list --path in'
offers '1/insn-cpl3 2/insn-cpl3' 'vmexitstat -P hypercall:'
offers '1/insn-cpl3 2/insn-cpl3' 'vmexitstat run --probe=hypercall:'
offers '1/insn-cpl3 2/insn-cpl3' 'vmexitstat report --hgrm hypercall:'
offers '1/insn-cpl3= 2/insn-cpl3=' 'vmexitstat check -m hypercall:'
offers 'one.json' 'vmexitstat report o'
offers 'two.json' 'vmexitstat compare --cross-path one.json t'
offers 'one.json' 'vmexitstat record -q -o o'
offers '' 'vmexitstat run o'
offers '' 'vmexitstat run --runs '

# Every option there is, of every command.
for cmd in run record report compare check watch export list info doctor; do
	# "--x" is one, and neither are those of one letter.
	offers "$("$tool" $cmd --help | grep -oE '^  (-.,|   ) --[a-z-]+' | grep -oE -e '--.*' | sort | paste -sd ' ')" \
		"vmexitstat $cmd --"
done

done_testing
