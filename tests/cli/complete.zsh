# SPDX-License-Identifier: GPL-2.0
#
# complete.zsh DIRECTORY LINE: what Tab offers behind LINE, a word each, in a zsh that finds its completions in DIRECTORY
# as well, and leaves files of its own there. Completion works on a terminal alone: zpty is one.
zmodload zsh/zpty
seen=$1/seen
rm -f $seen
setup() {
	cat <<-END
		fpath=(${(q)1} \$fpath)
		autoload -Uz compinit
		compinit -u -d $seen.dump
		compadd() {
			local -a hits
			local at=\${@[(I)-S]} tail=
			# Those that only ask are let pass.
			[[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "\$@"; return }
			(( at )) && tail=\${@[at + 1]}
			builtin compadd -A hits "\$@"
			(( \$#hits )) && print -lr -- \$^hits\$tail >>$seen
			builtin compadd "\$@"
		}
		finish() { print -r -- . >>$seen }
		comppostfuncs=(finish)
		bindkey '^I' complete-word
		zstyle ':completion:*' list-prompt ''
		print -r -- . >>$seen
	END
}
wait_for() {
	repeat 1200; do
		[[ $(grep -cx '\.' $seen 2>/dev/null) == $1 ]] && return
		sleep 0.05
	done
	print -u2 "zsh does not answer"
	exit 1
}
print -r -- "$(setup $1)" >$seen.setup
zpty z "TERM=dumb COLUMNS=200 zsh -f -i"
zpty -w z ". $seen.setup"
wait_for 1
zpty -w -n z "$2"$'\t'
wait_for 2
zpty -d z
grep -vx -e '\.' -e '' $seen | sort -u
