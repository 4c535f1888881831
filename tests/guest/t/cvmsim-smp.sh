# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086
#
# Two CPUs under cvmsim: the second one is started by what the platform has for it, and what is about another CPU is
# counted exactly. More than one CPU have an x2APIC: their IPIs are writes of an MSR.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

online=/sys/devices/system/cpu/cpu1/online
N=50 ipi_svm=0x7c

# By what it was started: INIT and SIPI are the APIC's, and a TD's mailbox is memory, which leave no other trace.
case $PLATFORM in
sev-es) asked="ghcb 0x80000005" ;;
sev-snp) asked="ghcb 0x80000013" ;;
*) asked='' ;;
esac
is "$(cat /sys/devices/system/cpu/online)" 0-1 "both CPUs are there"
[ -z "$asked" ] || ok "the second was started by $asked" test "$(count_all $asked)" -gt 0
ok "each CPU is interrupted by the other" \
	sh -c "awk '\$1 == \"RES:\" || \$1 == \"CAL:\" { a += \$2; b += \$3 } END { exit !(a && b) }' /proc/interrupts"

ok "the module loads" load_owned

# The routes are what the platform makes of the instruction.
case $PLATFORM in
sim | sev) ipi_route=VMEXIT hlt_route=VMEXIT hlt=hlt:100/insn direct='' ;;
sev-*) ipi_route='#VC+VMGEXIT' hlt_route=VMEXIT hlt=hlt:100/insn direct=ghcb-page direct_route=VMGEXIT ;;
tdx) ipi_route='#VE+TDVMCALL' hlt_route=TDVMCALL hlt=hlt:100/tdvmcall direct=tdvmcall direct_route=TDVMCALL ;;
esac

# leaves ROUTE PROBE EXECUTED: as expected; but what was armed before a batch of direct writes is put back by instruction.
# What is executed is a write for each of N samples, 10 to warm up and a check, and a read and that one for each batch.
leaves() {
	back=$((($3 - N - 10 - 1) / 2))
	case $2 in
	wrmsr:*/ghcb-page) echo "ghcb 0x7c $3;vc 0x7c $back;" ;;
	wrmsr:*/tdvmcall) echo "tdcall 0x0 $3;tdcall 0x3 $back;tdvmcall 0x1f $3;ve 0x1f $back;" ;;
	*) expected "$@" ;;
	esac
}

# counted CPU PROBE ROUTE: measured there it is what is said, and so often it left the guest.
counted() {
	cvmctl reset
	vmexitstat run -q -s module -c "$1" -r 1 -n $N --warmup 10 -P "$2" --csv >/tmp/run.csv
	executed=$(value "$2" executed /tmp/run.csv)
	is "$(value "$2" route /tmp/run.csv)" "$3" "$2 on CPU $1: its route"
	is "$(left_the_guest)" "$(leaves "$3" "$2" "$executed")" "$2 on CPU $1: $executed executions"
	# On a busy machine a CPU is not idle for long, and the run ends where it never is.
	case $2 in
	ipi-wake:*) least=1 ;;
	*) least=$((N / 2)) ;;
	esac
	ok "$2 on CPU $1: samples" test "$(value "$2" samples /tmp/run.csv)" -ge $least -a "$executed" -ge $least
}

for cpu in 0 1; do
	for probe in ipi:self ipi:near ipi-rtt:near ipi-wake:near "ipi:cpu$((1 - cpu))"; do
		counted $cpu $probe/insn "$ipi_route"
	done
	counted $cpu $hlt $hlt_route
	counted $cpu timer:100/insn unknown
	counted $cpu wrmsr:0x6e0/insn "$ipi_route"
	[ -z "$direct" ] || counted $cpu ipi:near/$direct $direct_route
	[ -z "$direct" ] || counted $cpu wrmsr:0x6e0/$direct $direct_route
done
vmexitstat list | grep -F ipi:far >/tmp/far
ok "of two CPUs none is farther than the other" grep -q 'no CPU is farther' /tmp/far

# Both at a time, each the other's: what cannot be at once is said.
vmexitstat run -q -s module -c 0,1 -r 1 -n $N -P ipi:near --csv >/tmp/run.csv 2>/tmp/err
ok "measured in parallel, an IPI has nobody to go to" grep -q -e '--serial' /tmp/run.csv /tmp/err
cvmctl reset
vmexitstat run -q -s module -c 0,1 --serial -r 1 -n $N -P ipi:near --csv >/tmp/run.csv
is "$(left_the_guest)" "$(expected "$ipi_route" ipi:near/insn "$(value ipi:near/insn executed /tmp/run.csv | awk '{ n += $1 } END { print n }')")" \
	"one after the other: all that were executed"

case $PLATFORM in
sev-snp | tdx)
	states=$(cvmctl get page-states)
	vmexitstat run -q -s module -c 1 -r 1 -n $N -P psc-shared:0x1000 -P psc-private:0x1000 >/dev/null
	is "$(cvmctl get page-states)" "$states" "pages that changed hands on the second CPU are what they were"
	;;
esac

# Stopped and started again; a TD's stays, for its mailbox has no way back. An SNP guest's kernel leaves its handler's
# page in use on a CPU that it starts again, and panics when it does so twice (witness.h).
case $PLATFORM in
tdx) cycles=0 ;;
sev-snp) cycles=1 ;;
*) cycles=3 ;;
esac
[ $cycles != 0 ] || ok "the second one cannot be stopped" sh -c "! echo 0 >$online"
for cycle in $(seq $cycles); do
	vmexitstat run -q -s module -c 0 -r 1 -n 10000000 -P ipi:near >/dev/null 2>/tmp/err &
	run=$!
	sleep 1
	ok "the second one is stopped while it spins, $cycle" sh -c "echo 0 >$online"
	kill -TERM $run
	wait $run
	vmexitstat run -q -s module -c 0 -r 1 -n $N -P ipi:near --csv >/tmp/run.csv 2>/tmp/err
	ok "and then there is no other" grep -q 'there is no other CPU' /tmp/run.csv /tmp/err
	ok "it is started again" sh -c "echo 1 >$online"
	counted 0 ipi-rtt:near/insn "$ipi_route"
done

ok "the module unloads" rmmod vmexit
done_testing
