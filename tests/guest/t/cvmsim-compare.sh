# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# Under cvmsim, each instruction one tick: the same guest with an exit at two prices, spread out the
# same way. What the second costs more is known, and compare and check are held to it.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

# An exit is 1 ... 2^8 dearer, every octave equally likely: 8 divides the 64 numbers it is drawn from.
octaves=8
cheap=5000
dear=5500
probes="-P cpuid:0x1 -P rdmsr:0x1b -P in:0x21"
case $PLATFORM in
sim) cost='cost-vmexit' ;;
*) cost='cost-vmgexit' ;;
esac

# take FILE PRICE SEED [OPTION...]: a record; where SEED is 0 without spread.
take() {
	file=$1
	cvmctl reset
	cvmctl set "$cost" "$2" spread-octaves $(($3 ? octaves : 0)) spread-seed "$3"
	shift 3
	cvmctl set measure 1
	# shellcheck disable=SC2086 # words
	vmexitstat record -q -s module $probes -o "$file" "$@" >/dev/null
	taken=$?
	cvmctl set measure 0
	return $taken
}

# true_percent STATISTIC BASE: what the dearer price makes, in percent of a base without spread and
# what the spread adds: at p50 2^4; in the mean that of 2^i + U[0, 2^i), i from 0 to 7.
true_percent() {
	awk -v base="$2" -v spread="$([ "$1" = p50 ] && echo 16 || echo 47.3)" -v more=$((dear - cheap)) \
		'BEGIN { printf "%.4f", more / (base + spread) * 100 }'
}

# shown PROBE COLUMN FILE: of a comparison as CSV.
shown() {
	sed 's/"[^"]*"/quoted/g' "$3" | awk -F , -v probe="$1" -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$1 == "probe" && $2 == probe { print $c }'
}

# holds PROBE PERCENT FILE: the interval has the truth in it, and is not that by being wide.
holds() {
	low=$(shown "$1" ratio_low "$3") high=$(shown "$1" ratio_high "$3")
	echo "$low .. $high, and the truth is +$2 %"
	awk -v low="$low" -v high="$high" -v truth="$2" 'BEGIN {
		truth = 1 + truth / 100
		exit !(low <= truth && truth <= high && high - low < 0.06 && low > 1)
	}'
}

# judged STATUS LIMIT [OPTION...]: what check ends with.
judged() {
	want=$1 limit=$2
	shift 2
	vmexitstat check --baseline /tmp/cheap.json --max-overhead "in:0x21=$limit%" "$@" /tmp/dear.json
	is_status=$?
	echo "status $is_status"
	[ $is_status = "$want" ]
}

# plus PERCENT POINTS
plus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a + b }'; }

ok "the module loads" load_owned
ok "the price without spread" take /tmp/exact.json $cheap 0 -n 200 -r 1
ok "cheap, spread" take /tmp/cheap.json $cheap 1 -n 2000
ok "cheap, spread otherwise" take /tmp/cheap2.json $cheap 2 -n 2000
ok "dear, spread" take /tmp/dear.json $dear 3 -n 2000
vmexitstat report --csv /tmp/exact.json >/tmp/exact.csv

for statistic in p50 mean; do
	ok "compare, $statistic" vmexitstat compare -S $statistic --csv -o /tmp/compare.csv /tmp/cheap.json /tmp/dear.json
	vmexitstat compare -S $statistic --csv /tmp/cheap.json /tmp/cheap2.json >/tmp/same.csv
	for probe in cpuid:0x1 rdmsr:0x1b in:0x21; do
		truth=$(true_percent $statistic "$(value $probe/insn net_min_cycles /tmp/exact.csv)")
		ok "$statistic of $probe: +$truth % is in the interval" holds $probe/insn "$truth" /tmp/compare.csv
		is "$(shown $probe/insn differs /tmp/compare.csv)" yes "$statistic of $probe: a difference is claimed"
		is "$(shown $probe/insn differs /tmp/same.csv)" no "$statistic of $probe: none of another spread alone"
	done
done

truth=$(true_percent p50 "$(value in:0x21/insn net_min_cycles /tmp/exact.csv)")
ok "check: within two points above the truth" judged 0 "$(plus "$truth" 2)"
ok "check: beyond two points below it" judged 1 "$(plus "$truth" -2)"
ok "check: undecided at it" judged 125 "$truth"
ok "check: likewise where nothing at all may be added" judged 1 0
ok "check measures by itself: beyond" test 1 = "$(
	cvmctl set $cost $dear spread-octaves 0 measure 1
	vmexitstat check -q -n 200 --baseline /tmp/cheap.json --max-overhead 2% >/tmp/here 2>&1
	echo $?
	cvmctl set measure 0
)"
ok "and names the probes" grep -q '^Beyond the limit: cpuid:0x1/insn, rdmsr:0x1b/insn, in:0x21/insn\.$' /tmp/here
rmmod vmexit
vmexitstat check --baseline /tmp/cheap.json --max-overhead 5% >/tmp/here 2>&1
is $? 125 "without the module it cannot be judged"
done_testing
