# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# In the guest: PROBE, until the machine ends.
. /guest-lib.sh
. /common.sh

load
echo measures >/dev/ttyS1
# null, which does not exit, comes first in each: that is to be short, and the rest long.
while :; do vmexitstat run -q -s module -r 1 -n 200000 -P "$PROBE" >/dev/null; done
