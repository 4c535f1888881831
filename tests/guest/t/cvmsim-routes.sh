# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Routes that the guest can see: a host that intercepts an MSR, a port or a device one time and not the next. What
# is said of a route is what cvmsim counted, whatever was expected of it.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

N=20
d=/sys/kernel/vmexit

# turn PROBE catch|pass: whether it leaves the guest from now on.
turn() {
	case $1 in
	rdmsr:*) cvmctl set "$2-msr" "${1#*:}" ;;
	in:* | out:*) cvmctl set "$2-port" "${1#*:}" ;;
	mmio:*) cvmctl set trap-devices "$([ "$2" = catch ] && echo 1 || echo 0)" ;;
	esac
}

# measure PROBE: its $route, $basis and $expects, and what $left the guest.
measure() {
	cvmctl reset
	vmexitstat run -q -s module -r 1 -n "$N" --warmup 5 -P "$1" --csv >/tmp/run.csv
	route=$(value "$1/insn" route /tmp/run.csv)
	basis=$(value "$1/insn" basis /tmp/run.csv)
	expects=$(value "$1/insn" expected /tmp/run.csv)
	executed=$(value "$1/insn" executed /tmp/run.csv)
	left=$(left_the_guest)
}

ok "the module loads" load_owned
vmexitstat list >/tmp/list
sed 's/^/# /' /tmp/list
listed() { awk -v p="$1" '$1 == p || $2 == p { print $1 == p ? $2 " " $3 : $3 " " $4 }' /tmp/list; }
is "$(listed null/insn)" "none specification" "null: by specification"
is "$(listed rdmsr:0x1b/insn)" "#VC+VMGEXIT witnessed" "an MSR: witnessed"
is "$(listed in:0x21/insn)" "#VC+VMGEXIT witnessed" "a port: witnessed"
is "$(listed cpuid:0x1/ghcb-page)" "VMGEXIT specification" "a direct call: by specification"
is "$(listed cpuid:0x16/insn)" "$([ "$PLATFORM" = sev-snp ] && echo '#VC' || echo '#VC+VMGEXIT') habit" \
	"a leaf that was not executed: by habit"
if [ "$PLATFORM" = sev-snp ]; then
	is "$(listed cpuid:0x0/insn) $(listed cpuid:0x1/insn)" "#VC witnessed #VC+VMGEXIT witnessed" \
		"CPUID: what the guest answers, and what the host"
fi

# Seeded: the same each time.
targets="rdmsr:0x1b rdmsr:0xc0010015 in:0x21 in:0x61 out:0x80 mmio:0xfed00000"
awk -v targets="$targets" 'BEGIN {
	srand(19)
	n = split(targets, t, " ")
	for (i = 0; i < 72; i++)
		print t[i % n + 1], rand() < 0.5 ? "catch" : "pass"
}' >/tmp/turns
wrong=0 passed=0 surprised=0
while read -r probe how; do
	turn "$probe" "$how"
	measure "$probe"
	want='#VC+VMGEXIT'
	[ "$how" = catch ] || want=none
	[ "$how" = catch ] || passed=$((passed + 1))
	[ "$expects" = "$route" ] || surprised=$((surprised + 1))
	if [ "$route $basis $expects" != "$want witnessed #VC+VMGEXIT" ] ||
		[ "$left" != "$(expected "$want" "$probe/insn" "$executed")" ]; then
		wrong=$((wrong + 1))
		diag "$probe, $how: $route $basis $expects: $left"
	fi
done </tmp/turns
is "$wrong" 0 "of $(wc -l </tmp/turns) runs each says the route that was counted"
ok "in some it was another than expected ($passed)" test "$passed" -gt 20 -a "$surprised" = "$passed"

