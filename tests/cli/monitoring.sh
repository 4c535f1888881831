#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What is installed for monitoring, without running it (scrape.sh does): Prometheus rules, by promtool and its
# unit tests; the Grafana dashboard; systemd's units, and how much they allow; where make puts all of that.

# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

here=$top/tests/monitoring
rules=$top/user/monitoring/vmexit.rules.yml
dashboard=$top/user/monitoring/vmexit.dashboard.json
promtool=$("$here/fetch")/promtool || exit
: >"$work/out"
: >"$work/err"

# Only what is installed here is looked at: the release whose module is there for guests, into a tree of its own.
# shellcheck disable=SC2317 # called through ok
make_() { make -s -C "$top" --no-print-directory KERNEL=6.12 DESTDIR="$work/root" PREFIX=/opt/vm "$@"; }
# shellcheck disable=SC2317 # called through ok
same() { diff <(cd "$work/root" && find . -type f | sort) - <<<"$1"; }

ok 'make install' make_ install
release=$(modinfo -F vermagic "$top/build/kmod/6.12/vmexit.ko" | cut -d ' ' -f 1)
ok 'make install: the module has a release' grep -q '^6\.12\.[0-9].*-amd64$' <<<"$release"
ok 'make install: everything at its place' same "./lib/modules/$release/updates/vmexit.ko
./opt/vm/bin/vmexitstat
./opt/vm/lib/systemd/system/vmexit-export.service
./opt/vm/lib/systemd/system/vmexit-export.timer
./opt/vm/share/bash-completion/completions/vmexitstat
./opt/vm/share/fish/vendor_completions.d/vmexitstat.fish
./opt/vm/share/man/man1/vmexitstat.1
./opt/vm/share/man/man8/vmexit.8
./opt/vm/share/vmexitstat/monitoring/README.md
./opt/vm/share/vmexitstat/monitoring/vmexit.dashboard.json
./opt/vm/share/vmexitstat/monitoring/vmexit.rules.yml
$(cd "$top/user/published" && printf './opt/vm/share/vmexitstat/published/%s\n' *.json)
./opt/vm/share/zsh/site-functions/_vmexitstat"
units=$work/root/opt/vm/lib/systemd/system
ok 'the service runs the tool where it was installed' \
	grep -q '^ExecStart=/opt/vm/bin/vmexitstat export -o ' "$units/vmexit-export.service"

# systemd looks whether the program is there.
sed -i "s|=/opt/vm/|=$work/root/opt/vm/|" "$units/vmexit-export.service"
# shellcheck disable=SC2317 # called through ok
verified() {
	systemd-analyze verify --man=no "$units"/vmexit-export.{service,timer} >"$work/out" 2>&1 && silent out
}
ok 'systemd understands the units' verified
# 1.0 of 10: what is left is root, the host's network namespace and root directory, /proc.
ok 'systemd finds the service locked up' \
	systemd-analyze security --offline=true --threshold=10 "$units/vmexit-export.service"
ok 'the timer starts that service' [ -e "$units/$(basename "$units"/*.timer .timer).service" ]

ok 'make uninstall' make_ uninstall
ok 'make uninstall: nothing is left' [ -z "$(find "$work/root" -type f)" ]

cp "$rules" "$here/rules_test.yml" "$work"
ok 'rules: promtool reads them' "$promtool" check rules "$rules"
ok 'rules: they find what they should, and nothing else' "$promtool" test rules "$work/rules_test.yml"

ok 'dashboard: each panel can be shown, and is named' python3 "$here/dashboard.py" sane "$dashboard"
ok 'rules, dashboard: only metrics and labels that there are' python3 "$here/dashboard.py" names "$rules" "$dashboard"
python3 "$here/dashboard.py" rules "$dashboard" >"$work/queries.yml"
ok 'dashboard: promtool reads its queries' "$promtool" check rules "$work/queries.yml"
ok 'dashboard: a query each and more' json "len(d['groups'][0]['rules']) > 20" "$work/queries.yml"

done_testing
