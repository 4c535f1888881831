# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# An SEV-ES or SEV-SNP guest of a hypervisor nobody knows: what a hypercall's number would do there is
# not known either, so none is ever made, not even to see whether it would be served.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

# Everything that leaves from here on is looked at.
cvmctl reset
ok "the module loads" load_owned
is "$(count_all ghcb 0x81) $(count_all vc 0x81)" "0 0" "no hypercall is made"
vmexitstat list >/tmp/list
for path in insn ghcb-page; do
	ok "hypercall:1/$path says why not" grep -q "hypercall:1/$path.*hypervisor is not KVM" /tmp/list
done
ok "CPUID by page is measured all the same" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1/ghcb-page
ok "the module unloads" rmmod vmexit
done_testing
