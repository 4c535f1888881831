# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# Under cvmsim: the kernel's own word for what it runs as, and exact counts. What the module says it
# executed, times what the route says, is what has left the guest.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

N=100

case $PLATFORM in
sim) type="General VM" hypervisor=KVM features='' isolation='' ;;
sev) type=SEV hypervisor=KVM features='AMD SEV' isolation='SEV' ;;
sev-es) type=SEV-ES hypervisor=KVM features='AMD SEV SEV-ES' isolation='SEV; SEV-ES' ;;
sev-snp) type=SEV-SNP hypervisor=KVM features='AMD SEV SEV-ES SEV-SNP' isolation='SEV; SEV-ES; SEV-SNP' ;;
tdx) type=TDX hypervisor=KVM features='Intel TDX' isolation='TDX module 1.5; TDX_FEATURES0 0x100000; SEPT_VE_DISABLE' ;;
vtom) type=paravisor-isolated hypervisor=Hyper-V features='' isolation='SEV; SEV-ES; SEV-SNP; vTOM' ;;
esac
if [ -n "$features" ]; then
	# The vendor came first in older kernels.
	is "$(dmesg | sed -n 's/.*\(AMD \)\(Memory.*active: \)/\2\1/; s/.*Memory Encryption Features active: //p')" "$features" \
		"the kernel says what it runs as"
fi
ok "the kernel knows its hypervisor" sh -c "dmesg | grep -q 'Hypervisor detected: .*$hypervisor'"

# Whoever boots a guest by hand gives the module no parameter.
ok "emulated, without the module as well" sh -c "vmexitstat info -s cpl3 | grep -q '^EMULATED *cvmsim'"
ok "the module loads" load_owned
vmexitstat info | sed 's/^/# /'
vmexitstat info >/tmp/info
ok "the module finds the same platform" grep -q "^platform *$type\$" /tmp/info
ok "and the hypervisor" grep -q "^hypervisor *$hypervisor\$" /tmp/info
# What a TD asks of the TDX module is the kernel's choice; the routes of leaf 0xb tell what became of it.
is "$(fact isolation | sed 's/; \(ENUM_TOPOLOGY\|REDUCE_VE\)//g')" "$isolation" "what the isolation is made of"
[ ! -e /sys/devices/system/cpu/sev/vmpl ] || is "$(fact vmpl)" 0 "the privilege level"
if [ -e /sys/class/dmi/id/product_name ]; then
	is "$(fact dmi | sed 's/;.*//')" "QEMU $(cat /sys/class/dmi/id/product_name)" "which machine it is"
fi

vmexitstat record -q -n 10 -r 1 -o /tmp/record.json >/dev/null
for view in '' --csv --json; do
	# shellcheck disable=SC2086 # nothing, or one word
	ok "report $view says it is emulated" \
		sh -c "vmexitstat report $view /tmp/record.json | grep -q 'cvmsim on QEMU TCG'"
done

# All there are, and leaves of each kind. Pages change hands by the kernel's own calls.
supported | grep -v '^psc-' >/tmp/probes
echo "cpuid:0x80000008/insn cpuid:0xb.1/insn cpuid:0x7/insn" | tr ' ' '\n' >>/tmp/probes
case $PLATFORM in
tdx) echo "cpuid:0x1b/insn cpuid:0xd.2/insn" | tr ' ' '\n' ;;
*) echo cpuid:0x8000001e/insn ;;
esac >>/tmp/probes
# What VMGEXIT is not for is not supported, and beside a paravisor what is KVM's; nothing else.
case $PLATFORM in
sev-*) unsupported='/td' ;;
sim) unsupported='ghcb\|c0010130\|/td\|psc' ;;
sev) unsupported='ghcb\|c0010130\|/td' ;;
vtom) unsupported='ghcb\|c0010130\|/td\|4b564d05\|hypercall\|psc' ;;
tdx) unsupported='ghcb\|c0010130\|rdmsr:0xc0010015\|hypercall:[12]/insn\|hlt:[0-9]*/insn\|arm-monitor' ;;
esac
# cvmsim has one CPU, whose APIC has no TSC deadline and is one of a TD's alone by MSR.
unsupported="$unsupported\\|ipi.*:\\(near\\|far\\)\\|0x6e0"
[ "$PLATFORM" = tdx ] || unsupported="$unsupported\\|0x803\\|0x80b\\|ipi:self/ghcb-page"
vmexitstat list | awk '/unsupported/ { print $1 == "*" ? $2 : $1 }' >/tmp/unsupported
is "$(grep -v "${unsupported:-nothing}" /tmp/unsupported)" "" "what is not supported ought not to be"
ok "there are probes ($(wc -l </tmp/probes))" test "$(wc -l </tmp/probes)" -gt 12

