# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Not a test: what make demo shows. The record goes out by the console.
. /common.sh
load && vmexitstat record -q -n 500 -o /tmp/record.json >/dev/null && cat /tmp/record.json
