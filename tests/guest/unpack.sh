# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # fetch's variables
#
# What packages of Debian's become below build/kernel, for fetch: those in deb/ of the working directory, in out/
# beside it. All are unpacked, none is installed.

# packages_of WHAT: of $release, or of a series, as $apt knows them.
packages_of() {
	case $1 in
	image)
		echo "linux-image-$release"
		# 7.2 laid it out anew: the kernel, its modules and its configuration are three packages.
		depends "linux-image-$release" '^linux-(binary|modules|base)-[0-9]'
		;;
	headers)
		echo "linux-headers-$release"
		depends "linux-headers-$release" '^linux-(headers|kbuild)-'
		;;
	source | tree) echo "linux-source-$series" ;;
	esac
}

# extract_vmlinux FILE: the ELF kernel inside a bzImage. QEMU starts it by the PVH entry; unpacking
# itself under emulation would take it longer (xz: twice as long) than the rest of its boot.
# Fields of the setup header: setup_sects (0x1f1), payload_offset and _length (0x248, 0x24c);
# the payload's last four bytes are its unpacked size, not part of the stream.
extract_vmlinux() {
	local sects offset length unpack

	sects=$(od -An -tu1 -j$((0x1f1)) -N1 "$1")
	read -r offset length < <(od -An -tu4 -j$((0x248)) -N8 "$1")
	offset=$(((sects + 1) * 512 + offset))
	case $(od -An -tx1 -j$offset -N4 "$1") in
	' fd 37 7a 58') unpack=xz ;;
	' 28 b5 2f fd') unpack=zstd ;;
	' 02 21 4c 18') unpack=lz4 ;;
	*) die "$1 is compressed in an unknown way" ;;
	esac
	command -v $unpack >/dev/null || die "$unpack is missing"
	dd if="$1" bs=64k iflag=skip_bytes,count_bytes skip=$offset \
		count=$((length - 4)) status=none | $unpack -dcq
}

unpack_image() {
	local deb wanted

	# Of the modules only what a guest of ours could load: the rest is 300 MB of drivers.
	wanted='^\./(boot/(vmlinuz|config)-|(usr/)?lib/modules/[^/]*/'
	wanted+='(vmlinuz|config|modules\.|kernel/(arch/x86|virt|lib|crypto|drivers/(crypto/ccp|virt|char|misc))/))'
	mkdir root
	for deb in deb/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -t | { grep -E "$wanted" || :; } |
			grep -v '/$' >files || :
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C root -T files
	done
	if [ -e root/usr/lib/modules ]; then
		mv root/usr/lib root/lib
		mv "root/lib/modules/$release"/{vmlinuz,config} out
	else
		mv "root/boot/vmlinuz-$release" out/vmlinuz
		mv "root/boot/config-$release" out/config
	fi
	extract_vmlinux out/vmlinuz >out/vmlinux
	echo "$release" >out/release
	depmod -b root "$release"
	# In a tar, because kbuild's clean deletes each *.ko below the directory it is pointed at.
	tar -c -C root -f out/modules.tar lib
}

