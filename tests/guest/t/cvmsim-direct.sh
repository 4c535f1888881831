# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of cvmsim.sh, on SEV-ES and SEV-SNP: the direct VMGEXITs when things go wrong. Whatever the
# host answers and wherever an NMI falls, samples are disturbed or the probe says why it is not
# timed; and the guest, its GHCB and its GHCB MSR are as they were.

insmod /direct.ko
dmesg | sed -n 's/.*direct: /# /p'
is "$(dmesg | grep -c 'direct: cpuid .* same$')" 10 "CPUID by page answers as the instruction does, ten leaves"
rmmod direct 2>/dev/null

# whole NAME: the guest's own exits still work, and the MSR holds what it held.
whole() {
	is "$(cvmctl get ghcb-msr)" "$msr" "$1: the GHCB MSR is as it was"
	ok "$1: the guest's own CPUID, MSRs and ports work" \
		vmexitstat run -q -s module -r 1 -n 10 -P cpuid:0x1 -P rdmsr:0x1b -P in:0x21 -P out:0x80
	ok "$1: direct calls work" vmexitstat run -q -s module -r 1 -n 10 \
		-P cpuid:0x1/ghcb-page -P sev-info/ghcb-msr
}

# The kernel's own calls leave its page's address there.
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
msr=$(cvmctl get ghcb-msr)

# fault KIND VALUE CODE PROBE STATE
fault() {
	cvmctl reset
	# The support check and some samples pass, then comes one that does not.
	cvmctl set fault-value "$2" fault-code "$3" fault-every 50 fault "$1"
	vmexitstat run -q -s module -r 1 -n "$N" -P "$4" --csv >/tmp/run.csv 2>/dev/null
	cvmctl set fault 0
	ok "$4, fault $1: it came" test "$(count fault "$1")" -ge 1
	is "$(value "$4" state /tmp/run.csv) $(count misuse kept)" "$5 0" "$4, fault $1: $5, and the MSR put back"
	[ "$5" = "done" ] ||
		ok "$4, fault $1: and says why" grep -q "^$4,.*unsupported,\"\?[a-z]" /tmp/run.csv
}

page=cpuid:0x1/ghcb-page
fault error 5 0x72 $page unsupported
fault gp 0 0x72 $page unsupported
fault not-valid 0 0x72 $page unsupported
fault refused 6 0x72 $page unsupported
fault msr-lost 5 0x72 $page "done"
fault msr-lost 0 0x72 $page "done"
fault error 0 0x2 sev-info/ghcb-msr unsupported
fault msr-lost 0x2 0x2 sev-info/ghcb-msr unsupported
fault refused 6 0x7c wrmsr:0x4b564d05/ghcb-page unsupported
# A host that never saw the page has given no answer, to a call of whatever kind.
fault ignored 0 0x72 $page unsupported
fault ignored 0 0x7c rdmsr:0x1b/ghcb-page unsupported
fault ignored 0 0x81 hypercall:1/ghcb-page unsupported
fault ignored 0 0x7b in:0x21/ghcb-page unsupported
fault ignored 0 0x7b out:0x80/ghcb-page unsupported
fault ignored 0 0x80000001 mmio:0xfed00000/ghcb-page unsupported
whole "after faults"

# A host that puts a private page's address into the MSR after each of the kernel's own calls: that
# page is never written to.
cvmctl own 0 0xffffffffffffffff
cvmctl reset
cvmctl set fault-value 0x2000000 fault-code 0 fault-every 1 fault msr-lost
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
is "$(cvmctl get ghcb-msr)" $((0x2000000)) "the MSR names a page that is not the kernel's GHCB"
vmexitstat run -q -s module -r 1 -n 10 -P $page --csv >/tmp/run.csv 2>/dev/null
is "$(value $page state /tmp/run.csv)" unsupported "no call is made by that page"
ok "and that is the reason" grep -q "^$page,.*no GHCB page" /tmp/run.csv
cvmctl set fault 0
# shellcheck disable=SC2046 # two words
cvmctl own $(module_text_range vmexit)
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
whole "after that"

