# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2013,SC2016,SC2086
#
# The monitor and /sys/kernel/vmexit: what is read is what was measured, what is written counts or is
# refused, and a user's run comes first.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

d=/sys/kernel/vmexit

# refused FILE TEXT ERROR: it is, by that, and the file says what it said before.
refused() {
	before=$(cat "$d/monitor/$1")
	message=$(sh -c 'echo "$1" >"$2"' sh "$2" "$d/monitor/$1" 2>&1) && return 1
	echo "$message"
	case $message in *"$3"*) ;; *) return 1 ;; esac
	[ "$(cat "$d/monitor/$1")" = "$before" ]
}

# takes FILE TEXT [WANTED]: it does, and says so.
takes() {
	echo "$2" >"$d/monitor/$1" || return
	[ "$(cat "$d/monitor/$1")" = "${3:-$2}" ]
}

# not_written TEXT FILE
not_written() { ! echo "$1" 2>/dev/null >"$2"; }

# documented: every file is in the ABI document, and the other way round.
documented() {
	(cd $d && find . -type f | sed -e 's|^\./||' -e 's|^[a-z-]*\(:[^/]*\)\{0,1\}/[a-z0-9-]*/|<exit:parameter>/<path>/|' | sort -u) >/tmp/files
	sed -n 's|^What:.*/sys/kernel/vmexit/||p' /sysfs-kernel-vmexit | sort >/tmp/documented
	diff /tmp/files /tmp/documented
}

# all_read: every readable file gives something, and what is a number is one.
all_read() {
	find $d -type f ! -name reset | while read -r file; do
		text=$(cat "$file") || echo "$file cannot be read"
		case $file in
		*_ns | */count | */executed | */disturbed)
			case $text in *[!0-9]* | '') echo "$file: $text" ;; esac
			;;
		esac
	done >/tmp/bad
	cat /tmp/bad
	[ ! -s /tmp/bad ]
}

# in_its_row PER_MILLE FILE: the quantile lies in the line of the histogram that holds its rank.
in_its_row() {
	awk -v value="$(cat "$2")" -v count="$(cat count)" -v q="$1" '
		BEGIN { rank = int((count * q + 999) / 1000) }
		{
			below += $3
			if (below >= rank) {
				found = 1
				exit !($1 <= value && value < $2)
			}
		}
		END { if (!found) exit 1 }' histogram
}

# consistent DIRECTORY: figures among each other, once nothing is measured any more.
consistent() {
	(
		cd "$1" || exit
		echo "$1 $(cat count min_ns p50_ns p99_ns p999_ns max_ns mean_ns | tr '\n' ' ')"
		[ "$(cat count)" -gt 0 ] &&
			[ "$(cat min_ns)" -le "$(cat p50_ns)" ] && [ "$(cat p50_ns)" -le "$(cat p99_ns)" ] &&
			[ "$(cat p99_ns)" -le "$(cat p999_ns)" ] && [ "$(cat p999_ns)" -le "$(cat max_ns)" ] &&
			[ "$(cat min_ns)" -le "$(cat mean_ns)" ] && [ "$(cat mean_ns)" -le "$(cat max_ns)" ] &&
			[ "$(awk '{ n += $3 } END { print n + 0 }' histogram)" = "$(cat count)" ] &&
			[ "$(awk '$1 >= $2 { bad++ } END { print bad + 0 }' histogram)" = 0 ] &&
			in_its_row 500 p50_ns && in_its_row 990 p99_ns && in_its_row 999 p999_ns &&
			[ "$(wc -l <histogram)" -le 96 ] && [ "$(wc -c <histogram)" -le 4096 ]
	)
}

# wait_count PROBE-DIRECTORY NUMBER: until so many samples are there, a minute at most. A stint in
# which the VM stood still has the monitor idle for five seconds, and there are four to a part.
wait_count() {
	for _ in $(seq 1 240); do
		[ "$(cat "$1/count")" -ge "$2" ] && return
		usleep 250000
	done
	echo "$1: $(cat "$1/count"), and not $2; $(cat $d/monitor/state)"
	return 1
}

case $PLATFORM in
tcg) own_load() { load "$@"; } ;;
*) own_load() { load_owned "$@"; } ;;
esac

ok "the module loads" own_load
ok "off by itself" test "$(cat $d/monitor/enabled)$(cat $d/monitor/state)" = 0off
ok "every file is documented, and every documented file is there" documented
ok "every file can be read" all_read
is "$(cat $d/version)" "$(vmexitstat --version | awk '{ print $2 }')" "version"
is "$(cat $d/emulated)" "$(cat /sys/module/vmexit/parameters/emulated)" "what it says of emulation"
ok "by default neither null nor what reaches a VMM in user space" \
	test -z "$(tr ' ' '\n' <$d/monitor/probes | grep -e null -e trap -e :0x80 -e mmio)"
