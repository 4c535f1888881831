# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2046,SC2086
#
# In the guest: how many instructions a sample takes, each one a tick. PROBES: names, commas between
# them; empty: the default set.
. /guest-lib.sh
. /common.sh

probes=$(echo "${PROBES-}" | sed 's/,/ -P /g; s/^./-P &/')

# On KVM a tick is an instruction of the guest's or of its host's, and nobody steps through either.
case $PLATFORM in
kvm*) cvmsim=false ;;
*) cvmsim=true ;;
esac

# take FILE: a record.
take() {
	! $cvmsim || cvmctl set measure 1
	vmexitstat run -q -s module -r 1 -n 100 $probes --json >"$1"
	taken=$?
	! $cvmsim || cvmctl set measure 0
	return $taken
}

ok "the module loads" load
! $cvmsim || cvmctl own $(module_text_range vmexit)
ok "each exit is measured" take /tmp/record.json
# What a count does not weigh: a handler, an instruction at a time.
step() {
	cvmctl reset
	cvmctl set measure 1 trace 1
	vmexitstat run -q -s module -r 1 -n 5 --warmup 0 -P "$1" >/dev/null 2>/tmp/stepped
	cvmctl set trace 0 measure 0
	cvmctl trace | awk -v probe="$1" '
		$1 == "traps" { n = $2; next }
		$1 != "instructions" && $1 != "repeats" && n && $2 { print "# path:", probe, $1, $2 / n }'
}

! $cvmsim || vmexitstat report --csv /tmp/record.json | sed 's/"[^"]*"/quoted/g' |
	awk -F , '$2 ~ /^#V[CE]/ && $4 == "done" { print $1 }' | while read -r probe; do step "$probe"; done
# Each byte may cost several exits.
gzip -c /tmp/record.json | base64 | sed 's/^/# record: /'
done_testing
