# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# In a host with an RMP: rmp.ko writes to a page that is a guest's.
. /guest-lib.sh

faults=/sys/kernel/tracing/events/exceptions/page_fault_kernel

touch_page() { echo "$1" >/sys/module/rmp/parameters/touch; }

# Of those whose error code has RMP, each as it is.
rmp_faults() { sed -n 's/^{ error_code: *\([0-9a-f]*\) } hitcount: *\([0-9]*\).*/\1 \2/p' $faults/hist; }

ok "the module loads" insmod /rmp.ko
echo 'hist:keys=error_code.hex if error_code & 0x80000000' >>$faults/trigger
ok "a guest's page is read, and not written" touch_page host
is "$(rmp_faults)" "80000003 1" "which is one #PF: present, a write, RMP"
dmesg | sed -n 's/.*\(rmp: .*\)/# \1/p'
ok "the module unloads" rmmod rmp
done_testing