ok "by default every CPU here" test "$(cat $d/monitor/cpus)" = "$(cat /sys/devices/system/cpu/online)"

# What is written: it counts, or is refused and changes nothing.
ok "interval_ms takes 10" takes interval_ms 10
ok "interval_ms takes hexadecimal" takes interval_ms 0x20 32
ok "samples takes 10000" takes samples 10000
ok "samples takes 1" takes samples 1
ok "window_s takes 60" takes window_s 60
ok "window_s takes 0" takes window_s 0
for bad in 9 3600001; do ok "interval_ms refuses $bad" refused interval_ms $bad "out of range"; done
for bad in 0 10001; do ok "samples refuses $bad" refused samples $bad "out of range"; done
ok "window_s refuses more than a year" refused window_s 31536001 "out of range"
for bad in -1 x 1x 99999999999; do ok "interval_ms refuses $bad" refused interval_ms "$bad" ""; done
for bad in 2 x; do ok "enabled refuses $bad" refused enabled $bad "Invalid argument"; done
for bad in '' x 1-0; do ok "cpus refuses '$bad'" refused cpus "$bad" "Invalid argument"; done
ok "cpus refuses what cannot be" refused cpus 8191 ""
for bad in '' frobnicate 'cpuid:0x1/insn cpuid:0x77/insn' vp-info/ghcb-page; do
	ok "probes refuses '$bad'" refused probes "$bad" "Invalid argument"
done
ok "reset refuses anything but 1" not_written 0 $d/cpuid:0x1/insn/reset
ok "nobody else may write" test 0 = "$(find $d -type f -perm /022 | wc -l)"

# What is measured is what leaves the guest, and nothing else is.
for probe in cpuid:0x1/insn in:0x21/insn sev-info/ghcb-msr cpuid:0x1/ghcb-page cpuid:0x40000000/tdvmcall vp-info/tdcall; do
	dir=$d/$probe
	if [ "$(cat $dir/supported)" != yes ]; then
		ok "$probe: not here, and so refused ($(cat $dir/supported))" refused probes $probe "Invalid argument"
		continue
	fi
	ok "$probe: chosen" takes probes $probe
	echo 1 >$dir/reset
	[ "$PLATFORM" = tcg ] || cvmctl reset
	echo 1 >$d/monitor/enabled
	ok "$probe: count grows" wait_count $dir 5
	echo 0 >$d/monitor/enabled
	sleep 1
	if [ "$PLATFORM" != tcg ]; then
		is "$(left_the_guest)" "$(expected "$(cat $dir/route)" $probe "$(cat $dir/executed)")" \
			"$probe: all that left the guest is what was executed ($(cat $dir/executed))"
	fi
	ok "$probe: figures agree" consistent $dir
	is "$(by_sysfs $probe)" "$(by_netlink $probe)" "$probe: and with a netlink dump of the same histogram"
	was=$(cat $dir/count)
	sleep 1
	is "$(cat $dir/count)" "$was" "$probe: disabled, it stands still"
	echo 1 >$dir/reset
	is "$(cat $dir/count) $(cat $dir/executed) $(cat $dir/max_ns) $(cat $dir/histogram)" "0 0 0 " "$probe: reset"
done

# A user's run comes first, and the monitor goes on after it.
echo cpuid:0x1/insn >$d/monitor/probes
echo 1 >$d/monitor/enabled
ok "it runs" wait_count $d/cpuid:0x1/insn 2
leaves=
for leaf in $(seq 0 31); do leaves="$leaves -P cpuid:$leaf"; done
# shellcheck disable=SC2086 # words
vmexitstat run -q -s module -n 10000000 -r 1 $leaves >/dev/null 2>&1 &
run=$!
sleep 2
was=$(cat $d/cpuid:0x1/insn/count)
sleep 3
is "$(cat $d/cpuid:0x1/insn/count) $(cat $d/monitor/state)" "$was waits: a run is going on" \
	"while a user's run goes on, it waits and says so"
kill -TERM $run
wait $run
ok "after that it goes on" wait_count $d/cpuid:0x1/insn $((was + 2))
is "$(cat $d/monitor/state)" runs "and says so"

# A window: what is old goes.
takes window_s 2 >/dev/null
echo 0 >$d/monitor/enabled
sleep 3
is "$(cat $d/cpuid:0x1/insn/count)" 0 "what is older than the window is in no figure"
echo 0 >$d/monitor/window_s
echo 1 >$d/monitor/enabled
wait_count $d/cpuid:0x1/insn 2
takes window_s 4 >/dev/null
echo 0 >$d/monitor/enabled
sleep 5
echo 1 >$d/monitor/enabled
echo 0 >$d/monitor/enabled
is "$(cat $d/cpuid:0x1/insn/count)" 0 "and starting anew makes it no younger"
echo 0 >$d/monitor/window_s

