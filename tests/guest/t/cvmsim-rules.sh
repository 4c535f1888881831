# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The last part of cvmsim.sh: each rule is broken once, by a module that knows what cvmsim then
# answers, and each fault taken.

memory="psc-validated pvalidate-shared private-access shared-access ghcb-private ghcb-unregistered"
calls="msr-request ghcb-gpa ghcb-usage missing-input invalid-input invalid-event scratch"
case $PLATFORM in
sev-snp) rules="outside $calls $memory" not_here='' ;;
sev-es) rules="outside $calls" not_here=$memory ;;
tdx) rules="outside tdvmcall private-access shared-access" not_here="$calls psc-validated" ;;
*) rules=outside not_here="$calls $memory" ;;
esac

for rule in $rules; do
	cvmctl reset
	cvmctl set expect "$rule"
	ok "$rule: answered as promised" breaks "$rule"
	is "$(cvmctl counts | awk '$1 == "rule" { print $2, $3 }')" "$rule 1" "$rule: seen once, and nothing else"
done
cvmctl set expect 0
for rule in $not_here; do
	ok "$rule is no rule here" breaks "$rule" 22
done

case $PLATFORM in
sev | sev-* | tdx) ok "private and shared views are different memory" breaks views ;;
esac
case $PLATFORM in
sev-*)
	# Everything is the module's: it does not stay loaded long enough to say where its text is.
	cvmctl own 0 0xffffffffffffffff
	for fault in error refused gp not-valid msr-lost; do
		cvmctl reset
		cvmctl set fault-value 5 fault-code 0x27 fault-every 1 fault $fault
		ok "fault $fault: taken" breaks "fault-$fault"
		cvmctl set fault 0
		is "$(count fault $fault)" 1 "fault $fault: once"
	done
	ok "a fault that nobody asked for is missed" breaks fault-error 74
	;;
esac
