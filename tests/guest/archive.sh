# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # fetch's variables
#
# Debian's archive, a suite at a time, for fetch: which kernels a suite has, and their packages.

# suites_of KERNEL: where to look for it, best first. What is built by trixie's gcc comes before what wants sid's,
# a download of its own.
suites_of() {
	case $1 in
	5.10 | 5.10[-.]*) echo bullseye ;;
	6.1 | 6.1[-.]*) echo bookworm ;;
	*+deb13*) echo trixie ;;
	*+deb14*) echo sid ;;
	6.12 | 6.12-* | *+deb12*) echo bookworm ;;
	*) echo trixie sid experimental ;;
	esac
}

# What is in the lists of a suite. Backports are not kept for long once their suite is old; experimental is
# installed over sid.
sources_of() {
	local signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
	local main="deb $signed http://deb.debian.org/debian"
	local security="deb $signed http://deb.debian.org/debian-security"

	case $1 in
	bullseye | bookworm) printf '%s main\n' "$main $1" "$security $1-security" ;;
	trixie) printf '%s main\n' "$main $1" "$security $1-security" "$main $1-backports" ;;
	sid) printf '%s main\n' "$main $1" ;;
	experimental) printf '%s main\n' "$main sid" "$main $1" ;;
	esac
}

# An apt of our own for each suite: of the machine's configuration only how to reach the network (proxies) and how
# to trust it is taken over, never its sources, lists, preferences or hooks. Nothing counts as installed.
use_suite() {
	apt=$build/apt/$1
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/empty.d"
	: >"$apt/status"
	: >"$apt/empty"
	sources_of "$1" >"$apt/sources.list"
	{
		env -u APT_CONFIG apt-config dump Acquire | grep -v '^Acquire::IndexTargets'
		cat <<-END
		Dir::Etc::main "$apt/empty";
		Dir::Etc::parts "$apt/empty.d";
		Dir::Etc::sourcelist "$apt/sources.list";
		Dir::Etc::sourceparts "$apt/empty.d";
		Dir::Etc::preferences "$apt/empty";
		Dir::Etc::preferencesparts "$apt/empty.d";
		Dir::State "$apt";
		Dir::State::lists "$apt/lists";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt/cache";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
		END
	} >"$apt/apt.conf"
	export APT_CONFIG=$apt/apt.conf
	refresh
}

# Six fetches in a row ask the archive once: lists younger than an hour are good.
refresh() {
	if [ "${1:-}" != force ] && [ -n "$(find "$apt/fresh" -mmin -60 2>/dev/null)" ]; then
		return
	fi
	note "refreshing the package lists of ${apt##*/}"
	apt-get -qq update >&2 || die "the package lists of ${apt##*/} cannot be refreshed"
	touch "$apt/fresh"
}

# releases SERIES FLAVOUR: those of this suite that have image and headers, the oldest first. Point releases rotate
# out of the archive, and some images are still there without their headers.
releases() {
	local point='[.+][^-]*(-[0-9]+)?'

	# Elsewhere that is a meta-package.
	[ "${apt##*/}" != experimental ] || point="($point)?"
	comm -12 <(of_kind image "$1" "$point$2") <(of_kind headers "$1" "$point$2") | sort -V
}
of_kind() { apt-cache pkgnames "linux-$1-$2" | sed -nE "s/^linux-$1-(${2//./\\.}$3-amd64)\$/\1/p" | sort; }

# after SERIES: the next one of this suite.
after() {
	{
		echo "$1"
		apt-cache pkgnames linux-headers- | sed -nE 's/^linux-headers-([0-9]+\.[0-9]+)([.+].*)?-amd64$/\1/p'
	} | sort -Vu | sed "1,/^${1//./\\.}\$/d" | head -n 1
}

# depends PACKAGE PATTERN: its dependencies whose names match.
depends() {
	apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks \
		--no-replaces --no-enhances "$1" | sed -n 's/^ *|\{0,1\}Depends: //p' | { grep -E "$2" || :; }
}

# download DIRECTORY PACKAGE...: these alone.
download() {
	local into=$1

	shift
	note "downloading $*"
	mkdir -p "$into"
	(cd "$into" && apt-get -qq download "$@" >&2) || {
		# The lists may name a point release that left the archive since.
		refresh force
		(cd "$into" && apt-get -qq download "$@" >&2)
	}
}

# download_all DIRECTORY PACKAGE...: with all that they depend on.
download_all() {
	local into=$1

	shift
	note "downloading $*, with what they depend on"
	mkdir -p "$into/partial"
	apt-get -qq -y --download-only -o "Dir::Cache::archives=$into" install "$@" >&2
}
