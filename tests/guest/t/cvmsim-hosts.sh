# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A guest of $HOST, which ends the VM over what the real one does, and where nothing is announced by "expect": that
# this script comes to its end says that the module has not done it. What is refused says why, the rest is measured.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

# run PROBE...
run() {
	# shellcheck disable=SC2046 # words
	vmexitstat run -q -s module -r 1 -n 50 $(printf -- '-P %s ' "$@")
}

# What anybody has asked the host for, each once.
asked() { cvmctl counts | awk '$1 == "ghcb" || $1 == "ghcb-msr" { print $1, $2 }'; }

# refused WHY PROBE...
refused() {
	why=$1
	shift
	for probe; do
		ok "$probe says why not" says "$probe" "$why"
	done
}

# One of each path: an NMI wipes page and MSR of a call, and a host may end the VM over what is left. How far they are
# apart changes: in step with the samples they would miss a place.
turn=0
cycle() {
	turn=$((turn + 1))
	cvmctl set nmi-every $((7 + 2 * (turn % 4))) && load_owned ghcb=on &&
		vmexitstat run -q -s module -r 1 -n 2 --warmup 0 -P cpuid:0x1/insn -P cpuid:0x1/ghcb-page \
			-P "$1" -P sev-info/ghcb-msr && rmmod vmexit
}

# under_nmis PROBE: one more by page.
under_nmis() {
	ok "NMIs have a handler" insmod /nmistorm.ko count=0
	cvmctl reset
	cvmctl set nmi open,msr,handler,answer,close
	well=$(cycles "$CYCLES" cycle "$1" 2>/tmp/cycle)
	cvmctl set nmi 0
	is "$well" "$CYCLES" "load, run and unload under NMIs, $CYCLES times"
	[ "$well" = "$CYCLES" ] || {
		cat /tmp/cycle
		vmexitstat list
	} | sed 's/^/# /'
	for place in open msr handler answer close; do
		came=$(count_all nmi $place)
		ok "they came, $place: $came" test "$came" -gt $((CYCLES / 6))
	done
	rmmod nmistorm
	ok "most of them where a call is wiped" test "$(count_all nmi msr)" -gt $((CYCLES * 3))
}

# What a script of our own reads leaves the guest, or does not.
xss_leaves() {
	before=$(count_all vc 0x7c)
	dd if=/dev/cpu/0/msr bs=8 count=1 iflag=skip_bytes skip=$((0xda0)) of=/dev/null 2>/dev/null || return
	[ "$(count_all vc 0x7c)" -gt "$before" ]
}

kvm() {
	ok "the kernel knows KVM" sh -c "dmesg | grep -q 'Hypervisor detected: KVM'"
	cvmctl reset
	ok "the module loads" load_owned
	# KVM of 5.15 and 6.1 offer version 1 alone. By asking something harmless the module tells them apart.
	case $HOST in
	kvm-5.15 | kvm-6.1)
		is "$(count_all ghcb 0x80000005) $(count_all ghcb-msr 0x80)" "1 0" \
			"one question tells whether this host forgives, and features are not asked for"
		ok "nor said to be there" says hv-features/ghcb-msr ''
		ok "IA32_XSS is the host's" xss_leaves
		;;
	*)
		is "$(count_all ghcb 0x80000005)" 0 "no question is asked: that it forgives is known"
		ok "features are" run hv-features/ghcb-msr
		not_ok "IA32_XSS is the guest's" xss_leaves
		;;
	esac
	case $HOST in
	kvm-5.15) kvm_ends ;;
	*) kvm_answers ;;
	esac
	under_nmis wrmsr:0x4b564d05/ghcb-page
}

kvm_ends() {
	cvmctl reset
	refused 'ends the VM .*ghcb=on' cpuid:0x1/ghcb-page sev-info/ghcb-msr hypercall:1/insn
	ok "the instructions are measured" run rdmsr:0x1b cpuid:0x1
	not_ok "no page is filled by name either" sh -c 'vmexitstat run -q -s module -r 1 -n 50 -P cpuid:0x5/ghcb-page || exit 1'
	is "$(left_the_guest)" "ghcb 0x72 151;ghcb 0x7c 151;vc 0x72 151;vc 0x7c 151;" "and that is all that left the guest"
	ok "the module unloads" rmmod vmexit
	ok "it loads with ghcb=on" load_owned ghcb=on
	ok "then pages are measured" run cpuid:0x1/ghcb-page hypercall:1 wrmsr:0x4b564d05/ghcb-page
	ok "the module unloads" rmmod vmexit
}

