# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# Under cvmsim, each instruction one tick, cvmsim's own time hidden and chosen costs charged: the
# truth is known to the instruction, and the tool is held to it. Lines marked "figure" and "record"
# are the same in every boot from the same inputs; the suite holds boots against each other.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

N=200

# measure FILE [OPTION...]: one run in measure mode, which is on for nothing else: the kernel's
# clock is wrong meanwhile.
measure() {
	file=$1
	shift
	cvmctl reset
	cvmctl set measure 1
	vmexitstat run -q -s module -r 1 -n $N "$@" >"$file"
	measured=$?
	cvmctl set measure 0
	return $measured
}

# moved BASE OTHER STEP ROUTES [TWICE]: every probe with one of the routes moved by STEP in OTHER, those
# with one of the others by twice that, and no other probe by anything: min, max and mean exactly, p50 within its bucket. All but trap's max and
# mean: Linux takes an instruction more to enable preemption when a reschedule is due.
moved() {
	sed 's/"[^"]*"/quoted/g' "$1" "$2" | awk -F , -v step="$3" -v routes=" $4 " -v twice=" ${5-} " '
		$1 == "probe" { for (i = 1; i <= NF; i++) c[$i] = i; file++; next }
		# Those are by the timer, whose clock is the machine'"'"'s.
		$1 ~ /^(hlt|timer):/ { next }
		$(c["state"]) != "done" { next }
		file == 1 {
			for (name in c) base[$1, name] = $(c[name])
			next
		}
		{
			route = " " $(c["route"]) " "
			want = index(routes, route) ? step : index(twice, route) ? 2 * step : 0
			seen[want]++
			split("min max mean p50", figure, " ")
			for (i = 1; i <= 4; i++) {
				name = "gross_" figure[i] "_cycles"
				d = $(c[name]) - base[$1, name] - want
				bound = figure[i] == "p50" ? $(c[name]) / 128 : 0
				if ($1 ~ /^trap/ && (figure[i] == "max" || figure[i] == "mean"))
					bound = 2
				if (d > bound || d < -bound) {
					print $1, figure[i], base[$1, name], $(c[name]), "off by", d
					bad = 1
				}
			}
		}
		END {
			print seen[step] + 0, "moved,", seen[0], "stayed"
			exit bad || !seen[0] || (routes !~ /^ *$/ && !seen[step])
		}'
}

ok "the module loads" load_owned
cvmctl set cost-vc 1000 cost-vmgexit 2000 cost-vmexit 3000 cost-ve 1000 cost-module 500
ok "a base" measure /tmp/base.csv --csv
case $PLATFORM in
sim | sev)
	vc='' vmgexit='' vmexit='VMEXIT' ve=''
	;;
tdx)
	# Each #VE asks the TDX module what it was about; each TDVMCALL goes through it.
	vc='' vmgexit='' vmexit='#VE+TDVMCALL TDVMCALL' ve='#VE #VE+TDVMCALL'
	;;
*)
	# Automatic exits are none of #VC's.
	vc='#VC #VC+VMGEXIT' vmgexit='#VC+VMGEXIT VMGEXIT' vmexit='VMEXIT' ve=''
	;;
esac

# in_bracket PROBE: instructions between the brackets, the one that leaves included: loading its
# operands, and for a direct call the request, the MSR's number, WRMSR, two that look at the NMI count, and
# VMGEXIT; for a TDCALL its leaf and one operand, and saving its status.
in_bracket() {
	case $1 in
	*/ghcb-*) echo 7 ;;
	*/td*) echo 4 ;;
	cpuid:* | out:*) echo 3 ;;
	rdmsr:* | in:*) echo 2 ;;
	wrmsr:*) echo 4 ;;
	mmio:* | wrcr:*) echo 1 ;;
	hypercall:*) echo 6 ;;
	esac
}

null=$(value null/insn gross_min_cycles /tmp/base.csv)
null=${null%.*}
vmexitstat info --json >/tmp/info.json
ok "an instruction a tick: the TSC has no step" grep -q '"tsc_step": 1,' /tmp/info.json

# knob NAME VALUE ROUTES [TWICE]: a thousand more, on what it is for and on nothing else.
knob() {
	cvmctl set "$1" $(($2 + 1000))
	measure /tmp/knob.csv --csv
	cvmctl set "$1" "$2"
	ok "$1 + 1000 moves ${3:-nothing here}${3:+ by 1000, and nothing else}" \
		moved /tmp/base.csv /tmp/knob.csv 1000 "$3" "${4-}"
}

