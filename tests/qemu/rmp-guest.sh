# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# In an SNP guest of a real KVM: rmp.ko uses a page of its own in ways that the RMP does not allow.
. /guest-lib.sh

touch_page() { echo "$1" >/sys/module/rmp/parameters/touch; }

# What KVM was told of as faults by the RMP, without the bit that KVM sets of its own for a private one.
rmp_faults() {
	sed -n 's/^kvm_page_fault //p' /tmp/witness | while read -r code times; do
		printf '%x %s\n' $((0x$code & ~(1 << 49))) "$times"
	done | sort
}

ok "the module loads" insmod /rmp.ko
ok "no page is validated twice" touch_page twice
ok "the witness counts" witness_start
ok "a private page is read as if it were shared, and not written" touch_page shared
witness_stop >/tmp/witness
# APM volume 2, 15.25.6 and 15.36.10: present, a write, of a user as all are; RMP, of no table; then a read, ENC.
is "$(rmp_faults)" "180000007 1
580000005 1" "nested page faults: of the write, and of the private read after it"
ok "a page that the guest no longer says to be valid is #VC 0x404" touch_page rescinded
ok "and so is one that it gave away" touch_page given-away
dmesg | sed -n 's/.*\(rmp: .*\)/# \1/p'
ok "the module unloads" rmmod rmp
done_testing
