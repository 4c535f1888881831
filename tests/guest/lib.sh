# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC3043 # busybox ash has local
#
# /guest-lib.sh: what a test script (busybox ash, in the guest) begins with:
#	. /guest-lib.sh
#	ok "the module loads" insmod /vmexit.ko
#	is "$(cat /sys/...)" 1 "one run is in progress"
#	done_testing
# PLATFORM (tcg, kvm), ICOUNT (0, 1) and KERNEL (6.1, 6.12-rt, ...) are in the environment.

tap_plan=
tap_done=0
# Counted in files: a check made in a subshell or behind a pipe counts as well.
tap_counts=/run/tap.counts
tap_out=/run/tap.out
echo 0 0 >$tap_counts
# The script's own stdout, whatever a command that ends the script has redirected.
exec 8>&1

diag() { printf '%s\n' "$*" | sed 's/^/# /'; }

# plan N: optional; done_testing then also checks that it was N.
plan() {
	tap_plan=$1
	echo "1..$1"
}

tap_report() {
	read -r tap_count tap_failed <$tap_counts
	tap_count=$((tap_count + 1))
	echo "$1ok $tap_count - $2"
	[ -z "$1" ] || tap_failed=$((tap_failed + 1))
	echo "$tap_count $tap_failed" >$tap_counts
}

pass() { tap_report '' "$1"; }
fail() { tap_report 'not ' "$1"; }

# skip NAME REASON
skip() { pass "$1 # SKIP $2"; }

# tap_explain NAME STATUS COMMAND...: a check failed that ran a command.
tap_explain() {
	local status="$2"

	fail "$1"
	shift 2
	diag "status $status: $*"
	sed 's/^/# | /' $tap_out
}

# ok NAME COMMAND...: the command succeeds. Runs in this shell, so that a function's variables stay;
# its output is shown when it fails. A failure is counted, not returned: 'set -e' goes on.
ok() {
	local name="$1" status=0

	shift
	"$@" >$tap_out 2>&1 || status=$?
	if [ $status = 0 ]; then
		pass "$name"
	else
		tap_explain "$name" $status "$@"
	fi
}

# not_ok NAME COMMAND...: the command fails, but by its own decision, not by a signal.
not_ok() {
	local name="$1" status=0

	shift
	"$@" >$tap_out 2>&1 || status=$?
	if [ $status -gt 0 ] && [ $status -lt 126 ]; then
		pass "$name"
	else
		tap_explain "$name" $status "$@"
	fi
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3"
		diag " got: $1"
		diag "want: $2"
	fi
}

# Ends the script: status 0 when every check held, 1 when not.
done_testing() {
	tap_done=1
	read -r tap_count tap_failed <$tap_counts
	[ -n "$tap_plan" ] || echo "1..$tap_count"
	if [ "${tap_plan:-$tap_count}" != "$tap_count" ]; then
		diag "planned $tap_plan checks, made $tap_count"
	elif [ "$tap_count" = 0 ]; then
		diag "no checks were made"
	elif [ "$tap_failed" != 0 ]; then
		diag "$tap_failed of $tap_count checks failed"
	else
		exit 0
	fi
	exit 1
}

# Status 2 tells the init that the script never came to its end, whatever status it ended with.
tap_exit() {
	tap_status=$?
	trap - EXIT
	[ $tap_done = 0 ] || exit $tap_status
	read -r tap_count tap_failed <$tap_counts
	echo "Bail out! the script ended after $tap_count checks with status $tap_status, before done_testing" >&8
	exit 2
}
trap tap_exit EXIT