knob cost-vc 1000 "$vc"
knob cost-vmgexit 2000 "$vmgexit"
knob cost-vmexit 3000 "$vmexit"
knob cost-ve 1000 "$ve"
[ "$PLATFORM" != tdx ] || knob cost-module 500 "TDX-module TDVMCALL #VE" "#VE+TDVMCALL"
not_ok "a step that was not made is seen" moved /tmp/base.csv /tmp/base.csv 1000 "$vc $vmexit"

# Probes that leave: what a tail and a spread can reach. A WRMSR also reads between its batches what
# it writes back; with only its own loop called the module's, those reads are not counted.
awk -F , '$3 == "yes" && $4 == "done" && $1 !~ /^hlt:/ { print $1 }' /tmp/base.csv >/tmp/probes
ok "there are probes that leave ($(wc -l </tmp/probes))" test "$(wc -l </tmp/probes)" -gt 8
awk '$4 == "[vmexit]" && $3 ~ /^vmexit_loop_wrmsr$/ { print $1 }' /proc/kallsyms >/tmp/wrmsr_start
awk -v from="$(cat /tmp/wrmsr_start)" '$4 == "[vmexit]" && $1 > from && $2 ~ /[tT]/ { print $1 }' /proc/kallsyms |
	sort | head -n 1 >/tmp/wrmsr_end

cvmctl set tail-every 10 tail-cost 50000
measure /tmp/tail.csv --csv
cvmctl set tail-every 0
while read -r probe; do
	# All direct calls by page are one loop: one of them is enough.
	case $probe in
	cpuid:0x1/ghcb-page | cpuid:0x40000000/tdvmcall) ;;
	*/ghcb-page | */tdvmcall) continue ;;
	esac
	base=$(value "$probe" gross_min_cycles /tmp/base.csv)
	base=${base%.*}
	is "$(value "$probe" gross_max_cycles /tmp/base.csv)" "$base.0" "$probe has one single value ($base)"
	case $(value "$probe" route /tmp/base.csv) in
	VMEXIT) is $((base - null - 3000)) "$(in_bracket "$probe")" "$probe: what is charged, and its instructions" ;;
	TDVMCALL) is $((base - null - 3500)) "$(in_bracket "$probe")" "$probe: what is charged, and its instructions" ;;
	VMGEXIT) is $((base - null - 2000)) "$(in_bracket "$probe")" "$probe: what is charged, and its instructions" ;;
	esac
	is "$(value "$probe" gross_max_cycles /tmp/tail.csv)" "$((base + 50000)).0" \
		"$probe: a tail moves max by exactly its length"
	p50=$(value "$probe" gross_p50_cycles /tmp/tail.csv)
	ok "$probe: and leaves p50 in its bucket" test $((${p50%.*} - base)) -le $((base / 128))

	case $probe in
	wrmsr:*/insn) cvmctl own "0x$(cat /tmp/wrmsr_start)" "0x$(cat /tmp/wrmsr_end)" ;;
	esac

	cvmctl set spread-octaves 16 spread-seed 7
	N=1000
	measure /tmp/spread.json --json -P "$probe"
	N=200
	cvmctl set spread-octaves 0
	ok "$probe: every bucket and quantile of a known distribution" \
		spread_check /tmp/spread.json "$probe" "$base" 7 16
	not_ok "$probe: and not of another" spread_check /tmp/spread.json "$probe" "$base" 8 16

	# shellcheck disable=SC2046 # two words
	cvmctl own $(module_text_range vmexit)
done </tmp/probes

# cvmsim's own clock: what the handler takes, what is charged and what the bracket holds are what the
# tool shows.
case $PLATFORM in
sim | sev) clocked='' ;;
tdx)
	clocked='cpuid:0x40000000/insn rdmsr:0x4b564d05/insn out:0x80/insn'
	# Since 6.13 the kernel has the TDX module answer it.
	[ "$(value cpuid:0x16/insn route /tmp/base.csv)" != '#VE' ] || clocked="cpuid:0x16/insn $clocked"
	;;
*) clocked='cpuid:0x0/insn cpuid:0x1/insn rdmsr:0x1b/insn out:0x80/insn' ;;
esac
# What a call of the host is charged with.
call=2000
[ "$PLATFORM" != tdx ] || call=3500
if [ -n "$clocked" ]; then
	for probe in $clocked; do
		measure /tmp/clock.csv --csv -P "$probe"
		count=$(cvmctl get clock-count)
		is "$count $(cvmctl get clock-lost)" "$(value "$probe" executed /tmp/clock.csv) 0" \
			"$probe: every trap is seen to its end"
		handler=$((($(cvmctl get clock-before) + $(cvmctl get clock-after)) / count))
		charged=1000
		# What the handler asks the TDX module is charged, too.
		[ "$PLATFORM" != tdx ] || handler=$((handler - 500)) charged=1500
		[ "$(value "$probe" host_entered /tmp/clock.csv)" = no ] || charged=$((charged + call))
		rest=$(value "$probe" gross_min_cycles /tmp/clock.csv)
		rest=$((${rest%.*} - handler - charged))
		is $rest $((null + $(in_bracket "$probe"))) \
			"$probe: the handler's $handler instructions, $charged charged, and its own"
	done