kvm_answers() {
	ok "calls are made without a parameter" run cpuid:0x1/ghcb-page sev-info/ghcb-msr hypercall:1 hypercall:1/ghcb-page
	ok "the module unloads" rmmod vmexit
	cvmctl reset
	ok "it loads with ghcb=off" load_owned ghcb=off
	refused ghcb=off cpuid:0x1/ghcb-page sev-info/ghcb-msr hypercall:1/insn
	is "$(left_the_guest | tr ';' '\n' | grep -c ghcb-msr)" 0 "then nothing is asked for"
	ok "the module unloads" rmmod vmexit
	not_ok "another word is refused" load ghcb=perhaps
	# A faulty call that the guest has announced is answered. An unregistered page is not, by that of 6.12.
	for rule in msr-request ghcb-gpa missing-input invalid-event; do
		cvmctl set expect $rule
		ok "$rule: answered as promised" breaks $rule
	done
	cvmctl set expect 0
}

# Whatever the parameter says. In an SNP guest the kernel asks for features, by the MSR.
unheard() {
	refused 'not KVM, .*may never have asked' rdmsr:0xc0010015/insn rdmsr:0xc0010015/ghcb-page
	refused 'not KVM, .*may never have asked' hv-features/ghcb-page
	refused "hypervisor is not KVM" hypercall:1/insn hypercall:1/ghcb-page
	case $PLATFORM in
	sev-es) refused 'not KVM, .*may never have asked' hv-features/ghcb-msr ;;
	esac
}

# Nobody knows what else it serves: it may end the VM over a call that it does not, and what a hypercall's number
# would do there is not known either.
stranger() {
	not_ok "the kernel knows no hypervisor" sh -c "dmesg | grep -q 'Hypervisor detected: ' || exit 1"
	asked >/tmp/asked
	# Everything that leaves from here on is looked at, whoever it is for.
	cvmctl reset
	ok "the module loads" load_owned
	is "$(count_all ghcb-msr 0x2) $(count_all ghcb-msr 0x80)" "0 0" "and asks for nothing by the MSR protocol"
	# What is left is what the instructions' #VCs ask for. A program's CPUID may take two, where its page was not there.
	for code in 0x7b 0x7c; do
		is "$(count_all ghcb $code)" "$(count_all vc $code)" "nor by page: each call of $code is a #VC's"
	done
	ok "and of CPUID no more calls than #VCs" test "$(count_all ghcb 0x72)" -le "$(count_all vc 0x72)"
	is "$(count_all ghcb 0x81) $(count_all vc 0x81)" "0 0" "no hypercall is made"
	refused 'not KVM, it .*ghcb=on' cpuid:0x1/ghcb-page sev-info/ghcb-msr
	unheard
	ok "instructions are measured" run cpuid:0x1 rdmsr:0x1b in:0x21
	ok "the module unloads" rmmod vmexit
	asked >>/tmp/asked

	cvmctl reset
	ok "it loads with ghcb=on" load_owned ghcb=on
	unheard
	# shellcheck disable=SC2046 # words
	ok "all else that is the host's is measured" run $(supported)
	ok "by page and MSR as well" sh -c 'vmexitstat list | grep -q "^[* ] cpuid:0x1/ghcb-page *VMGEXIT" &&
		vmexitstat list | grep -q "^[* ] cpuid:0x0/ghcb-msr *VMGEXIT"'
	ok "the module unloads" rmmod vmexit
	is "$(asked | grep -v -x -F -f /tmp/asked)" "" "of a kind that the kernel has not asked for nothing is asked for"
	under_nmis rdmsr:0x1b/ghcb-page
}

case $HOST in
kvm-*) kvm ;;
*) stranger ;;
esac
done_testing
