# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC3043,SC3045 # busybox ash has local and read -t
#
# The guest's side of the witness: L1 counts KVM's tracepoints. Requests and answers carry a number,
# so that a late answer is never taken for the next one.
#	witness_start LO HI	counts from here on exits of code in [LO, HI); of an SEV-ES guest, without
#				LO and HI, all that it asks of KVM
#	witness_stop		prints a line "RIP REASON COUNT" each, RIP in hex as in 0xffffffffc0201234;
#				of an SEV-ES guest "TRACEPOINT FIELD[,FIELD] COUNT", the fields in hex, as
#				witness-l1 names them; they are in /run/witness as well
# Both fail with a message on stderr. Not in a pipeline: it would hide the failure.
# It costs KVM thousands of instructions an exit: no length is to be measured meanwhile.

witness_line=/dev/ttyS2
# In a file, so that a request made in a subshell counts too.
echo 0 >/run/witness.number

witness_have() { case $PLATFORM in kvm*) ;; *) false ;; esac }

witness_say() { echo "witness: $*" >&2; }

# Leaves the answer, without its number, in witness_answer.
witness_ask() {
	local number n

	witness_have || { witness_say "there is no L1 on $PLATFORM"; return 1; }
	read -r number </run/witness.number
	number=$((number + 1))
	echo $number >/run/witness.number
	echo "$number $*" >&7
	while read -r -t 60 n witness_answer <&7; do
		[ "$n" = $number ] || continue
		case $witness_answer in
		ok*) return 0 ;;
		*) witness_say "$witness_answer"; return 1 ;;
		esac
	done
	witness_say "no answer"
	return 1
}

witness_start() { witness_ask start "$@"; }

# The answer to stop is "ok LINES CHECKSUM" and then the lines.
witness_stop() {
	local left row

	witness_ask stop || return 1
	# shellcheck disable=SC2086 # three words
	set -- $witness_answer
	left=$2
	: >/run/witness
	while [ "$left" -gt 0 ] && read -r -t 60 row <&7; do
		echo "$row" >>/run/witness
		left=$((left - 1))
	done
	if [ "$(md5sum </run/witness | cut -d ' ' -f 1)" != "$3" ]; then
		witness_say "the lines came damaged"
		return 1
	fi
	cat /run/witness
}

# module_text_range NAME: prints LO HI of a module's core text.
# /proc/modules gives where the text begins and how large the module is in all: on 6.1 one piece,
# text first; since 6.4 text is an allocation of its own, and what follows within that size may be
# another module's. So the end is whatever comes first: that size, the next module's text, or the
# module's own first section that is not text.
module_text_range() {
	local section lo size hi end

	for section in /sys/module/"$1"/sections/* /sys/module/"$1"/sections/.[a-z_]*; do
		case ${section##*/} in
		*text*|.altinstr_replacement|'*'*|'.['*) ;;
		*) echo "section $(cat "$section")" ;;
		esac
	done | awk -v name="$1" '
		# Addresses of one width compare as strings; awk numbers would lose their low bits.
		function hex(s) { sub(/^0x/, "", s); return sprintf("%16s", s) }
		$1 == "section" { end[hex($2)]; next }
		$1 == name { lo = hex($6); size = $2; next }
		{ end[hex($6)] }
		END {
			if (lo == "" || lo ~ /^[ 0]*$/)
				exit 1
			hi = ""
			for (e in end)
				if (e > lo && (hi == "" || e < hi))
					hi = e
			print lo, size, hi
		}' - /proc/modules >/run/text || { witness_say "where is module $1?"; return 1; }
	read -r lo size hi </run/text
	end=$((0x$lo + size))
	[ -z "$hi" ] || [ $((0x$hi)) -gt $end ] || end=$((0x$hi))
	printf '0x%x 0x%x\n' $((0x$lo)) $end
}

if witness_have; then
	exec 7<>$witness_line
fi
