# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# A General VM under a real KVM. The witness counts exits in L1, by guest RIP and reason: what the
# module says it executed is what the host must have seen.
. /guest-lib.sh
. /common.sh

# SVM exit codes, as kvm_exit reports them.
reason_of() {
	case $1 in
	cpuid:*) echo 114 ;;
	in:* | out:*) echo 123 ;;
	rdmsr:* | wrmsr:*) echo 124 ;;
	hypercall:*) echo 129 ;;
	mmio:*) echo 1024 ;;
	ipi*) echo 124 ;;
	hlt:*) echo 120 ;;
	wrcr:*) echo 20 ;;
	arm-monitor/*) echo 138 ;;
	esac
}

# What an APIC's register does, a General VM knows only of those that were timed at load.
route_of() {
	case $1 in
	rdmsr:0x803/* | wrmsr:0x80b/*) echo unknown ;;
	*) echo VMEXIT ;;
	esac
}

# Exits in /tmp/witness for any of the reasons that a probe can have, as "REASON COUNT;".
exits() {
	awk 'index(" 20 114 120 123 124 129 138 1024 ", " " $2 " ") { n[$2] += $3 }
	     END { for (r in n) printf "%s %s;", r, n[r] }' /tmp/witness
}

# witness PROBE: measures it alone, with the null that every run has.
witness() {
	# shellcheck disable=SC2046 # two words
	witness_start $(module_text_range vmexit) &&
		vmexitstat run -q -s module -r 1 -n "$N" --warmup 10 -P "$1" --csv >/tmp/run.csv &&
		witness_stop >/tmp/witness
}

ok "the module loads" load
vmexitstat info | sed 's/^/# /'
vmexitstat info >/tmp/info
ok "it is a General VM" grep -q '^platform *General VM' /tmp/info
ok "of KVM" grep -q '^hypervisor *KVM' /tmp/info
ok "said to be emulated" grep -q '^EMULATED' /tmp/info

case $IRQCHIP in
split) desc='PIC; VMM in user space' monitored=0 ;;
*) desc='PIC mask; in KVM' monitored=1 ;;
esac
ok "where the PIC is: $desc" sh -c "vmexitstat list | grep -q 'in:0x21/insn .*$desc'"
is "$(grep -c in:0x21 /sys/kernel/vmexit/monitor/probes)" $monitored "what reaches a VMM in user space is not monitored"

vmexitstat run -q -n 10 -r 1 --csv >/tmp/all.csv
is "$(column state /tmp/all.csv | sort -u)" "done" "every default probe is supported"

# All there are, and leaves of each kind.
for probe in $(supported) cpuid:0x80000008/insn cpuid:0xb.1/insn; do
	N=$(samples_of "$probe")
	ok "$probe runs under the witness" witness "$probe"
	executed=$(value "$probe" executed /tmp/run.csv)
	reason=$(reason_of "$probe")
	if [ -z "$reason" ]; then
		is "$(exits)" "" "$probe makes no exit"
		entered=no
		[ "${probe%%:*}" != timer ] || entered=unknown
		is "$(value "$probe" host_entered /tmp/run.csv)" $entered "$probe is not called an exit"
		continue
	fi
	is "$(exits)" "$reason $executed;" "$probe makes exactly its $executed executions' exits"
	is "$(value "$probe" route /tmp/run.csv)" "$(route_of "$probe")" "$probe is called a $(route_of "$probe")"
	# One support check; a WRMSR also reads before each batch what it writes back, and who is woken by something else
	# halts again.
	case $probe in
	wrmsr:0x80b/insn) is "$executed" $((N + 10 + 1)) "$probe reads nothing" ;;
	wrmsr:*) ok "$probe executed more than samples, warm-up and check" test "$executed" -gt $((N + 10 + 1)) ;;
	hlt:*)
		again=$((executed - N - 10 - 1)) disturbed=$(value "$probe" disturbed /tmp/run.csv)
		ok "$probe: halted again $again times, $disturbed disturbed" test $again -ge "$disturbed" -a $again -lt $((10 * N))
		;;
	*) is "$executed" $((N + 10 + 1)) "$probe executed samples, warm-up and one check" ;;
	esac
done

# What a timer of the kernel's had armed is armed again after each batch, or its ticks would never come.
ticks() { awk '$1 == "LOC:" { print $2 }' /proc/interrupts; }
hundredths() { tr -d . </proc/uptime | cut -d ' ' -f 1; }
was=$(ticks) began=$(hundredths)
vmexitstat run -q -s module -c 0 -r 1 -n 5000 -P wrmsr:0x6e0 --csv >/tmp/run.csv
is "$(value wrmsr:0x6e0/insn samples /tmp/run.csv)" 5000 "the TSC deadline is written 5000 times"
ticks=$(($(ticks) - was)) took=$(($(hundredths) - began))
ok "and the tick goes on: $ticks in $took hundredths of a second, of 250 in a hundred" test $ticks -gt "$took"

vmexitstat record -q -n 50 -r 2 -o /tmp/record.json >/dev/null
ok "a record is read back" vmexitstat report /tmp/record.json
ok "the report says it is emulated" sh -c 'vmexitstat report /tmp/record.json | grep -q EMULATED'

vmexitstat run -n 100 -r 2 -w 100 | sed 's/^/# /'
ok "the module unloads" rmmod vmexit
done_testing
