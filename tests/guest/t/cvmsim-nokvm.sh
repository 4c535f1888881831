# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# An SEV-ES or SEV-SNP guest of a hypervisor nobody knows: it may end the VM over a call that it does not
# serve, and what a hypercall's number would do there is not known either.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

# Everything that leaves from here on is looked at, whoever it is for.
cvmctl reset
ok "the module loads" load
is "$(count_all ghcb-msr 0x2) $(count_all ghcb-msr 0x80)" "0 0" "and asks for nothing by the MSR protocol"
# What is left is what the instructions' #VCs ask for. A program's CPUID may take two, where its page was not there.
for code in 0x7b 0x7c; do
	is "$(count_all ghcb $code)" "$(count_all vc $code)" "nor by page: each call of $code is a #VC's"
done
ok "and of CPUID no more calls than #VCs" test "$(count_all ghcb 0x72)" -le "$(count_all vc 0x72)"
is "$(count_all ghcb 0x81) $(count_all vc 0x81)" "0 0" "no hypercall is made"
for probe in cpuid:0x1/ghcb-page sev-info/ghcb-msr; do
	ok "$probe says why not" says $probe 'not KVM, it .*ghcb=on'
done
ok "an MSR that it is not known to serve is not read" says rdmsr:0xc0010015/insn 'not KVM, .*may never have asked'
for path in insn ghcb-page; do
	ok "hypercall:1/$path says why not" says hypercall:1/$path "hypervisor is not KVM"
done
ok "instructions are measured" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1 -P rdmsr:0x1b -P in:0x21
ok "the module unloads" rmmod vmexit

ok "it loads with ghcb=on" load ghcb=on
ok "then CPUID by page is measured" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1/ghcb-page -P rdmsr:0x1b/ghcb-page
ok "and that MSR is not read all the same" says rdmsr:0xc0010015/insn 'not KVM, .*may never have asked'
ok "and no hypercall is made all the same" says hypercall:1/insn "hypervisor is not KVM"
is "$(count_all ghcb 0x81) $(count_all vc 0x81)" "0 0" "not even to see whether it would be served"
ok "the module unloads" rmmod vmexit
done_testing
