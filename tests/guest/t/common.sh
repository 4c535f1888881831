# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the test scripts share: loading the module under its true label, and reading the tool's CSV.

# Every record taken here says so: nothing under QEMU TCG is a latency.
load() {
	case $PLATFORM in
	tcg | kvm*) how="QEMU TCG" ;;
	*) how="cvmsim on QEMU TCG" ;;
	esac
	# What is said to be without RDTSCP shall be.
	[ -z "$NO_RDTSCP" ] || ! grep -qw rdtscp /proc/cpuinfo || return
	[ "$ICOUNT" = 0 ] || how="$how, one instruction a tick"
	how=$how${charged:+, $charged}
	# What MMIO is to be measured on. Not earlier: 6.12 calibrates the TSC by the HPET, in haste.
	case $PLATFORM in
	tcg | kvm*) ;;
	*) cvmctl set trap-devices 1 || return ;;
	esac
	insmod "${module:-/vmexit.ko}" "emulated=\"$how\"" "$@"
}

# Not in a module's use count: is anything of a run still there?
threads() {
	# shellcheck disable=SC2009 # busybox has no pgrep -x for kernel threads
	ps | grep -c '[[]vmexit/'
}

no_threads() { [ "$(threads)" = 0 ]; }
is_running() { [ "$(threads)" -gt 0 ]; }

# wait_until COMMAND...: up to ten seconds.
wait_until() {
	tries=100
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		usleep 100000
	done
}

# says PROBE WHY: it is listed as unsupported, for that.
says() { vmexitstat list | grep -q "$1.*unsupported: .*$2"; }

# supported: every probe that is not refused, those by name included.
supported() { vmexitstat list | awk '!/unsupported/ { p = $1 == "*" ? $2 : $1; if (p ~ /\//) print p }'; }

# samples_of PROBE: in a real KVM. Two CPUs of the guest's take turns on one of L1's: what waits for the other one
# waits for milliseconds.
samples_of() {
	case $1 in
	ipi:self/*) echo 200 ;;
	ipi*) echo 30 ;;
	*) echo 200 ;;
	esac
}

# cycles N COMMAND...: how many of so many went well, up to the first that does not.
cycles() {
	left=$1
	shift
	well=0
	while [ $well -lt "$left" ] && "$@" >/dev/null; do
		well=$((well + 1))
	done
	echo $well
}

# column NAME FILE: that column of a CSV, without its header. No field of ours before "reason" is
# quoted, and those after it are numbers: the label with its comma is cut out.
column() {
	sed 's/"[^"]*"/quoted/g' "$2" | awk -F , -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		{ print $c }'
}

# value PROBE NAME FILE: the same for one probe.
value() {
	sed 's/"[^"]*"/quoted/g' "$3" | awk -F , -v probe="$1" -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$1 == probe { print $c }'
}

# by_netlink PROBE, by_sysfs PROBE: what the monitor says of it: PROBE EXECUTED COUNT DISTURBED MIN MEAN P50 ...
by_netlink() { monitor_dump | awk -v name="$1" '$1 == name'; }
by_sysfs() {
	cd "/sys/kernel/vmexit/$1" || return
	echo "$1 $(cat executed count disturbed min_ns mean_ns p50_ns p99_ns p999_ns max_ns | tr '\n' ' ')" | sed 's/ $//'
	cd /
}

# within NAME FIGURE LIMIT: and shows the figure.
within() {
	ok "$1: $2, at most $3" awk -v got="$2" -v most="$3" \
		'BEGIN { exit got !~ /^[0-9]+$/ || got + 0 > most + 0 }'
}
