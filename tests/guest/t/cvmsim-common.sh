# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the scripts for cvmsim share.

# cvmsim counts by what lies in the module's text, and hides itself from nothing else.
load_owned() {
	load "$@" || return
	# shellcheck disable=SC2046 # two words
	cvmctl own $(module_text_range vmexit)
}

# count KIND KEY: the module's; count_all: everybody's.
count() { cvmctl counts | awk -v k="$1" -v n="$2" '$1 == k && $2 == n { c = $4 } END { print c + 0 }'; }
count_all() { cvmctl counts | awk -v k="$1" -v n="$2" '$1 == k && $2 == n { c = $3 } END { print c + 0 }'; }

# All that left the guest, or trapped, for the module: "KIND KEY COUNT;" in order.
left_the_guest() {
	cvmctl counts | awk '
		$1 != "rule" && $1 != "nmi" && $1 != "fault" && $4 > 0 { print $1, $2, $4 ";" }' |
		sort | tr -d '\n'
}

# SVM exit codes, which #VC and the GHCB use as well.
exit_code() {
	case $1 in
	cpuid:*) echo 0x72 ;;
	in:* | out:*) echo 0x7b ;;
	rdmsr:* | wrmsr:*) echo 0x7c ;;
	hypercall:*) echo 0x81 ;;
	esac
}

# request PROBE: of the GHCB MSR protocol.
request() {
	case $1 in
	sev-info/*) echo 0x2 ;;
	cpuid:*) echo 0x4 ;;
	hv-features/*) echo 0x80 ;;
	esac
}

# expected ROUTE PROBE EXECUTED: what left_the_guest is then.
expected() {
	set -- "$1" "$(exit_code "$2")" "$3" "$2"
	case $1 in
	VMGEXIT)
		case $4 in
		*/ghcb-msr) echo "ghcb-msr $(request "$4") $3;" ;;
		*) echo "ghcb $2 $3;" ;;
		esac
		;;
	none) ;;
	VMEXIT | paravisor) echo "vmexit $2 $3;" ;;
	'#VC') echo "vc $2 $3;" ;;
	'#VC+VMGEXIT') echo "ghcb $2 $3;vc $2 $3;" ;;
	*) echo "unknown route $1" ;;
	esac
}
