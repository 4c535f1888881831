#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# completion.sh TOOL SHELL: how bash, zsh or fish completes what the tool's --help has: commands, options, what is
# known of their values. Names of probes, and the exits and paths in them, are asked for when Tab is pressed.
set -eu
tool=$1
shell=$2
"$tool" --version >/dev/null

# A line each: command|what it is.
commands=$("$tool" --help | sed -n '/^Examples:/q; s/^  \([a-z]*\)  *\(.*\)/\1|\2/p')
names=$(echo "$commands" | cut -d '|' -f 1 | paste -sd ' ')
# A line each: command|short|long|value|text, which goes on in the same column.
options=$(for cmd in $names; do
	"$tool" "$cmd" --help | awk -v cmd="$cmd" '
		/^  (-.,|   ) --/ {
			split(substr($0, 7), word, " ")
			split(word[1], option, "=")
			short = substr($0, 3, 2)
			printf "%s%s|%s|%s|%s|%s", end, cmd, short ~ /-[a-zA-Z]/ ? short : "", option[1], option[2],
				substr($0, 30)
			end = "\n"
			next
		}
		/^Examples:/ { exit }
		length > 29 && substr($0, 1, 29) ~ /^ *$/ { sub(/^ */, " "); printf "%s", $0 }
		END { print "" }'
done)

# kind VALUE TEXT: what a value is; a few list their words: "Samples from: auto (default), module or cpl3".
kind() {
	case $1 in
	FILE) echo files ;;
	EXITS) echo exits ;;
	PATHS) echo paths ;;
	NAME | PROBE) echo probes ;;
	LIMIT) echo limits ;;
	LIST) echo all ;;
	SOURCE | FIGURE | FORMAT) echo "$2" | sed 's/.*: //; s/ (default)//; s/ or /, /; s/,//g' ;;
	*) echo none ;;
	esac
}

takes_files() { "$tool" "$1" --help | grep -q '^Usage: .*\[OPTION\.\.\.\] .'; }

# Behind the tool's name, in each shell the same.
probes="list --json 2>/dev/null | grep -o '\"name\": \"[^\"]*' | cut -d '\"' -f 4"
exits='cut -d / -f 1 | cut -d : -f 1 | sort -u'
paths='cut -d / -f 2 | sort -u'

for_bash() {
	cat <<END
# shellcheck shell=bash
_vmexitstat_probes() { "\${COMP_WORDS[0]}" $probes | sed -n "s/^\$exit//p"; }
_vmexitstat_exits() { _vmexitstat_probes | $exits; }
_vmexitstat_paths() { _vmexitstat_probes | $paths; }

# What may be at cur, behind its last comma; and what is put behind it.
_vmexitstat_words() {
	local head=

	[[ \$cur == *,* ]] && head=\${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "\$head" -S "\${2-}" -W "\$1" -- "\${cur##*,}")
}

_vmexitstat_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "\$cur")
}

_vmexitstat() {
	local at=\$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]} prev cmd=run exit=

	COMPREPLY=()
	case \${COMP_WORDS[1]-} in
	$(echo "$names" | sed 's/ / | /g')) cmd=\${COMP_WORDS[1]} ;;
	esac
	# "--source=x" and "cpuid:0x1" arrive as three words each; right behind
	# the sign in the middle, the third one is still to come.
	[[ \$cur == [=:] ]] && cur='' at=\$((at + 1))
	prev=\${COMP_WORDS[at - 1]}
	[[ \$prev == : ]] && at=\$((at - 2)) exit=\${COMP_WORDS[at]}: prev=\${COMP_WORDS[at - 1]}
	[[ \$prev == = ]] && prev=\${COMP_WORDS[at - 2]}
	case "\$cmd \$prev" in
END
	echo "$options" | while IFS='|' read -r cmd short long value text; do
		[ -n "$value" ] || continue
		printf '\t%s"%s")' "${short:+"\"$cmd $short\" | "}" "$cmd $long"
		kind=$(kind "$value" "$text")
		case $kind in
		files) echo ' _vmexitstat_files ;;' ;;
		exits | paths) echo " compopt -o nospace; _vmexitstat_words \"\$(_vmexitstat_$kind)\" ;;" ;;
		probes) echo " _vmexitstat_words \"\$(_vmexitstat_probes)\" ;;" ;;
		limits) echo " compopt -o nospace; _vmexitstat_words \"\$(_vmexitstat_probes)\" = ;;" ;;
		none) echo ' ;;' ;;
		*) echo " _vmexitstat_words '$kind' ;;" ;;
		esac
	done
	echo "	*)"
	echo "		case \$cmd\$cur in"
	for cmd in $names; do
		echo "		$cmd-*) _vmexitstat_words '$(echo "$options" | grep "^$cmd|" | cut -d '|' -f 3 | paste -sd ' ')' ;;"
		! takes_files "$cmd" || echo "		$cmd*) [[ \$COMP_CWORD == 1 ]] || _vmexitstat_files ;;&"
	done
	cat <<END
		*) [[ \$COMP_CWORD != 1 ]] || _vmexitstat_words '$names' ;;
		esac
		;;
	esac
}

