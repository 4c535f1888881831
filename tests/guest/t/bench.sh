# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2016
#
# What the project promises of its own speed and size, by counting instructions.
. /guest-lib.sh
. /common.sh

# raw PROBE MEMBER: a member of the probe's first result in /tmp/run.json.
raw() {
	tr -d ' \n' </tmp/run.json | sed 's/.*"runs"://' |
		sed -n "s|.*\"probe\":\"$1\"[^{}]*\"$2\":\([0-9]*\).*|\1|p"
}

load
if [ "$PLATFORM" = kvm ]; then
	vmexitstat run -q -s module -n 3000 -r 1 -P cpuid:0x0 --json >/tmp/run.json || exit
	sum=$(raw cpuid:0x0/insn sum)
	span=$(raw cpuid:0x0/insn span)
	outside=$(((span - sum) * 10000 / span))
	within "share of a cpuid run outside its samples, in 1/10000" $outside 500
	done_testing
fi

# With one CPU and no host above it nothing else passes on this clock while interrupts are off.
if [ "$(nproc)" = 1 ]; then
	vmexitstat run -q -s module -n 100000 -r 1 -P null --json >/tmp/run.json || exit
	min=$(raw null/insn min)
	max=$(raw null/insn max)
	within "instructions inside the bracket of null" "$min" 12
	is "$max" "$min" "every one of 100000 samples of null has that value"
	sum=$(raw null/insn sum)
	span=$(raw null/insn span)
	within "instructions outside it, per sample" $(((span - sum) / 100000)) 60
	done_testing
fi

probes=
for leaf in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
	probes="$probes -P cpuid:$leaf"
done
# Until it is gone, for its high-water mark: a shell learns no rusage.
# shellcheck disable=SC2086 # words
vmexitstat run -q -s module -n 5000 -r 1 -c all $probes >/dev/null &
kib=0
while [ -d /proc/$! ]; do
	now=$(awk '/^VmHWM/ { print $2 }' /proc/$!/status 2>/dev/null)
	kib=${now:-$kib}
done
wait $!
is $? 0 "20 probes on 8 CPUs are measured"
ok "peak memory of the tool, 20 probes on 8 CPUs: $kib KiB, at most 8192" \
	test "$kib" -gt 0 -a "$kib" -le 8192

diag "a whole dump: CPUs, probes, results, buckets, instructions, instructions a result"
: >/tmp/dump
for cpus in 1 2 4 8; do
	for probes in 5 10 20; do
		dump_cost $cpus $probes | awk '{ print $0, int($5 / $3) }' | tee -a /tmp/dump | sed 's/^/# /'
	done
done
# Linear: doubling from 80 to 160 results adds per result what doubling from 40 to 80 did, on 8 CPUs.
ok "a dump grows linearly with CPUs x probes" awk '
	$1 == 8 { cost[$3] = $5 }
	END {
		first = (cost[80] - cost[40]) / 40
		second = (cost[160] - cost[80]) / 80
		print first, second
		exit NR != 12 || first <= 0 || second > first * 1.15
	}' /tmp/dump
done_testing
