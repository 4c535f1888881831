# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Secure Boot, by a real firmware and shim: the kernel is locked down, and takes what the machine owner's key has signed.
# That it is Secure Boot's lockdown is in efivarfs, a module that guests do not have.
. /guest-lib.sh
. /common.sh

there=/lib/modules/$(uname -r)/updates
mkdir -p "$there"
echo updates/vmexit.ko: >"${there%/*}/modules.dep"

# told STATUS TEXT: doctor says so, on however many lines.
told() {
	vmexitstat doctor >/tmp/said
	said=$?
	cat /tmp/said
	[ $said = "$1" ] && tr -s ' \n' ' ' </tmp/said | grep -q "$2"
}

ok "Secure Boot is on" sh -c 'dmesg | grep -q "Kernel is locked down from EFI Secure Boot"'
is "$(grep -o '\[.*\]' /sys/kernel/security/lockdown)" "[integrity]" "and has locked the kernel down"

cp /vmexit.ko "$there"
ok "an unsigned module is refused" sh -c '! insmod /vmexit.ko && dmesg | grep -q "Loading of unsigned module is rejected"'
ok "doctor names it, and the line" told 131 \
	'wrong signature .*vmexit.ko has none, and this kernel (lockdown) takes no such module .*sign-file sha256 .*mokutil --import'
cp /stranger.ko "$there/vmexit.ko"
ok "one signed by another key as well" \
	sh -c '! insmod /stranger.ko && dmesg | grep -q "Loading of module with unavailable key is rejected"'
ok "doctor names it, and the line" told 131 \
	'wrong signature .*vmexit.ko is signed by "a stranger", a key that this kernel (lockdown) does not know .*mokutil --import'
cp /signed.ko "$there/vmexit.ko"
ok "signed by the machine owner's key, it is not loaded yet" told 131 'wrong module not loaded; there is .* modprobe vmexit'
ok "and is loaded by what doctor says to type" modprobe vmexit
ok "it measures" vmexitstat run -q -s module -r 1 -n 10 -P cpuid:0x0
ok "nothing is wrong" told 0 'ok module loaded, and answers'
done_testing
