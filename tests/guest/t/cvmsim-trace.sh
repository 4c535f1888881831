# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Part of cvmsim_icount.sh: the module's #VCs and #VEs an instruction at a time. That is slow, and has
# to be seen by nobody: neither by the guest's clock nor in a figure.

# traced NAME: of that, in one trap; a number with a fraction where they differ.
traced() { cvmctl trace | awk -v name="$1" '$1 == "traps" { n = $2 } $1 == name { print n ? $2 / n : $2 }'; }

# per_trap: all that is listed, in one trap.
per_trap() { cvmctl trace | awk '$1 == "traps" { n = $2; next } n && $2 { print $1, $2 / n }'; }

# step FILE SAMPLES PROBE...: none to warm up.
step() {
	file=$1 N=$2
	shift 2
	cvmctl set trace 1
	# shellcheck disable=SC2046 # words
	measure "$file" --csv --warmup 0 $(printf -- '-P %s ' "$@")
	# shellcheck disable=SC2034 # by measure
	N=200
	cvmctl set trace 0
}

# What raises no #VC or #VE, and what raises one by itself: neither is ours to step through. (Of few traps each may
# find a reschedule due.)
step /tmp/stepped.csv 200 null trap "$1"
ok "switched on, stepping moves nothing it does not reach" moved /tmp/base.csv /tmp/stepped.csv 0 ''
is "$(cvmctl get trace-count)" 0 "and steps through nothing"
shift

for probe; do
	# Few, but each of them begins like all the others.
	step /tmp/stepped.csv 5 "$probe"
	ok "$probe: stepping moves no figure" moved /tmp/base.csv /tmp/stepped.csv 0 ''
	count=$(cvmctl get clock-count)
	is "$(cvmctl get trace-count) $(cvmctl get clock-lost)" "$(value "$probe" executed /tmp/stepped.csv) 0" \
		"$probe: every trap is stepped through"
	# One charge, of asking the TDX module, lies between the stations of the clock.
	ticks=$((($(cvmctl get clock-before) + $(cvmctl get clock-after)) / count))
	[ "$PLATFORM" != tdx ] || ticks=$((ticks - 500))
	instructions=$(traced instructions)
	is "$((instructions + $(traced repeats)))" "$ticks" "$probe: $instructions instructions, as many as by cvmsim's clock"

	# TCG's last round of each REP finds that none is left.
	ok "$probe: rounds of REP are no instructions" test "$(traced repeats)" -ge "$(traced rep)"

	# What cvmsim counts as exits as well.
	for call in "vmgexit ghcb" "tdcall tdcall"; do
		is "$(traced "${call% *}")" \
			"$(cvmctl counts | awk -v kind="${call#* }" -v n="$count" '$1 == kind { c += $4 } END { print c / n }')" \
			"$probe: each ${call% *}"
	done
	# A GHCB is a page, which the MSR names.
	is "$(traced wrmsr-ghcb)" "$(traced vmgexit)" "$probe: WRMSR before each VMGEXIT"
	is "$(traced wrmsr) $(traced rdmsr) $(traced cpuid) $(traced io) $(traced iret)" "$(traced wrmsr-ghcb) 0 0 0 1" \
		"$probe: nothing else that would leave the guest, and one IRET"
	# Against Spectre on a CPU of Intel's, and where the predictor of returns is untrained on one of AMD's.
	is "$(traced lfence)" 1 "$probe: an LFENCE on the way in"

	# Listed apart, the same in each boot.
	per_trap >/tmp/traced
	sed "s,^,# figure: $probe/," /tmp/traced
done

# An NMI amid a handler is none of it. Not in measure mode, where there are none.
if [ $# != 0 ]; then
	cvmctl reset
	cvmctl set nmi handler,answer nmi-every 7 trace 1
	vmexitstat run -q -s module -r 1 -n 20 -P "$probe" >/dev/null
	cvmctl set nmi 0 trace 0
	ok "NMIs amid the handler" test "$(count nmi handler)" -gt 5
	is "$(per_trap | diff /tmp/traced -)" "" "$probe: nothing of theirs is listed"
fi