turn in:0x21 pass
vmexitstat record -q -s module -r 1 -n "$N" -P in:0x21 -P cpuid:0x1 -o /tmp/record.json >/dev/null
vmexitstat report /tmp/record.json >/tmp/report
ok "the table says so" sh -c "tr '\n' ' ' </tmp/report | grep -q 'another route than was expected.*in:0x21/insn none *(#VC+VMGEXIT)'"
ok "it is marked as no exit" grep -q '^in:0x21 *- none' /tmp/report

# While it is measured: then no route is said.
while [ ! -e /tmp/measured ]; do
	turn in:0x21 catch
	usleep 50000
	turn in:0x21 pass
	usleep 50000
done &
N=300000 measure in:0x21
touch /tmp/measured
wait
is "$route $basis $expects" "unknown witnessed #VC+VMGEXIT" "turned meanwhile: several, and none is said"
turn in:0x21 catch

# NMIs use the page: they are no witnesses.
ok "NMIs have a handler" insmod /nmistorm.ko count=0
for probe in rdmsr:0x1b in:0x21; do
	for how in catch pass; do
		turn "$probe" $how
		cvmctl reset
		cvmctl set nmi open,sample,handler,answer,close nmi-every 7
		vmexitstat run -q -s module -r 1 -n 100 -P "$probe" --csv >/tmp/run.csv
		cvmctl set nmi 0
		want='#VC+VMGEXIT'
		[ $how = catch ] || want=none
		ok "$probe, $how, under NMIs: some samples are disturbed, not all" \
			test "$(value "$probe/insn" disturbed /tmp/run.csv)" -gt 5 -a "$(value "$probe/insn" samples /tmp/run.csv)" -gt 5
		is "$(value "$probe/insn" route /tmp/run.csv) $(value "$probe/insn" basis /tmp/run.csv)" "$want witnessed" \
			"and say the route all the same"
	done
	turn "$probe" catch
done
rmmod nmistorm

# The monitor: what it saw since it was reset.
wait_more() {
	was=$(cat $d/in:0x21/insn/count)
	for _ in $(seq 1 240); do
		[ "$(cat $d/in:0x21/insn/count)" -le $((was + 5)) ] || return 0
		usleep 250000
	done
	return 1
}
echo in:0x21/insn >$d/monitor/probes
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
ok "the monitor measures" wait_more
is "$(cat $d/in:0x21/insn/route)" '#VC+VMGEXIT' "monitored: its route"
turn in:0x21 pass
ok "and goes on" wait_more
is "$(cat $d/in:0x21/insn/route)" unknown "not intercepted any more: several"
echo 1 >$d/in:0x21/insn/reset
ok "and on" wait_more
is "$(cat $d/in:0x21/insn/route)" none "reset: the one that it takes now"
turn in:0x21 catch

echo 0 >$d/monitor/enabled
ok "the module unloads" rmmod vmexit

# A host that intercepts RDTSC: each bracket wipes the marks.
cvmctl set catch-rdtsc 1
ok "with an RDTSC that raises #VC the module loads" load_owned
cvmctl reset
turn rdmsr:0x1b pass
vmexitstat run -q -s module -r 1 -n "$N" --warmup 0 -P rdmsr:0x1b --csv >/tmp/run.csv
caught=$(count vc 0x6e)
cvmctl set catch-rdtsc 0
ok "it came, twice a sample and more ($caught)" test "$caught" -gt $((N * 2))
ok "and is recognised" sh -c "vmexitstat info | grep -q 'RDTSC raises #VC'"
for probe in cpuid:0x1/ghcb-page sev-info/ghcb-msr; do
	ok "$probe: no call is made, as it would be wiped" says $probe 'RDTSC raises #VC'
done
is "$(value rdmsr:0x1b/insn route /tmp/run.csv) $(value rdmsr:0x1b/insn basis /tmp/run.csv)" "#VC+VMGEXIT habit" \
	"nothing is witnessed then"
turn rdmsr:0x1b catch
ok "the module unloads" rmmod vmexit
done_testing
