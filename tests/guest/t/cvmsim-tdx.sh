# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of cvmsim.sh, in a TD: direct TDCALLs, and what is refused. Whatever the TDX module and the
# VMM answer, the probe says so and with which code, and the guest lives on.

# Since 6.13 the kernel asks the TDX module for the topology; where it does not, the module raises #VE.
topology=
! vmexitstat list | grep -q 'cpuid:0xb/insn .*TDX-module' || topology='0xb.0 0xb.1 '
case $(fact isolation) in
*ENUM_TOPOLOGY* | *REDUCE_VE*) asked=yes ;;
*) asked= ;;
esac
is "$asked" "${topology:+yes}" "what the TD has asked for is what becomes of leaf 0xb"
insmod /direct.ko
dmesg | sed -n 's/.*direct: /# /p'
is "$(dmesg | sed -n 's/.*direct: cpuid \(.*\): same$/\1/p' | tr '\n' ' ')" \
	"0x0.0 0x1.0 0x7.0 ${topology}0x40000000.0 0x80000001.0 0x80000008.0 0xd.0 0xd.2 " \
	"CPUID by TDVMCALL answers as the instruction does, leaves and sub-leaves that both answer"
rmmod direct 2>/dev/null

# Leaves by name; which leaf is asked for is direct.ko's to show.
for leaf in 0x40000000 0x40000001 0x0; do
	cvmctl reset
	ok "cpuid:$leaf by name" vmexitstat run -q -s module -r 1 -n 10 -P cpuid:$leaf/tdvmcall
	is "$(count tdvmcall 0xa)" 111 "cpuid:$leaf: each was a CPUID"
done

# A WRMSR's reads, one a batch, are what is not a WRMSR.
cvmctl reset
vmexitstat run -q -s module -r 1 -n "$N" -P wrmsr:0x4b564d05/tdvmcall --csv >/tmp/run.csv
ok "wrmsr: WRMSRs are written" test "$(count tdvmcall 0x20)" -ge "$N"
is "$(($(count tdvmcall 0x20) + $(count tdvmcall 0x1f)))" \
	"$(value wrmsr:0x4b564d05/tdvmcall executed /tmp/run.csv)" "wrmsr: with the reads they are all that was executed"

whole() {
	ok "$1: the guest's own CPUID, MSRs and ports work" vmexitstat run -q -s module -r 1 -n 10 \
		-P cpuid:0x40000000 -P rdmsr:0x4b564d05 -P in:0x21 -P out:0x80
	ok "$1: direct calls work" vmexitstat run -q -s module -r 1 -n 10 \
		-P cpuid:0x40000000/tdvmcall -P vp-info/tdcall
}

# refused PROBE CODE STATUS REASON: the support check and some samples pass, then comes one that does not.
refused() {
	cvmctl reset
	cvmctl set fault-value "$3" fault-code "$2" fault-every 50 fault error
	vmexitstat run -q -s module -r 1 -n "$N" -P "$1" --csv >/tmp/run.csv 2>/dev/null
	cvmctl set fault 0
	ok "$1: it was refused" test "$(count fault error)" -ge 1
	is "$(value "$1" state /tmp/run.csv)" unsupported "$1: and is unsupported"
	ok "$1: because: $4" grep -q "^$1,.*$4" /tmp/run.csv
}

vmm="VMM refuses: R10 0x8000000000000000"
for probe in cpuid:0x40000000 rdmsr:0x4b564d05 wrmsr:0x4b564d05 in:0x21 in:0x608 out:0x80 mmio:0xfed00000 tdvmcall-info; do
	code=$(exit_code $probe/)
	[ $probe != wrmsr:0x4b564d05 ] || code=0x20
	refused $probe/tdvmcall "$code" 0x8000000000000000 "$vmm"
	# The kernel's handler takes that for a #GP of the instruction's.
	[ $probe = tdvmcall-info ] || refused $probe/insn "$code" 0x8000000000000000 "took #VE"
done
refused tdvmcall-info/tdvmcall 0x80000000 0xc000010000000001 "TDX module refuses: RAX 0xc000010000000001"
refused vp-info/tdcall 0x80000001 0xc000010000000000 "TDX module refuses: RAX 0xc000010000000000"
refused vm-rd/tdcall 0x80000007 0xc000010000000000 "TDX module refuses: RAX 0xc000010000000000"
whole "after refusals"

# A module that has refused TDG.VM.RD at load says so in its list.
rmmod vmexit
cvmctl own 0 0xffffffffffffffff
cvmctl set fault-value 0xc000010000000000 fault-code 0x80000007 fault-every 1 fault error
load
cvmctl set fault 0
ok "what was refused at load is listed so" \
	sh -c "vmexitstat list | grep -q 'vm-rd/tdcall.*unsupported: .*RAX 0xc000010000000000'"
ok "and the rest is there" vmexitstat run -q -s module -r 1 -n 10 -P vp-info/tdcall
is "$(fact isolation)" "TDX module 1.5; TDX_FEATURES0 0x100000" "nothing is said of the TD's fields"
rmmod vmexit

# One before 1.5 knows no TDG.SYS.RD.
cvmctl set fault-value 0xc000010000000000 fault-code 0x8000000b fault-every 1 fault error
load
cvmctl set fault 0
ok "nothing is said of a TDX module that does not say" sh -c "! vmexitstat info | grep -q 'TDX module\|FEATURES'"
is "$(fact isolation | sed 's/;.*//')" SEPT_VE_DISABLE "and of the TD what it is"
rmmod vmexit

# Loads, runs and unloads while NMIs fall anywhere.
cvmctl reset
cvmctl set nmi any nmi-every 23
cycle() {
	load && vmexitstat run -q -s module -r 1 -n 5 --warmup 0 -P cpuid:0x40000000/tdvmcall -P rdmsr:0x4b564d05 &&
		rmmod vmexit
}
is "$(cycles "$CYCLES" cycle)" "$CYCLES" "load, run and unload under NMIs, $CYCLES times"
cvmctl set nmi 0
ok "there were many ($(count_all nmi any))" test "$(count_all nmi any)" -gt $((CYCLES * 10))
load_owned
whole "after all these loads"
