# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Hosts that offer GHCB protocol version 1 alone, $HOST: KVM of 5.15 ends the VM over a call that an NMI has wiped,
# that of 6.1 answers it. By asking something harmless the module tells them apart.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

cycle() {
	load_owned ghcb=on &&
		vmexitstat run -q -s module -r 1 -n 2 --warmup 0 -P cpuid:0x1/ghcb-page -P wrmsr:0x4b564d05/ghcb-page \
			-P sev-info/ghcb-msr -P cpuid:0x1 && rmmod vmexit
}

cvmctl reset
ok "the module loads" load_owned
asked=$(count_all ghcb 0x80000005)
ok "hypervisor features are not asked for" says hv-features/ghcb-msr ''
cvmctl reset
case $HOST in
kvm-5.15)
	is "$asked" 1 "one question tells that this host does not forgive"
	for probe in cpuid:0x1/ghcb-page sev-info/ghcb-msr hypercall:1/insn; do
		ok "$probe says why not" says $probe 'ends the VM .*ghcb=on'
	done
	ok "the instructions are measured" vmexitstat run -q -s module -r 1 -n 50 -P rdmsr:0x1b -P cpuid:0x1
	not_ok "no page is filled by name either" \
		sh -c 'vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x5/ghcb-page || exit 1'
	is "$(left_the_guest)" "ghcb 0x72 151;ghcb 0x7c 151;vc 0x72 151;vc 0x7c 151;" "and that is all that left the guest"
	ok "the module unloads" rmmod vmexit
	ok "it loads with ghcb=on" load_owned ghcb=on
	ok "then pages are measured" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1/ghcb-page -P hypercall:1
	ok "the module unloads" rmmod vmexit
	# Whatever is missing in a call ends this VM: none was made that an NMI had wiped.
	cvmctl reset
	cvmctl set nmi open,msr,handler,answer,close nmi-every 7
	is "$(cycles "${CYCLES:-60}" cycle)" "${CYCLES:-60}" "load, run and unload under NMIs, ${CYCLES:-60} times"
	cvmctl set nmi 0
	ok "they came ($(count_all nmi msr)) where a call is wiped" test "$(count_all nmi msr)" -gt 300
	;;
kvm-6.1)
	is "$asked" 1 "one question tells that this host forgives"
	ok "calls are made without a parameter" vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x1/ghcb-page \
		-P sev-info/ghcb-msr -P hypercall:1
	ok "the module unloads" rmmod vmexit
	cvmctl reset
	ok "it loads with ghcb=off" load_owned ghcb=off
	for probe in cpuid:0x1/ghcb-page sev-info/ghcb-msr hypercall:1/insn; do
		ok "$probe says why not" says $probe 'ghcb=off'
	done
	is "$(left_the_guest | tr ';' '\n' | grep -c ghcb-msr)" 0 "then nothing is asked for"
	ok "the module unloads" rmmod vmexit
	not_ok "another word is refused" load ghcb=perhaps
	;;
esac
done_testing
