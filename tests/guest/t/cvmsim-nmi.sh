# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of cvmsim.sh: NMIs. As many samples are disturbed as NMIs came between the module's
# brackets, whatever the path, wherever they came.
#
# Its caller has loaded nmistorm: without a handler each NMI is a line on the console, of more exits
# than NMIs are apart.

# Each loop of the module's, and each route; but for what leaves for cvmsim alone, a TD's EOI.
sort /tmp/probes | grep -v 0x80b | grep -x -E '(null|trap|cpuid:0x[01]|rdmsr:0x1b|wrmsr:.*|in:0x21|in:0x608|out:0x80|hypercall:1|mmio:.*)/insn|.*/ghcb-msr|(cpuid:0x1|wrmsr:.*|out:0x80|hypercall:1|mmio:.*)/ghcb-page|cpuid:0x(16|40000000)/insn|(cpuid:.*|wrmsr:.*|hypercall:1)/tdvmcall|.*/tdcall' >/tmp/nmi-probes

# places ROUTE: where an NMI can come between the brackets. The host's answer to what is trapped
# within the guest is none.
places() {
	case $1 in
	none) echo "open close" ;;
	'#VC') echo "open sample close" ;;
	'#VC+VMGEXIT' | '#VE+TDVMCALL') echo "open sample handler answer close" ;;
	VMGEXIT) echo "open msr sample answer close" ;;
	*) echo "open sample answer close" ;;
	esac
}

# nmis PLACE-OR-NOTHING: those between the brackets.
nmis() { cvmctl counts | awk -v p="$1" '$1 == "nmi" && (!p || $2 == p) { n += $4 } END { print n + 0 }'; }

# under_nmis PROBE PLACES EVERY: what a direct call has put into MSR and page is gone after an NMI. Before the
# module has looked it then makes no call, and there is no sample. After that, right before VMGEXIT, the host sees a
# page that asks for nothing: nowhere else is that forgiven here.
under_nmis() {
	# Spared are the support check, which is not timed, and null, which is in each run before others.
	from=$((N + 3))
	case $1 in
	null/*) from=2 ;;
	*/ghcb-*)
		case $2 in
		*sample* | any) cvmctl set expect missing-input ;;
		esac
		;;
	esac
	cvmctl reset
	cvmctl set nmi-from $from nmi-every "$3" nmi "$2"
	vmexitstat run -q -s module -r 1 -n "$N" --warmup 0 -P "$1" --csv >/tmp/run.csv
	ended=$?
	cvmctl set nmi 0 nmi-from 0 expect 0
	spoiling=$(nmis)
	case $1 in
	*/ghcb-*) spoiling=$((spoiling - $(nmis open) - $(nmis msr))) ;;
	esac
	is "$ended $(value "$1" state /tmp/run.csv) $(count misuse kept) $(value "$1" disturbed /tmp/run.csv)" "0 done 0 $spoiling" \
		"$1: as many samples disturbed as NMIs in them, at $2"
	is "$(value "$1" samples /tmp/run.csv)" $((N - spoiling)) "$1: the others are samples"
	executed=$(value "$1" executed /tmp/run.csv)
	case $1 in
	# What a WRMSR writes back is read before each batch.
	wrmsr:*) ok "$1: and were executed, as were the readings" test "$executed" -gt $((N + 1)) ;;
	*) is "$executed" $((N + 1)) "$1: and were executed" ;;
	esac
}

while read -r probe; do
	: >/tmp/places
	case $probe in
	*/ghcb-*)
		# One by one: an attempt that is not made has fewer places than others. So far apart that the
		# samples of a WRMSR are met, and not each time the call that reads what it writes.
		for place in open msr sample answer close; do
			apart=6
			[ $place != msr ] || apart=7
			under_nmis "$probe" $place $apart
			[ "$(nmis $place)" -le 5 ] || printf '%s ' $place >>/tmp/places
		done
		;;
	*)
		# In turn: no two of a sample's places are so many apart.
		under_nmis "$probe" open,sample,handler,answer,close 7
		for place in open sample handler answer close; do
			[ "$(nmis $place)" = 0 ] || printf '%s ' $place
		done >/tmp/places
		;;
	esac
	is "$(cat /tmp/places)" "$(places "$(value "$probe" route /tmp/run.csv)") " "$probe: each worst place came"
	under_nmis "$probe" any 7
	ok "$probe: they came ($(nmis) of $(count_all nmi any))" test "$(nmis)" -gt 5
done </tmp/nmi-probes

# What an NMI leaves the guest for, even within the handler of the module's #VC, is not the module's.
cvmctl reset
cvmctl set nmi any nmi-every 37
ok "NMIs anywhere" vmexitstat run -q -s module -r 1 -n 1000 -P cpuid:0x1 -P out:0x80
cvmctl set nmi 0
# All executions of both probes, the support checks and warm-up included, and nothing of the NMIs'.
route() { vmexitstat list | awk -v p="$1" '$1 == p || $2 == p { print $1 == "*" ? $3 : $2 }'; }
# shellcheck disable=SC2046 # words
is "$(left_the_guest | tr ';' '\n' | sort)" \
	"$({
		expected "$(route cpuid:0x1/insn)" cpuid:0x1/insn 1101
		expected "$(route out:0x80/insn)" out:0x80/insn 1101
	} | tr ';' '\n' | awk 'NF { n[$1 " " $2] += $3 } END { for (k in n) print k, n[k] }' | sort)" \
	"what NMIs left the guest for is not the module's"
