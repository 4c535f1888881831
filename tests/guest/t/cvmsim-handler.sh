# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Under cvmsim, each instruction one tick: what the kernel's #VC handler takes for one exit of each
# kind, by the tool. The suite holds kernels against each other.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

ok "the module loads" load
cvmctl set measure 1
vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1 -P rdmsr:0x1b -P out:0x80 --csv >/tmp/run.csv
cvmctl set measure 0
for probe in cpuid:0x1 rdmsr:0x1b out:0x80; do
	is "$(value $probe/insn state /tmp/run.csv)" "done" "$probe is measured"
	echo "# handler $probe $(value $probe/insn net_min_cycles /tmp/run.csv | cut -d . -f 1)"
done
done_testing
