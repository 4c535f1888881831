# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A host that offers GHCB protocol version 1 alone: hosts of that kind may end the guest over a page
# that an NMI wiped, so none is shown to them unless that was asked for.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

ok "the module loads" load_owned
vmexitstat list >/tmp/list
ok "ghcb-page says why not" grep -q 'cpuid:0x1/ghcb-page.*version 1 alone' /tmp/list
ok "hypercalls, which nothing was asked about, as well" grep -q 'hypercall:1/insn.*version 1 alone' /tmp/list
ok "hypervisor features are not asked for" grep -q 'hv-features/ghcb-msr.*does not tell' /tmp/list
cvmctl reset
ok "the MSR protocol and the instructions are measured" vmexitstat run -q -s module -r 1 -n 50 \
	-P cpuid:0x0/ghcb-msr -P sev-info/ghcb-msr -P rdmsr:0x1b -P cpuid:0x1
not_ok "no page is filled by name either" sh -c \
	'vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x5/ghcb-page || exit 1'
is "$(left_the_guest)" "ghcb 0x72 151;ghcb 0x7c 151;ghcb-msr 0x2 151;ghcb-msr 0x4 151;vc 0x72 151;vc 0x7c 151;" \
	"and that is all that left the guest"
ok "the module unloads" rmmod vmexit

ok "it loads with ghcb_v1" load_owned ghcb_v1=1
ok "then pages are measured" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1/ghcb-page -P hypercall:1
ok "the module unloads" rmmod vmexit
done_testing
