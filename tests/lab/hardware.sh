# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2046
#
# In a guest of on-hardware's. LIMITS: check's, commas between them; empty: a record is made.
. /guest-lib.sh

ok "the module loads" insmod /vmexit.ko
if [ -n "${LIMITS-}" ]; then
	NO_COLOR=1 vmexitstat check -q -s module -b /baseline $(echo "$LIMITS" | sed 's/,/ -m /g; s/^/-m /') 2>&1
	echo "# status: $?"
else
	ok "a record is made" vmexitstat record -q -s module -o /tmp/record.json
	gzip -c /tmp/record.json | base64 | sed 's/^/# record: /'
fi
done_testing
