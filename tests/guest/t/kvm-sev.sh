# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# An SEV-ES or SEV-SNP guest of a real KVM: what the module says it executed is what KVM was asked for, and of what the
# guest answers itself it is asked for nothing.
. /guest-lib.sh
. /common.sh

# rows PROBE: the tracepoints with their fields, by which KVM sees it.
rows() {
	kind=${1%%[:/]*} of=${1#*:} of=${of%/*} path=${1##*/}
	case $path:$kind in
	ghcb-msr:sev-info) echo kvm_vmgexit_msr_protocol_enter 2 ;;
	ghcb-msr:hv-features) echo kvm_vmgexit_msr_protocol_enter 80 ;;
	ghcb-msr:cpuid) echo kvm_vmgexit_msr_protocol_enter 4 ;;
	*:cpuid)
		case $of in
		*.*) echo "kvm_cpuid $(hex "${of%.*}"),$(hex "${of#*.}")" ;;
		*) echo "kvm_cpuid $(hex "$of"),0" ;;
		esac
		;;
	*:rdmsr) echo "kvm_msr $(hex "$of"),0" ;;
	# It also reads before each batch what it writes back.
	*:wrmsr) echo "kvm_msr $(hex "$of"),0"; echo "kvm_msr $(hex "$of"),1" ;;
	*:in) echo "kvm_pio $(hex "$of"),0" ;;
	*:out) echo "kvm_pio $(hex "$of"),1" ;;
	*:mmio) echo "kvm_vmgexit_enter 80000001,$(hex "$of")" ;;
	*:hypercall) echo "kvm_hypercall $(hex "$of")" ;;
	# Of the interrupt command register, x2APIC.
	*:ipi*) echo kvm_msr 830,1 ;;
	*:hlt) echo kvm_exit 78 ;;
	*:wrcr) echo kvm_exit 94 ;;
	ghcb-page:hv-features) echo kvm_vmgexit_enter 8000fffd,0 ;;
	*:psc-*) echo kvm_vmgexit_enter 80000010,0 ;;
	esac
}

hex() { printf %x "$1"; }

# counted FILE ROW...: how often KVM was asked for any of them.
counted() {
	file=$1
	shift
	printf '%s\n' "$@" | awk '
		NR == FNR { of[$0]; next }
		($1 " " $2) in of { n += $3 }
		END { print n + 0 }' - "$file"
}

# Each VMGEXIT is one by page or one by MSR.
all_told() {
	awk '$1 == "kvm_exit" && $2 == "403" { exits += $3 }
	     $1 ~ /^kvm_vmgexit/ { told += $3 }
	     END { exit !(exits && exits == told) }' /tmp/witness
}

# witness PROBE: measures it alone, with the null that every run has.
witness() {
	case $1 in
	ipi*) cpus=0 ;;
	*) cpus=all ;;
	esac
	witness_start && vmexitstat run -q -s module -c "$cpus" -r 1 -n "$(samples_of "$1")" --warmup 10 -P "$1" --csv >/tmp/run.csv &&
		witness_stop >/tmp/witness
}

ok "the module loads" load
vmexitstat info | sed 's/^/# /'
vmexitstat info >/tmp/info
case $PLATFORM in
kvm-sev-es) shows=SEV-ES ;;
kvm-sev-snp) shows=SEV-SNP ;;
esac
ok "it is $shows" grep -q "^platform *$shows" /tmp/info
ok "of KVM" grep -q '^hypervisor *KVM' /tmp/info
ok "said to be emulated" grep -q '^EMULATED' /tmp/info
vmexitstat list | sed 's/^/# /'
# By what it takes, which nobody can tell of a busy machine.
[ "$ICOUNT" = 0 ] ||
	ok "its PIC is found to be in KVM" sh -c "vmexitstat list | grep -q 'in:0x21/insn .*PIC mask; in KVM'"

vmexitstat run -q -n 10 -r 1 --csv >/tmp/all.csv
case $HOST in
6.1) lacks=hv-features/ghcb-msr what="but for what version 1 has not" ;;
*) lacks='' what="without exception" ;;
esac
for probe in $(column probe /tmp/all.csv); do
	[ "$(value "$probe" state /tmp/all.csv)" = "done" ] || echo "$probe"
done >/tmp/lacks
is "$(cat /tmp/lacks)" "$lacks" "every default probe is supported, $what"

# What the tool asks by itself, at CPL 3, whatever it measures.
ok "null runs under the witness" witness null/insn
cp /tmp/witness /tmp/own
sed 's/^/# own: /' /tmp/own
ok "each VMGEXIT is told of" all_told

for probe in $(supported); do
	ok "$probe runs under the witness" witness "$probe"
	executed=$(value "$probe" executed /tmp/run.csv)
	rows "$probe" >/tmp/rows
	route=$(value "$probe" route /tmp/run.csv)
	case $route in
	unknown)
		case $PLATFORM:$probe in
		*:timer:* | kvm-sev-es:psc-*) pass "$probe: what the host does is not known" ;;
		*) fail "$probe has a route of such a guest's" ;;
		esac
		continue
		;;
	none)
		is "$(value "$probe" host_entered /tmp/run.csv)" no "$probe is not called an exit"
		continue
		;;
	*VMGEXIT) ;;
	# Automatic, counted with those of everything else.
	VMEXIT)
		ok "$probe: $route, as often at least" test \
			"$(counted /tmp/witness "$(rows "$probe")")" -ge "$executed"
		continue
		;;
	'#VC') executed=0 ;;
	*) fail "$probe has a route of such a guest's" ;;
	esac
	# A round is a page given and taken back.
	case $probe in
	psc-*0x1000/*) executed=$((2 * executed)) ;;
	psc-*)
		ok "$probe: KVM was asked twice a round, at least" test \
			"$(counted /tmp/witness "$(rows "$probe")")" -ge $((2 * executed))
		continue
		;;
	esac
	set --
	while read -r row; do set -- "$@" "$row"; done </tmp/rows
	# The kernel's own timers and IPIs are among these; whose each is tells a guest whose RIP KVM sees (kvm.sh).
	case $probe in
	ipi* | wrmsr:0x80b/* | wrmsr:0x6e0/*)
		ok "$probe: KVM was asked as often as $route says, at least" test \
			"$(counted /tmp/witness "$@")" -ge "$executed"
		ok "$probe: each VMGEXIT is told of" all_told
		continue
		;;
	esac
	is "$(($(counted /tmp/witness "$@") - $(counted /tmp/own "$@")))" "$executed" \
		"$probe: KVM was asked as often as $route says"
	ok "$probe: each VMGEXIT is told of" all_told
done

if [ -n "${SMP-}" ]; then
	# shellcheck source-path=SCRIPTDIR source=kvm-sev-smp.sh
	. /kvm-sev-smp.sh
fi

# Instructions are counted without: NMIs are by the clock, and a witness is for what is asked for.
if [ "$ICOUNT" = 0 ]; then
	# shellcheck source-path=SCRIPTDIR source=kvm-sev-nmi.sh
	. /kvm-sev-nmi.sh
fi

ok "the module unloads" rmmod vmexit
done_testing
