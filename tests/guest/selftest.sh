#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# selftest.sh [KERNEL]: boots guests that fail in every way there is, and sees that boot calls each
# of them what it is. TAP on stdout. Mostly plain TCG: the verdict's way through L1 is walked by each kvm test.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kernel=${1:-6.12}
work=$(mktemp -d)
build=$(cd "$here/../.." && pwd)/build
rulebreaker=(--file "$build/kmod-rulebreaker/$kernel/rulebreaker.ko:/rulebreaker.ko")
trap 'rm -rf "$work"' EXIT
count=0
failed=0

check() {
	local name=$1

	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
	else
		failed=$((failed + 1))
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/out" "$work/err"
	fi
}

# guest STATUS TEXT NAME [OPTION...]: boots the script on stdin; boot's status and its words are to be these.
guest() {
	local status=0 want=$1 text=$2 name=$3

	shift 3
	cat >"$work/script.sh"
	"$here/boot" --kernel "$kernel" --platform tcg --smp 1 --script "$work/script.sh" \
		--log "$work/log" "$@" >"$work/out" 2>"$work/err" || status=$?
	echo "status $status" >>"$work/err"
	check "$name: status $want" [ "$status" = "$want" ]
	check "$name: says so" grep -q "$text" "$work/err" "$work/out"
}

guest 0 'status 0' "a script that passes" <<-'END'
	. /guest-lib.sh
	plan 4
	ok "true" true
	not_ok "false" false
	is a a "equal"
	skip "nothing" "no reason"
	done_testing
END
check "its output is clean TAP" cmp -s "$work/out" - <<-'END'
	1..4
	ok 1 - true
	ok 2 - false
	ok 3 - equal
	ok 4 - nothing # SKIP no reason
END

guest 1 'checks failed' "a check that fails, behind a pipe" <<-'END'
	. /guest-lib.sh
	ok "true" true
	echo x | while read -r x; do is $x y "equal"; done
	done_testing
END

guest 3 'before done_testing' "a script that ends early, with status 0" <<-'END'
	. /guest-lib.sh
	ok "true" true
	exit 0
	done_testing
END

guest 3 'the script ended early' "a script that breaks off" <<-'END'
	. /guest-lib.sh
	set -u
	: "$unset_variable"
	done_testing
END

guest 4 'made-up' "a warning of the kernel" <<-'END'
	. /guest-lib.sh
	ok "true" true
	echo '<4>WARNING: CPU: 0 PID: 1 at made-up.c:1' >/dev/kmsg
	done_testing
END

guest 4 'lost its beginning' "a kernel log that was cleared" <<-'END'
	. /guest-lib.sh
	ok "true" true
	dmesg -c >/dev/null
	done_testing
END

guest 5 'the kernel panicked' "a panic" <<-'END'
	echo c >/proc/sysrq-trigger
END

guest 6 'time limit of 12 s' "a hang" --timeout 12 <<-'END'
	while :; do :; done
END

guest 7 'without a verdict' "a guest that goes away" <<-'END'
	poweroff -f
END

guest 2 'QEMU ended' "a QEMU that does not start" --smp 9999 <<-'END'
	:
END

guest 2 'cannot read' "a module that is not there" --module "$work/none.ko" <<-'END'
	:
END

guest 9 'broke a rule' "a rule of the platform broken" --platform sim "${rulebreaker[@]}" <<-'END'
	cat /rulebreaker.ko | insmod /proc/self/fd/0 rule=outside
END
check "the log names it" grep -q 'rule outside broken at RIP 0xffff' "$work/log-cvmsim.log"

guest 9 'broke a rule' "a module that registers a GHCB of its own" --platform sev-snp --tool "$build/vmexitstat" \
	--file "$build/kmod-broken/$kernel/vmexit.ko:/broken.ko" <<-'END'
	insmod /broken.ko breaks=registered
	vmexitstat run -s module -r 1 -n 10 -P cpuid:0x1/ghcb-page
END
check "the log names it" grep -q 'rule ghcb-' "$work/log-cvmsim.log"

# ended HOST PLATFORM RULE: announcing it is in vain.
ended() {
	guest 12 'the host ended the VM' "$1 over $3" --platform "$2" --cvmsim-append "$1" --file "$build/tests/cvmctl:/bin/cvmctl" \
		"${rulebreaker[@]}" <<-END
		cvmctl set expect $3
		cat /rulebreaker.ko | insmod /proc/self/fd/0 rule=$3
	END
	check "the log names it" grep -q "host $1 ends the VM: " "$work/log-cvmsim.log"
}
ended kvm-5.15 sev-es missing-input
ended kvm-6.12 sev-snp ghcb-unregistered
ended cloud-hypervisor sev-snp invalid-event
# No rule: the call is well filled in.
ended kvm-7.3 sev-es unsupported-event

guest 8 'cvmsim could not go on' "an SEV-SNP guest of a host without SNP" --platform sev-snp \
	--cvmsim-append kvm-6.1 <<-'END'
	:
END

guest 10 'asked to be terminated' "a GHCB that is not registered" --platform sev-snp \
	--cvmsim-append refuse-registration <<-'END'
	:
END
check "for that reason" grep -q 'reason 0 of set 1' "$work/log-cvmsim.log"

guest 10 'asked to be terminated' "a TD that would take #VE for its own memory" --platform tdx \
	--cvmsim-append no-sept-ve-disable <<-'END'
	:
END
check "for that reason" grep -q 'SEPT #VE has to be disabled' "$work/log-cvmsim.log"

guest 2 'cannot be a TD' "a kernel that can be no TD" --platform tdx --kernel 6.1 <<-'END'
	:
END

guest 11 'triple fault' "a triple fault" --platform sim "${rulebreaker[@]}" <<-'END'
	cat /rulebreaker.ko | insmod /proc/self/fd/0 rule=triple-fault
END

guest 8 'cvmsim could not go on' "an option cvmsim does not know" --platform sim \
	--cvmsim-append no-such-option <<-'END'
	:
END

echo "1..$count"
[ $failed = 0 ]
