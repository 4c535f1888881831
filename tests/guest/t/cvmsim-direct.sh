# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of cvmsim.sh, on SEV-ES and SEV-SNP: the direct VMGEXITs when things go wrong. Whatever the
# host answers and wherever an NMI falls, samples are disturbed or the probe says why it is not
# timed; and the guest, its GHCB and its GHCB MSR are as they were.

insmod /direct.ko
dmesg | sed -n 's/.*direct: /# /p'
is "$(dmesg | grep -c 'direct: cpuid .* same$')" 8 "CPUID by page answers as the instruction does, eight leaves"
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
	is "$(value "$4" state /tmp/run.csv)" "$5" "$4, fault $1: $5"
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

# Without a handler each NMI would be a line on the console, of more exits than NMIs are apart.
insmod /nmistorm.ko count=0

# The worst place for an NMI is between WRMSR and VMGEXIT: its handler takes MSR and page for a call
# of its own, and our VMGEXIT then shows the host a page that asks nothing.
cvmctl set expect missing-input
for probe in $page sev-info/ghcb-msr out:0x80/ghcb-page wrmsr:0x4b564d05/ghcb-page; do
	cvmctl reset
	cvmctl set nmi vmgexit nmi-every 10
	vmexitstat run -q -s module -r 1 -n "$N" --warmup 0 -P "$probe" --csv >/tmp/run.csv
	cvmctl set nmi 0
	# What is not timed (the support check; a WRMSR's reads) is not disturbed either.
	case $probe in
	wrmsr:*)
		ok "$probe: NMIs before VMGEXIT disturb" \
			test "$(value "$probe" disturbed /tmp/run.csv)" -gt 5
		;;
	*)
		is "$(value "$probe" disturbed /tmp/run.csv)" "$(count nmi vmgexit)" \
			"$probe: as many samples are disturbed as NMIs came before VMGEXIT"
		;;
	esac
	is "$(value "$probe" state /tmp/run.csv)" "done" "$probe: and the run goes on"
done
cvmctl set expect 0
whole "after NMIs"

# Loads, runs and unloads while NMIs fall anywhere, those of the support checks included.
cvmctl set expect missing-input nmi any nmi-every 23
rmmod vmexit
cycle() {
	load &&
		vmexitstat run -q -s module -r 1 -n 5 --warmup 0 -P $page -P rdmsr:0x1b >/dev/null &&
		rmmod vmexit
}

cycles=0
while [ $cycles -lt 100 ] && cycle; do
	cycles=$((cycles + 1))
done
cvmctl set nmi 0 expect 0
is $cycles 100 "load, run and unload, a hundred times under NMIs"
load_owned
vmexitstat run -q -s module -r 1 -n 10 -P rdmsr:0x1b >/dev/null
whole "after a hundred loads"
rmmod nmistorm
