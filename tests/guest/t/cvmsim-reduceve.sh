# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A TD that has asked for fewer #VEs (TD_CTLS.REDUCE_VE), on cvmsim: the leaves that others take a #VE
# for are served by the TDX module, and the tool says so.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

ok "the module loads" load_owned
is "$(fact isolation)" "TDX module 1.5; TDX_FEATURES0 0x100000; SEPT_VE_DISABLE; REDUCE_VE" "it is said so"
for probe in cpuid:0xb/insn cpuid:0x16/insn cpuid:0xc/insn; do
	cvmctl reset
	vmexitstat run -q -s module -r 1 -n 100 -P $probe --csv >/tmp/run.csv
	is "$(value $probe route /tmp/run.csv)" TDX-module "$probe is served by the TDX module"
	is "$(left_the_guest)" "tdx-module 0xa $(value $probe executed /tmp/run.csv);" "$probe: and by nobody else"
done
done_testing