if [ "$(cat /sys/devices/system/cpu/online)" = 0-1 ]; then
	ok "one CPU alone" takes cpus 1
	echo 1 >$d/monitor/enabled
	ok "is measured on" wait_count $d/cpuid:0x1/insn 1
	echo 0 >/sys/devices/system/cpu/cpu1/online
	sleep 2
	is "$(cat $d/monitor/state)" "waits: no CPU of monitor/cpus is online" "offline: it waits, and says so"
	was=$(cat $d/cpuid:0x1/insn/count)
	echo 1 >/sys/devices/system/cpu/cpu1/online
	ok "online again: it goes on" wait_count $d/cpuid:0x1/insn $((was + 1))
	echo 0-1 >$d/monitor/cpus
	for _ in 1 2 3 4 5 6; do
		echo 0 >/sys/devices/system/cpu/cpu1/online
		echo 1 >/sys/devices/system/cpu/cpu1/online
	done
	was=$(cat $d/cpuid:0x1/insn/count)
	ok "through hotplug: it goes on" wait_count $d/cpuid:0x1/insn $((was + 2))
fi

if [ "$PLATFORM" = tcg ]; then
	. /monitor-hard.sh
fi

# All there is, as metrics.
vmexitstat list -s module --json | sed -n 's/.*"name": "\([^"]*\)".*/\1/p' >/tmp/all
while read -r probe; do
	[ "$(cat $d/$probe/supported)" != yes ] || echo "$probe"
done </tmp/all >/tmp/named
grep -v ^psc- /tmp/named >/tmp/supported
for probe in $(grep ^psc- /tmp/named); do
	ok "probes refuses $probe: it is there by name only" refused probes $probe "Invalid argument"
done
ok "all that is supported is chosen" takes probes "$(tr '\n' ' ' </tmp/supported | sed 's/ $//')"
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
least_counted() { while read -r probe; do cat $d/$probe/count; done </tmp/supported | sort -n | head -n 1; }
for _ in $(seq 1 120); do
	[ "$(least_counted)" -gt 0 ] && break
	sleep 1
done
echo 0 >$d/monitor/enabled
sleep 1
ok "metrics" vmexitstat export -o /tmp/vmexit.prom
# exported NAME PROBE: that metric of the probe.
exported() {
	exit=${2%%/*} path=${2##*/} parameter=
	case $exit in *:*) parameter=${exit#*:} ;; esac
	grep -F "$1{exit=\"${exit%%:*}\",path=\"$path\",parameter=\"$parameter\"," /tmp/vmexit.prom | sed 's/.* //'
}
while read -r probe; do
	is "$(exported vmexit_duration_seconds_count $probe) $(exported vmexit_executed_total $probe) $(exported vmexit_disturbed_total $probe)" \
		"$(cd $d/$probe && cat count executed disturbed | tr '\n' ' ' | sed 's/ $//')" "$probe: metrics and sysfs have the same counts"
done </tmp/supported
ok "every metric but those of the format says what emulates this machine" \
	test 0 = "$(grep -v '^#' /tmp/vmexit.prom | grep -c -v 'emulated="[^"]*QEMU TCG')"
# Each byte costs several exits, and the suite wants the whole of it.
gzip -c /tmp/vmexit.prom | base64 | sed 's/^/# metrics: /'
echo 60 >$d/monitor/window_s
vmexitstat export >/tmp/out 2>/tmp/err
is "$? $(wc -c </tmp/out)" "131 0" "with a window nothing is exported"
ok "and it says why" grep -q 'echo 0 >/sys/kernel/vmexit/monitor/window_s' /tmp/err
echo 0 >$d/monitor/window_s

echo 1 >$d/monitor/enabled
ok "unload while it measures" rmmod vmexit
ok "the tree is gone" test ! -e $d

# Readers and writers, and the module coming and going under them.
for i in 1 2 3 4 5 6 7 8; do
	while [ ! -e /tmp/enough ]; do
		find $d/monitor $d/cpuid:0x0 $d/cpuid:0x1 -type f -exec cat {} +
		echo 10 >$d/monitor/interval_ms
		echo $((i % 2)) >$d/monitor/enabled
		echo 1 >$d/cpuid:0x1/insn/reset
	done >/dev/null 2>&1 &
done
bad=0
for _ in 1 2 3 4 5 6 7 8; do
	load monitor=1 || bad=1
	usleep 500000
	rmmod vmexit || bad=1
done
touch /tmp/enough
wait
is $bad 0 "loaded and unloaded eight times under readers and writers"
ok "load with monitor=1" load monitor=1
ok "is enabled" test "$(cat $d/monitor/enabled)" = 1
echo 10 >$d/monitor/interval_ms
ok "and measures" wait_count $d/cpuid:0x1/insn 1
ok "the module unloads" rmmod vmexit
done_testing
