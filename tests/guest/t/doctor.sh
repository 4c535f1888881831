# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2016
#
# What may be wrong with a machine, one fault at a time: doctor names each, alone, and says what to type. FAULT= on the
# command line: one that is there from the boot on.
. /guest-lib.sh
. /common.sh

release=$(uname -r)
there=/lib/modules/$release
mkdir -p "$there/updates" /etc/modprobe.d

# doctor [COMMAND...]: what it says, a finding a line, and its status.
doctor() {
	"$@" vmexitstat doctor >/tmp/said
	said=$?
	awk '/^[a-z]/ { printf "%s", n++ ? "\n" : "" } { gsub(/  +/, " "); printf "%s", $0 } END { print "" }' /tmp/said >/tmp/found
	cat /tmp/found
}

# wrong WHAT TEXT LINE [COMMAND...]: that is wrong, and nothing else; LINE is what to type.
wrong() {
	what=$1 text=$2 line=$3
	shift 3
	doctor "$@"
	[ $said = 131 ] && [ "$(grep -c ^wrong /tmp/found)" = 1 ] && grep "^wrong $what .*$text" /tmp/found | grep -qF " $line"
}

# noted WHAT TEXT LINE [COMMAND...]: that is to be known, and nothing is wrong.
noted() {
	what=$1 text=$2 line=$3
	shift 3
	doctor "$@"
	[ $said = 0 ] && ! grep -q ^wrong /tmp/found && grep "^note $what .*$text" /tmp/found | grep -qF " $line"
}

fine() {
	doctor
	[ $said = 0 ] && ! grep -q ^wrong /tmp/found && grep -q '^ok module loaded, and answers' /tmp/found
}

unindex() { : >"$there/modules.dep"; }
index() { echo updates/vmexit.ko: >"$there/modules.dep"; }
as_nobody() { su -s /bin/sh nobody -c "$*"; }

case $FAULT in
tsc)
	ok "load" load
	ok "a TSC that is unstable" noted clock 'does not trust the TSC' 'dmesg | grep -i tsc'
	ok "and so the kernel says" sh -c "dmesg | grep -iq 'tsc.*unstable'"
	done_testing
	;;
blacklist)
	cp /vmexit.ko "$there/updates" && index
	ok "blacklisted by the command line" wrong module 'module_blacklist=' 'editor /etc/default/grub && update-grub && reboot'
	not_ok "and so it is" insmod /vmexit.ko
	done_testing
	;;
bare)
	ok "load" load
	ok "bare metal" wrong platform 'bare metal' 'make demo'
	done_testing
	;;
esac

# No module.
ok "none, nor headers" wrong module "none for kernel $release, nor its headers" \
	"apt-get install linux-headers-$release && make && make install && modprobe vmexit"
mkdir -p "$there/build" && : >"$there/build/Makefile"
ok "none, but headers" wrong module 'whose headers are there' 'make && make install && modprobe vmexit'
mkdir -p /usr/src/vmexit-0.1.0 && : >/usr/src/vmexit-0.1.0/dkms.conf
ok "DKMS has not built it" wrong module 'DKMS has its source' 'dkms autoinstall && modprobe vmexit'
rm -r /usr/src/vmexit-0.1.0
mkdir -p /lib/modules/5.4.0/updates && cp /vmexit.ko /lib/modules/5.4.0/updates
ok "for another kernel" wrong module 'there is /lib/modules/5.4.0/updates/vmexit.ko' 'make && make install && modprobe vmexit'
rm -r /lib/modules/5.4.0

# A module that does not load, or not yet.
cp /stranger.ko "$there/updates/vmexit.ko" && index
ok "another kernel's in its place" wrong module 'but built for kernel 5.10' 'make clean && make && make install && modprobe vmexit'
ok "and so it is" sh -c '! insmod /stranger.ko'
cp /vmexit.ko "$there/updates" && unindex
ok "depmod has not seen it" wrong module 'depmod has not seen' 'depmod && modprobe vmexit'
index
echo 'install vmexit /bin/false' >/etc/modprobe.d/local.conf
ok "modprobe is told otherwise" wrong module '/etc/modprobe.d/local.conf has modprobe do something else' \
	'modprobe --ignore-install vmexit'
rm /etc/modprobe.d/local.conf
ok "not loaded" wrong module "not loaded; there is $there/updates/vmexit.ko" 'modprobe vmexit'
doctor as_nobody
ok "not loaded, and not root" grep -q '^wrong permission loading a module needs CAP_SYS_MODULE.* sudo modprobe vmexit$' /tmp/found

# The line mends it.
ok "what to type" sh -c 'depmod && modprobe vmexit'
ok "nothing is wrong" fine

# It is loaded, and cannot be used.
ok "not root" wrong permission 'needs CAP_NET_ADMIN, which this process has not' 'sudo vmexitstat' as_nobody
ok "a user namespace" wrong permission 'a user namespace.* needs CAP_NET_ADMIN outside' 'sudo vmexitstat' unshare -U -r
ok "a network namespace" wrong namespace "in the host's network namespace alone" 'nsenter --target 1 --net vmexitstat' unshare -n
ok "no /proc" noted proc 'not mounted' 'mount -t proc none /proc' unshare -m sh -c 'umount /proc && exec "$@"' sh
ok "no /sys" noted sysfs 'not mounted' 'mount -t sysfs none /sys' unshare -m sh -c 'umount -l /sys && exec "$@"' sh
ok "emulated" noted emulated 'QEMU TCG' ''
ok "probes that are not supported" noted probes 'not supported here: .*hypervisor is not KVM' 'vmexitstat list'
rmmod vmexit
ok "another version of it" sh -c 'insmod /other.ko'
ok "is told" noted version 'module 0.1.9, tool' 'modprobe -r vmexit && modprobe vmexit'
rmmod vmexit

# From here on there is no way back, but to get worse.
echo Y >/sys/module/module/parameters/sig_enforce
sign="/lib/modules/$release/build/scripts/sign-file sha256"
ok "not signed" wrong signature 'has none, and this kernel (module.sig_enforce) takes' "$sign mok.key mok.der $there/updates/vmexit.ko"
ok "and so it is" sh -c '! insmod /vmexit.ko'
mkdir -p /var/lib/dkms && : >/var/lib/dkms/mok.key && : >/var/lib/dkms/mok.pub
ok "not signed, and DKMS has a key" wrong signature 'has none' \
	"$sign /var/lib/dkms/mok.key /var/lib/dkms/mok.pub $there/updates/vmexit.ko && mokutil --import /var/lib/dkms/mok.pub && reboot"
cp /signed.ko "$there/updates/vmexit.ko"
ok "signed by nobody the kernel knows" wrong signature 'is signed by "a stranger", a key that this kernel' \
	'mokutil --import /var/lib/dkms/mok.pub && reboot'
ok "and so it is signed" sh -c '! insmod /signed.ko && dmesg | grep -q "module with unavailable key is rejected"'
cp /vmexit.ko "$there/updates"
ok "lock it down" sh -c 'echo integrity >/sys/kernel/security/lockdown'
ok "not signed, locked down" wrong signature 'has none, and this kernel (lockdown) takes' "$sign"
echo 1 >/proc/sys/kernel/modules_disabled
ok "no modules any more" wrong module 'kernel.modules_disabled is set' 'echo vmexit >/etc/modules-load.d/vmexit.conf && reboot'
ok "in JSON as well" sh -c 'vmexitstat doctor --json | grep -q "\"type\": \"echo vmexit >/etc/modules-load.d/vmexit.conf && reboot\""'
done_testing