# A page that is shared, but another's: swiotlb's. This CPU's page was seen before, and is no other.
shared=0x$(dmesg | sed -n 's/.*software IO TLB: mapped \[mem 0x0*\([0-9a-f]*\)-.*/\1/p')
cvmctl own 0 0xffffffffffffffff
cvmctl reset
cvmctl set fault-value "$shared" fault-code 0 fault-every 1 fault msr-lost
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
is "$(cvmctl get ghcb-msr)" $((shared)) "the MSR names a page of swiotlb's"
vmexitstat run -q -s module -r 1 -n 10 -P $page --csv >/tmp/run.csv 2>/dev/null
ok "that is not written to either" grep -q "^$page,.*no GHCB page" /tmp/run.csv
cvmctl set fault 0
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null

# A host that answers one MSR with an error, where KVM has #GP: the handler would end the guest.
rmmod vmexit
cvmctl reset
cvmctl set fault-value 5 fault-code 0x7c fault-msr 0xc0010015 fault-every 1 fault refused
ok "with an MSR that the host refuses the module loads" load
vmexitstat list >/tmp/list
cvmctl set fault 0 fault-msr 0
ok "it was asked for by page, and no instruction was run" \
	grep -q 'rdmsr:0xc0010015/insn .*unsupported: the host does not serve it' /tmp/list
ok "the others are there" grep -q 'rdmsr:0x1b/insn *#VC' /tmp/list
rmmod vmexit
load_owned

# Loads, runs and unloads while NMIs fall anywhere, those of the support checks included.
cycle() {
	load_owned &&
		vmexitstat run -q -s module -r 1 -n 5 --warmup 0 -P $page -P sev-info/ghcb-msr -P rdmsr:0x1b &&
		rmmod vmexit
}

rmmod vmexit
cvmctl reset
# The host forgives nothing: it ends the guest over a call that an NMI has wiped.
cvmctl set nmi open,msr,handler,answer,close nmi-every 7
is "$(cycles "$CYCLES" cycle)" "$CYCLES" "load, run and unload under NMIs, $CYCLES times"
ok "they came in all of the module's calls ($(count_all nmi msr))" test "$(count_all nmi msr)" -gt $((CYCLES * 10))
cvmctl reset
# Right before VMGEXIT as well, and before all else that leaves the guest.
cvmctl set expect missing-input nmi any nmi-every 23
is "$(cycles "$CYCLES" cycle)" "$CYCLES" "and as often anywhere"
cvmctl set nmi 0 expect 0
ok "there were many ($(count_all nmi any))" test "$(count_all nmi any)" -gt $((CYCLES * 6))
load_owned
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
whole "after all these loads"

# The same module with a rule broken is caught.
rmmod vmexit
# broken RULE PROBE: what it then does is in $left, how often in $executed.
broken() {
	cvmctl reset
	cvmctl set expect ghcb-private
	module=/broken.ko load_owned "breaks=$1"
	[ "$1" = private ] || cvmctl reset
	vmexitstat run -q -s module -r 1 -n 10 -P "$2" --csv >/tmp/run.csv 2>/dev/null
	cvmctl set expect 0
	left=$(left_the_guest)
	executed=$(value "$2" executed /tmp/run.csv)
	rmmod vmexit
}

broken '' sev-info/ghcb-msr
is "$left" "$(expected VMGEXIT sev-info/ghcb-msr "$executed")" "the other module breaks no rule by itself"
broken apart sev-info/ghcb-msr
is "$(count misuse apart)" "$executed" "caught: something between WRMSR and VMGEXIT"
not_ok "and by the counts" test "$left" = "$(expected VMGEXIT sev-info/ghcb-msr "$executed")"
broken kept sev-info/ghcb-msr
ok "caught: a GHCB MSR that is not put back" test "$(count misuse kept)" -gt 0
if [ "$PLATFORM" = sev-snp ]; then
	broken private $page
	ok "caught: a GHCB in a private page" test "$(count_all rule ghcb-private)" -gt 0
	ok "and nothing is timed by it" grep -q "^$page,.*unsupported," /tmp/run.csv
fi
load_owned