complete -F _vmexitstat vmexitstat
END
}

for_zsh() {
	quoted="s/'/'\\\\''/g"
	cat <<END
#compdef vmexitstat

_vmexitstat_names() { \${(Q)tool} $probes }
_vmexitstat_exits() { _values -s , exit \$(_vmexitstat_names | $exits) }
_vmexitstat_paths() { _values -s , path \$(_vmexitstat_names | $paths) }
_vmexitstat_probes() { compadd "\$@" -- \$(_vmexitstat_names) }

_vmexitstat() {
	local cmd=run tool=\$words[1]
	local -a commands

	if (( CURRENT == 2 )) && [[ \$PREFIX != -* ]]; then
		commands=(
$(echo "$commands" | sed "$quoted; s/\(.*\)|\(.*\)/		'\1:\2'/")
		)
		_describe command commands
		return
	fi
	case \$words[2] in
	$(echo "$names" | tr ' ' '|')) cmd=\$words[2]; shift words; (( CURRENT-- )) ;;
	esac
	case \$cmd in
END
	for cmd in $names; do
		echo "	$cmd)"
		echo "		_arguments -s -S \\"
		echo "$options" | grep "^$cmd|" | sed "$quoted" | while IFS='|' read -r _ short long value text; do
			kind=$(kind "$value" "$text")
			case $kind in
			files) action=_files ;;
			exits | paths | probes) action=_vmexitstat_$kind ;;
			limits) action='_vmexitstat_probes -S =' ;;
			none) action= ;;
			*) action="($kind)" ;;
			esac
			case $text in
			*'given again'*) again='*' ;;
			*) again="(${short:+"$short "}$long)" ;;
			esac
			text="[$text]${value:+":$value:$action"}"
			[ -z "$short" ] || echo "			'$again$short${value:++}$text' \\"
			echo "			'$again$long${value:+=}$text' \\"
		done
		! takes_files "$cmd" || echo "			'*:file:_files' \\"
		echo
		echo "		;;"
	done
	cat <<END
	esac
}

_vmexitstat "\$@"
END
}

for_fish() {
	quoted="s/'/\\\\'/g"
	cat <<END
function __vmexitstat_probes
	set -l tool (commandline -poc)[1]
	\$tool $probes
end
function __vmexitstat_exits
	__vmexitstat_probes | $exits
end
function __vmexitstat_paths
	__vmexitstat_probes | $paths
end
# Without a command it is run.
function __vmexitstat_is
	set -l words (commandline -poc)
	contains -- "\$words[2]" $names; or set words[2] run
	test \$words[2] = \$argv[1]
end

complete -c vmexitstat -f
END
	echo "$commands" | sed "$quoted" | while IFS='|' read -r cmd text; do
		echo "complete -c vmexitstat -n 'test (count (commandline -poc)) = 1' -a $cmd -d '$text'"
		! takes_files "$cmd" || echo "complete -c vmexitstat -n '__vmexitstat_is $cmd' -F"
	done
	echo "$options" | sed "$quoted" | while IFS='|' read -r cmd short long value text; do
		kind=$(kind "$value" "$text")
		case $kind in
		files) takes='-rF ' ;;
		exits | paths) takes="-xa '(__fish_complete_list , __vmexitstat_$kind)' " ;;
		probes) takes="-xa '(__vmexitstat_probes)' " ;;
		limits) takes="-xa '(__vmexitstat_probes)=' " ;;
		none) takes=${value:+'-x '} ;;
		*) takes="-xa '$kind' " ;;
		esac
		echo "complete -c vmexitstat -n '__vmexitstat_is $cmd' ${short:+"-s ${short#-} "}-l ${long#--} $takes-d '$text'"
	done
}

[ "$shell" = zsh ] || echo "# $shell completion of vmexitstat(1), made by completion.sh from its --help."
"for_$shell"