while read -r probe; do
	cvmctl reset
	vmexitstat run -q -s module -r 1 -n $N --warmup 10 -P "$probe" --csv >/tmp/run.csv
	executed=$(value "$probe" executed /tmp/run.csv)
	route=$(value "$probe" route /tmp/run.csv)
	left=$(left_the_guest)
	is "$left" "$(expected "$route" "$probe" "$executed")" \
		"$probe: $executed executions, $route"
	case $route in
	none) others="VMEXIT #VC" ;;
	VMEXIT | paravisor) others="none #VC #VC+VMGEXIT" ;;
	'#VC') others="none VMEXIT #VC+VMGEXIT" ;;
	'#VE') others="none TDX-module #VE+TDVMCALL" ;;
	*TDVMCALL | TDX-module) others="none VMEXIT #VE" ;;
	unknown) others=VMEXIT ;;
	*) others="none VMEXIT #VC" ;;
	esac
	for other in $others; do
		[ "$left" != "$(expected "$other" "$probe" "$executed")" ] ||
			fail "$probe: $other would have passed as well"
	done
	case $route in
	VMEXIT | '#VC+VMGEXIT' | VMGEXIT | '#VE+TDVMCALL' | TDVMCALL) host=yes ;;
	paravisor | unknown) host=unknown ;;
	*) host=no ;;
	esac
	[ "$(value "$probe" host_entered /tmp/run.csv)" = $host ] ||
		fail "$probe: host entered is not said to be '$host'"
done </tmp/probes

# What the module makes ends with it: this read of APIC_BASE is the msr driver's.
own=$(left_the_guest)
msr_reads() { cvmctl counts | awk -v key="$(exit_code rdmsr:0x1b)" '$2 == key { n += $3 } END { print n + 0 }'; }
all=$(msr_reads)
dd if=/dev/cpu/0/msr bs=8 count=1 iflag=skip_bytes skip=$((0x1b)) of=/dev/null 2>/dev/null
is "$(left_the_guest)" "$own" "an exit of somebody else's afterwards is not the module's"
ok "and it is counted" test "$(msr_reads)" -gt "$all"

ok "NMIs have a handler" insmod /nmistorm.ko count=0
. /cvmsim-nmi.sh
# What the host answers with #GP is a trap of the instruction's, and no sample.
case $PLATFORM in
sev-*)
	cvmctl reset
	cvmctl set fault-every 1 fault-code 0x7c fault gp
	vmexitstat run -q -s module -r 1 -n $N -P rdmsr:0xc0010015 --csv >/tmp/run.csv
	cvmctl set fault 0
	is "$(value rdmsr:0xc0010015/insn samples /tmp/run.csv)" 0 "an MSR the host refuses is not timed"
	ok "and says why" grep -q 'rdmsr:0xc0010015/insn.*took #GP' /tmp/run.csv
	ok "the fault was ours" test "$(count fault gp)" -ge 1
	;;
esac

case $PLATFORM in
sev-*) . /cvmsim-direct.sh ;;
tdx) . /cvmsim-tdx.sh ;;
esac
case $PLATFORM in
sim | vtom) ;;
*) . /cvmsim-psc.sh ;;
esac
rmmod nmistorm
ok "the module unloads" rmmod vmexit

. /cvmsim-rules.sh
done_testing
