# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# One of faulty.ko's, FAULT, on a debug kernel: what that says of it, the suite looks for.
. /guest-lib.sh
ok "the module loads" insmod /faulty.ko "fault=$FAULT"
ok "and unloads" rmmod faulty
done_testing