fi

# What of it a count of instructions does not weigh. First what leaves without #VC or #VE.
case $PLATFORM in
sim | sev) apart=cpuid:0x1/insn ;;
tdx) apart=vp-info/tdcall ;;
*) apart=cpuid:0x1/ghcb-page ;;
esac
# shellcheck disable=SC2086 # words
set -- $apart $clocked
. /cvmsim-trace.sh

# The guest part: what the instruction takes beyond the direct call with the same inputs. It is the
# delivery of #VC or #VE and its handler, by cvmsim's clock, and how many instructions fewer than the
# direct call's the instruction has in its bracket.
case $PLATFORM in
sim | sev) both='' ;;
tdx) direct=tdvmcall both='cpuid:0x40000000 rdmsr:0x4b564d05 in:0x21 in:0x608 out:0x80 mmio:0xfed00000' ;;
*) direct=ghcb-page both='cpuid:0x1 cpuid:0xb rdmsr:0x1b rdmsr:0x4b564d05 in:0x21 in:0x608 out:0x80 mmio:0xfed00000 hypercall:1' ;;
esac
if [ -n "$both" ]; then
	for probe in $both; do
		measure /tmp/parts.csv --csv -P "$probe/insn"
		handler=$((($(cvmctl get clock-before) + $(cvmctl get clock-after)) / $(cvmctl get clock-count)))
		insn=$(value "$probe/insn" gross_min_cycles /tmp/base.csv)
		asked=$(value "$probe/$direct" gross_min_cycles /tmp/base.csv)
		part=$((${insn%.*} - ${asked%.*}))
		is $part $((1000 + handler + $(in_bracket "$probe/insn") - $(in_bracket "$probe/$direct"))) \
			"$probe: the guest part is delivery and handler"
	done
fi

# A slow host, on one kind of call.
if [ "$PLATFORM" != sim ] && [ "$PLATFORM" != sev ]; then
	cvmctl set fault-every 1 fault-code "$(exit_code rdmsr:)" fault-value 7000 fault slow
	measure /tmp/slow.csv --csv -P rdmsr:0x4b564d05 -P cpuid:0x40000000
	cvmctl set fault 0
	base=$(value rdmsr:0x4b564d05/insn gross_min_cycles /tmp/base.csv)
	is "$(value rdmsr:0x4b564d05/insn gross_min_cycles /tmp/slow.csv)" "$((${base%.*} + 7000)).0" \
		"a slow answer to an MSR call is seen"
	is "$(value cpuid:0x40000000/insn gross_min_cycles /tmp/slow.csv)" \
		"$(value cpuid:0x40000000/insn gross_min_cycles /tmp/base.csv)" "and only there"
fi

column probe /tmp/base.csv >/tmp/probe
for figure in min p50 max; do
	column "gross_${figure}_cycles" /tmp/base.csv >/tmp/$figure
done
# Timers are by the machine's clock, which another build of cvmsim moves.
paste /tmp/probe /tmp/min /tmp/p50 /tmp/max | grep -v -E '^(hlt|timer):' | sed 's/^/# figure: /'
measure /tmp/record.json --json
sed 's/^/# record: /' /tmp/record.json
if [ "$PLATFORM" != sim ] && [ "$PLATFORM" != sev ]; then
	vmexitstat report -w 100 /tmp/record.json | sed -n '/^Where the time goes/,/^$/p' >/tmp/parts
	sed 's/^/# /' /tmp/parts
	is "$(awk '$1 == "rdmsr:0x4b564d05" { print $2 }' /tmp/parts)" \
		$(($(value rdmsr:0x4b564d05/insn gross_min_cycles /tmp/base.csv | cut -d . -f 1) - null)) \
		"the report takes an exit apart: the whole"
	# In a TD the module's part stands by itself, its 500 and four instructions; elsewhere the call's own WRMSR is
	# the guest's.
	case $PLATFORM in
	tdx) parts="504 3000" ;;
	*) parts="$(awk '$1 == "rdmsr:0x4b564d05" { print $(NF - 2) }' /tmp/parts) $((2000 + $(in_bracket rdmsr:0x4b564d05/ghcb-page) - $(in_bracket wrmsr:0xc0010130/insn)))" ;;
	esac
	is "$(awk '$1 == "rdmsr:0x4b564d05" { print $(NF - 2), $(NF - 1) }' /tmp/parts)" "$parts" "and the host's part"
fi
ok "the module unloads" rmmod vmexit
done_testing
