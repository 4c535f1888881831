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

# fact MEMBER: a text of the fingerprint.
fact() { vmexitstat info --json | sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p"; }

# breaks RULE [STATUS]: status 125 of insmod is ECANCELED, the answer was the one promised. Through a pipe,
# since from a file insmod would try a second time.
# shellcheck disable=SC2002
breaks() {
	cat /rulebreaker.ko | insmod /proc/self/fd/0 "rule=$1"
	ended=$?
	dmesg | grep "rulebreaker: $1:" | tail -n 1
	[ $ended = "${2:-125}" ]
}

# count KIND KEY: the module's; count_all: everybody's.
count() { cvmctl counts | awk -v k="$1" -v n="$2" '$1 == k && $2 == n { c = $4 } END { print c + 0 }'; }
count_all() { cvmctl counts | awk -v k="$1" -v n="$2" '$1 == k && $2 == n { c = $3 } END { print c + 0 }'; }

# All that left the guest, or trapped, for the module: "KIND KEY COUNT;" in order. Of a TD's #VEs and
# TDVMCALLs those of WRMSR, exit reason 0x20, count as RDMSR's: it reads what it writes back.
left_the_guest() {
	cvmctl counts | awk '
		$1 == "rule" || $1 == "nmi" || $1 == "fault" || $4 == 0 { next }
		($1 == "ve" || $1 == "tdvmcall") && $2 == "0x20" { $2 = "0x1f" }
		{ n[$1 " " $2] += $4 }
		END { for (k in n) print k, n[k] ";" }' | sort | tr -d '\n'
}

# SVM exit codes, which #VC and the GHCB use as well; Intel's exit reasons, which #VE and TDVMCALL use. $ipi_svm: that of
# an IPI, where it is not a write into the APIC's page.
exit_code() {
	case $1 in
	cpuid:*) svm=0x72 reason=0xa ;;
	in:* | out:*) svm=0x7b reason=0x1e ;;
	rdmsr:* | wrmsr:*) svm=0x7c reason=0x1f ;;
	mmio:*) svm=0x400 reason=0x30 ;;
	hypercall:*) svm=0x81 reason=0x1 ;;
	tdvmcall-info/*) reason=0x10000 ;;
	ipi*) svm=${ipi_svm:-0x400} reason=0x1f ;;
	hlt:*) svm=0x78 reason=0xc ;;
	wrcr:*)
		case $PLATFORM in
		sev-*) svm=0x94 ;;
		*) svm=0x14 ;;
		esac
		;;
	arm-monitor/*) svm=0x8a ;;
	esac
	case $PLATFORM in
	tdx) echo "$reason" ;;
	*) echo "$svm" ;;
	esac
}

# Exit codes of the GHCB are SVM's, but for an MMIO read's.
ghcb_code() {
	case $1 in
	mmio:*) echo 0x80000001 ;;
	hv-features/*) echo 0x8000fffd ;;
	*) exit_code "$1" ;;
	esac
}

# request PROBE: of the GHCB MSR protocol; leaf of a TDCALL.
request() {
	case $1 in
	sev-info/*) echo 0x2 ;;
	cpuid:*) echo 0x4 ;;
	hv-features/*) echo 0x80 ;;
	vp-info/*) echo 0x1 ;;
	vm-rd/*) echo 0x7 ;;
	esac
}

# expected ROUTE PROBE EXECUTED: what left_the_guest is then.
expected() {
	set -- "$1" "$(exit_code "$2")" "$3" "$2"
	case $1 in
	VMGEXIT)
		case $4 in
		*/ghcb-msr) echo "ghcb-msr $(request "$4") $3;" ;;
		*) echo "ghcb $(ghcb_code "$4") $3;" ;;
		esac
		;;
	# Of what a host does to let a timer fire nothing is claimed: the module asks for nothing.
	none | unknown) ;;
	VMEXIT | paravisor) echo "vmexit $2 $3;" ;;
	'#VC') echo "vc $2 $3;" ;;
	'#VC+VMGEXIT') echo "ghcb $(ghcb_code "$4") $3;vc $2 $3;" ;;
	'#VE+TDVMCALL') echo "tdcall 0x0 $3;tdcall 0x3 $3;tdvmcall $2 $3;ve $2 $3;" ;;
	'#VE') echo "tdcall 0x3 $3;ve $2 $3;" ;;
	TDVMCALL)
		case $4 in
		hypercall:*) echo "hypercall $2 $3;tdcall 0x0 $3;" ;;
		*) echo "tdcall 0x0 $3;tdvmcall $2 $3;" ;;
		esac
		;;
	TDX-module)
		case $4 in
		*/tdcall) echo "tdcall $(request "$4") $3;" ;;
		*) echo "tdx-module $2 $3;" ;;
		esac
		;;
	*) echo "unknown route $1" ;;
	esac
}
