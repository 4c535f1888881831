# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Under cvmsim, each instruction one tick: what the kernel's #VC or #VE handler takes for one exit of each
# kind, by the tool, and what cvmsim lists of it. The suite holds kernels against each other.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

ok "the module loads" load_owned
case $PLATFORM in
tdx) probes='cpuid:0x40000000 rdmsr:0x4b564d05 out:0x80' ;;
*) probes='cpuid:0x1 rdmsr:0x1b out:0x80' ;;
esac
cvmctl set measure 1
# shellcheck disable=SC2046,SC2086 # words
vmexitstat run -q -s module -r 1 -n 50 $(printf -- '-P %s ' $probes) --csv >/tmp/run.csv
cvmctl set measure 0
for probe in $probes; do
	is "$(value "$probe/insn" state /tmp/run.csv)" "done" "$probe is measured"
	echo "# handler $probe $(value "$probe/insn" net_min_cycles /tmp/run.csv | cut -d . -f 1)"
	cvmctl reset
	cvmctl set trace 1
	vmexitstat run -q -s module -r 1 -n 20 -P "$probe/insn" >/dev/null
	cvmctl set trace 0
	cvmctl trace | awk -v probe="$probe" '$1 == "traps" { n = $2; next } $2 { print "# listed", probe, $1, $2 / n }'
done
done_testing
