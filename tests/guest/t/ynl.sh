# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The module by the kernel's own netlink tools and our specification: what they see is what the tool sees.
. /guest-lib.sh
. /common.sh

ok "the module loads" load
ok "a run by ynl" sh -c 'ynl_check 5000 >/tmp/ynl'
sed 's/^/# /' /tmp/ynl
ok "the module says where it is" grep -q '^info general-vm ' /tmp/ynl
vmexitstat list --json >/tmp/list
is "$(grep -c '^probe ' /tmp/ynl)" "$(grep -c '"supported": true' /tmp/list)" "ynl sees as many probes supported as the tool"
ok "the run ends" grep -qx 'run done' /tmp/ynl
is "$(awk '$1 == "result" { print $5, $6 }' /tmp/ynl)" "5000 5000" "each sample is counted, and is in a bucket or disturbed"
ok "more was executed, for warm-up and support" test "$(awk '$1 == "result" { print $7 }' /tmp/ynl)" -gt 5000
is "$(awk '$1 == "result" { print $2, $3, $4 }' /tmp/ynl)" \
	"$(awk '$1 == "probe" && $2 != "null" && $2 != "trap" { print $2, $3, $4; exit }' /tmp/ynl)" "of the probe that was asked for"
ok "the module unloads" rmmod vmexit
done_testing
