# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2046
#
# In L2, whose host skips instructions by what the CPU tells it: prefixes.ko executes each once, and the witness in L1
# has to have seen each once.
. /guest-lib.sh

run() { echo 1 >/sys/module/prefixes/parameters/run; }

# Instructions alone: neither interrupts nor what memory costs.
executed_once() {
	awk '$2 == 114 || $2 == 120 || $2 == 123 || $2 == 124 || $2 == 129 || $2 == 137 { print $3 }' /tmp/exits >/tmp/counts
	[ "$(wc -l </tmp/counts)" = "$1" ] && [ "$(sort -u /tmp/counts)" = 1 ]
}

ok "a module with needless prefixes loads" insmod /prefixes.ko
ok "the witness counts" witness_start $(module_text_range prefixes)
ok "execution goes on behind each instruction" run
witness_stop >/tmp/exits
exits=$(cat /sys/module/prefixes/parameters/exits)
ok "which are $exits exits, each at an address of its own" executed_once "$exits"
[ "$exits" = "$(wc -l </tmp/counts)" ] || sed "s/^/# /" /tmp/exits
done_testing