# Headers bring programs, and name a compiler. Those of Debian 11 and 12 run on any system of today, and any gcc
# of today will do. Those of later suites want that suite's libc, and were configured for a gcc whose options an
# older one does not know: so they get that suite's compiler and libraries, unpacked under build/ once a suite.
unpack_headers() {
	local deb tree

	for deb in deb/*.deb; do
		dpkg -x "$deb" out
	done
	tree=usr/src/linux-headers-$release
	# Its absolute paths, made relative to the file they stand in while that is read.
	# shellcheck disable=SC2016 # for make, not for us
	sed -i 's|/usr/src/|$(dir $(lastword $(MAKEFILE_LIST)))../|; s|^KBUILD_OUTPUT=|KBUILD_OUTPUT:=|' \
		"out/$tree/Makefile"
	if [ "$suite" = bullseye ] || [ "$suite" = bookworm ]; then
		# The compiler it names is that of its Debian: elsewhere the one there is will do, and kbuild says so.
		# shellcheck disable=SC2016 # for make, not for us
		sed -i 's|\$(CROSS_COMPILE)\(gcc-[0-9]*\)|$(or $(shell command -v $(CROSS_COMPILE)\1),gcc)|' \
			"out/$tree/.kernelvariables"
	else
		toolchain
		# shellcheck disable=SC2016 # for make, not for us
		sed -i 's|^override CROSS_COMPILE *=.*|override CROSS_COMPILE := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))../../../../../toolchain-'"$suite"')/usr/bin/x86_64-linux-gnu-|' \
			"out/$tree/.kernelvariables"
		run_by "$build/kernel/toolchain-$suite" "out/usr/lib" "$build/kernel/$kernel/headers-root/usr/lib"
	fi
	# Present, it asks for pahole to give modules a BTF that no test of ours reads.
	rm -f "out/$tree/vmlinux"
}

# The compiler that $release's headers name, and what their programs are linked with.
toolchain() {
	local deb packages program part

	[ ! -e "$build/kernel/toolchain-$suite" ] || return 0
	packages=$(depends "linux-headers-$release" '^gcc-'
		depends "$(depends "linux-headers-$release" '^linux-kbuild-')" '^(lib|zlib)')
	# shellcheck disable=SC2086 # one word a package
	download_all "$PWD/tools" $packages || die "no compiler of $suite to be had"
	mkdir toolchain
	for deb in tools/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C toolchain --exclude './usr/share' \
			--exclude './etc' --exclude './var'
	done
	run_by toolchain "toolchain/usr" "toolchain/usr"
	# The compiler looks for its assembler beside itself, and else takes this system's.
	for program in as ld; do
		for part in toolchain/usr/libexec/gcc/x86_64-linux-gnu/*; do
			# shellcheck disable=SC2016 # for the script, not for us
			printf '#!/bin/sh\nexec "${0%%/*}/../../../../bin/x86_64-linux-gnu-%s" "$@"\n' $program >"$part/$program"
			chmod 755 "$part/$program"
		done
	done
	mv -T toolchain "$build/kernel/toolchain-$suite"
}

# run_by ROOT DIRECTORY PLACE: the programs in DIRECTORY, which will be PLACE, run by the libc and the libraries of
# ROOT, whatever this system has. By a script each, as no interpreter can be named relative to a program.
run_by() {
	local program root

	find "$2" -type f -perm -u+x ! -name '*.so*' ! -name '*.o' | while read -r program; do
		[ "$(head -c 4 "$program" | od -An -tx1)" = ' 7f 45 4c 46' ] || continue
		root=$(realpath -m --relative-to "$3${program#"$2"}/.." "$1")
		mv "$program" "${program%/*}/.${program##*/}"
		cat >"$program" <<-END
		#!/bin/sh
		here=\${0%/*}
		exec "\$here/$root/usr/lib64/ld-linux-x86-64.so.2" --library-path \\
			"\$here/$root/usr/lib/x86_64-linux-gnu" --argv0 "\$0" "\$here/.${program##*/}" "\$@"
		END
		chmod 755 "$program"
	done
}

# unpack_from_source [OPTION OF TAR | FILE]...: of the package that has it as one archive.
unpack_from_source() {
	dpkg-deb --fsys-tarfile deb/*.deb |
		tar -x -O --wildcards './usr/src/linux-source-*.tar.xz' |
		xz -dc -T0 |
		tar -x -C out --strip-components=1 "$@"
}

# What the style check and the contract are held against, and what reads KTAP; a tree has it all.
unpack_source() {
	unpack_from_source --wildcards --no-wildcards-match-slash \
		'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
		'*/scripts/const_structs.checkpatch' \
		'*/Documentation/netlink/genetlink*.yaml' \
		'*/tools/testing/kunit/kunit_p*.py'
}
unpack_tree() { unpack_from_source; }
