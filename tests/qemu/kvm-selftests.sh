# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# In a host: what KVM's developers ask of it. KSFT_SKIP is 4, and here nothing is to be skipped.
. /guest-lib.sh

ok "KVM takes SEV-ES guests" sh -c 'dmesg | grep -q "kvm_amd: SEV-ES enabled"'
for test in /selftests/*; do
	ok "${test##*/}" "$test"
done
done_testing
