# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of cvmsim.sh, where memory has two views: pages that change hands are given back, whatever happens.

# psc PROBE N: and how often the host was asked, into $asked; a page's two changes are a call each.
psc() {
	cvmctl reset
	vmexitstat run -q -s module -r 1 -n "$2" --warmup 0 -P "$1" --csv >/tmp/run.csv 2>/dev/null
	case $PLATFORM in
	tdx) asked=$(count_all tdvmcall 0x10001) ;;
	*) asked=$(count_all ghcb 0x80000010) ;;
	esac
}

for probe in $(supported | grep '^psc-'); do
	case $probe in
	*0x200000/*) n=10 ;;
	*) n=1000 ;;
	esac
	states=$(cvmctl get page-states)
	psc "$probe" $n
	is "$(value "$probe" executed /tmp/run.csv)" $((n + 1)) "$probe: $n rounds"
	# SEV and SEV-ES have none.
	case $PLATFORM in
	sev-snp | tdx) is "$(cvmctl get page-states)" "$states" "$probe: the pages' states are what they were" ;;
	esac
	case $PLATFORM:$probe in
	sev-snp:*0x1000/* | tdx:*) is "$asked" $((2 * (n + 1))) "$probe: two calls a round" ;;
	esac
done
is "$(supported | grep -c '^psc-')" 4 "four of them were tried"
not_ok "they are not monitored" sh -c 'echo psc-shared:0x1000/insn >/sys/kernel/vmexit/monitor/probes'

# A VMM that refuses half-way: of a TD, since an SNP guest's kernel ends itself over it.
if [ "$PLATFORM" = tdx ]; then
	cvmctl own 0 0xffffffffffffffff
	for every in 2 5 8; do
		cvmctl set fault-value 1 fault-code 0x10001 fault-every $every fault error
		psc psc-shared:0x1000/insn 100
		cvmctl set fault 0
		ok "each ${every}th refused: it came" test "$(count fault error)" -ge 1
		is "$(value psc-shared:0x1000/insn state /tmp/run.csv)" unsupported "and the probe says so"
		sed -n 's/.*unsupported/# /p' /tmp/run.csv
	done
	# shellcheck disable=SC2046 # two words
	cvmctl own $(module_text_range vmexit)
	# It has not come home: one page, which is not given to anybody.
	dmesg | sed -n 's/.*vmexit: .* stay shared/# &/p'
	ok "what is lost is said" sh -c "dmesg | grep -q 'vmexit: 4 KiB stay shared with the host'"
	ok "the guest goes on" vmexitstat run -q -s module -r 1 -n 100 -P psc-shared:0x1000 -P cpuid:0x40000000
	echo '(set_memory|CPA).*|cut here|Call Trace:|WARNING: CPU.*set_memory' >/run/provoked
fi
