# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # boot's variables
#
# The archives a guest boots from, made by boot. Uncompressed: QEMU hands memory over for nothing,
# while the guest would unpack under emulation.

# Times and numbers of the machine they were made on do not get in: boots are to repeat exactly.
pack() {
	find "$1" -exec touch -h -d @0 {} +
	(cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc --reproducible -R 0:0 --quiet)
}

# put_program ROOT FILE DEST: a program and the libraries it is linked with.
put_program() {
	local library libraries

	install -D -m 755 "$2" "$1$3"
	# Fails for a static program, which needs none.
	libraries=$(ldd "$2" 2>/dev/null) || return 0
	case $libraries in
	*'not found'*) die "$2 lacks libraries: $libraries" ;;
	esac
	grep -o '/[^ ]*' <<<"$libraries" | while read -r library; do
		[ -e "$1$library" ] || install -D -m 755 "$library" "$1$library"
	done
}

# put_modules ROOT IMAGE NAME...: kernel modules with those they need, numbered in the order to load. A
# kernel that comes without modules has them built in.
put_modules() {
	local root=$1 image=$2 file n=10

	shift 2
	[ -e "$image/modules.tar" ] || return 0
	mkdir -p "$root/modules" "$run/lib"
	tar -x -C "$run/lib" -f "$image/modules.tar"
	modprobe -a -d "$run/lib" -S "$(cat "$image/release")" --show-depends "$@" >"$run/insmod"
	while read -r _ file _; do
		case $file in
		*.xz) xz -dc "$file" ;;
		*) cat "$file" ;;
		esac >"$root/modules/$((n++))-$(basename "${file%.xz}")"
	done < <(awk '$1 == "insmod" && !seen[$2]++' "$run/insmod")
	rm -r "${run:?}/lib"
}

put_base() {
	mkdir -p "$1"/{bin,dev,etc,proc,run,sys,tmp}
	put_program "$1" "$(command -v busybox)" /bin/busybox
	ln -s busybox "$1/bin/sh"
	install -m 755 "$here/$2" "$1/init"
	install -m 644 "$here/init-common" "$1/"
	printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >"$1/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$1/etc/group"
}

# guest_archive OUT: the guest under test.
guest_archive() {
	local root=$run/guest file

	put_base "$root" init-guest
	install -m 644 "$here/kernel-complaints" "$root/"
	cat "$here/lib.sh" "$here/witness.sh" >"$root/guest-lib.sh"
	# shellcheck disable=SC2086 # words
	put_modules "$root" "$image" $modules
	if ! grep -q '^CONFIG_DEVPORT=y' "$image/config"; then
		${CC:-cc} -O2 -static -o "$root/bin/exit-port" "$here/exit-port.c"
	fi
	install -m 755 "$script" "$root/test.sh"
	[ -z "$module" ] || install -m 644 "$module" "$root/vmexit.ko"
	[ -z "$tool" ] || put_program "$root" "$tool" /bin/vmexitstat
	for file in ${files+"${files[@]}"}; do
		install -D "${file%%:*}" "$root/${file#*:}"
	done
	for file in ${programs+"${programs[@]}"}; do
		put_program "$root" "${file%%:*}" "${file#*:}"
	done
	pack "$root" >"$1"
	rm -rf "$root"
}

# l1_archive: prints where L1's is: the same for every guest, so it is kept until its inputs change.
l1_archive() {
	local root=$run/l1 vmm firmware=() inputs key archive

	if [ "$platform" = kvm ]; then
		vmm=$(command -v qemu-system-x86_64)
		firmware=(/usr/share/seabios/bios-256k.bin /usr/share/qemu/{kvmvapic,linuxboot_dma,pvh}.bin)
	else
		vmm=$build/tests/kvmsev
	fi
	inputs=("$vmm" ${firmware+"${firmware[@]}"} "$here"/{init-l1,init-common,witness-l1,initramfs.sh})
	[ ! -e "$l1_image/modules.tar" ] || inputs+=("$l1_image/modules.tar")
	key=$(stat -L -c '%n %s %Y' "${inputs[@]}" | md5sum | cut -c 1-12)
	archive=$build/guest/l1-$key.cpio
	# In use: another boot is not to delete it for its age.
	touch -c "$archive"
	if [ ! -s "$archive" ]; then
		put_base "$root" init-l1
		install -m 644 "$here/witness-l1" "$root/"
		put_program "$root" "$vmm" "/usr/bin/${vmm##*/}"
		put_modules "$root" "$l1_image" kvm_amd
		mkdir "$root/firmware"
		[ -z "${firmware+any}" ] || cp "${firmware[@]}" "$root/firmware"
		pack "$root" >"$run/l1.cpio"
		rm -rf "$root"
		find "$build/guest" -maxdepth 1 -name 'l1-*.cpio' -mmin +60 -delete
		mv "$run/l1.cpio" "$archive"
	fi
	echo "$archive"
}

# outer_archive KERNEL CMDLINE QEMU-OPTIONS OUT: L1 with the guest inside.
outer_archive() {
	local root=$run/outer base

	base=$(l1_archive)
	mkdir -p "$root/l2"
	guest_archive "$root/l2/initrd"
	cp "$1" "$root/l2/kernel"
	echo "$2" >"$root/l2/cmdline"
	echo "$3" >"$root/l2/qemu"
	pack "$root" | cat "$base" - >"$4"
	rm -rf "$root"
}
