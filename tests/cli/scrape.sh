#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# A real node_exporter for each of several hosts, a real Prometheus that scrapes them and evaluates the rules,
# and the dashboard's queries, answered with the figures that the hosts' files have. All on loopback, half a
# minute. The files are made up; VMEXIT_PROM names others, blanks between them, to be looked at beside those:
#
#	VMEXIT_PROM=vmexit.prom make check T=cli:scrape

# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

here=$top/tests/monitoring
bin=$("$here/fetch") || exit
pids=()
# shellcheck disable=SC2317 # called by the trap
cleanup() {
	kill "${pids[@]}" 2>/dev/null
	wait
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP
: >"$work/out"
: >"$work/err"

# daemon NAME COMMAND...: in the background until the end, even one without cleanup(); on a port that the kernel
# chose: $address.
daemon() {
	local name=$1 tries

	shift
	timeout 1200 "$@" >"$work/$name.log" 2>&1 &
	pids+=($!)
	for ((tries = 0; tries < 1200; tries++)); do
		address=$(grep -oP 'Listening on.* address=\K127[.0-9]+:[0-9]+' "$work/$name.log" 2>/dev/null) && return
		sleep 0.1
	done
	sed 's/^/# /' "$work/$name.log"
	echo "Bail out! $name does not listen"
	exit 1
}

# A host a file: node_exporter reads it, and its counters grow each second.
targets=$work/targets.json
host() {
	mkdir "$work/$1"
	python3 "$here/prom.py" feed "$work/$1.prom" "$work/$1" &
	pids+=($!)
	daemon "$1.node" "$bin/prometheus-node-exporter" --collector.disable-defaults --collector.textfile \
		--collector.textfile.directory="$work/$1" --web.listen-address=127.0.0.1:0
	echo "${comma:-[}{\"targets\": [\"$address\"], \"labels\": {\"instance\": \"$1\"}}" >>"$targets"
	comma=,
	ok "$1: its file has the series that rules and dashboard count on" \
		python3 "$here/prom.py" check "$work/$1.prom"
}
hosts=(snp general emulated-snp emulated-general)
for name in "${hosts[@]}"; do
	python3 "$here/prom.py" make "$name" >"$work/$name.prom"
	host "$name"
done
for file in ${VMEXIT_PROM:-}; do
	name=file$((${#hosts[@]} - 3))
	hosts+=("$name")
	cp "$file" "$work/$name.prom" || exit
	host "$name"
done
echo ']' >>"$targets"

# The rules for those who wait: seconds for minutes, and all that hangs on them.
sed 's/interval: 1m/interval: 1s/; s/\[15m\]/[8s]/g; s/\[1d:10m\] offset 1h/[5s:1s] offset 3s/g; s/>= 36$/>= 3/' \
	"$top/user/monitoring/vmexit.rules.yml" >"$work/rules.yml"
ok 'rules: none of these is left' hasnt '1m$|15m\]|1d:|offset 1h|>= 36' "$work/rules.yml"
cat >"$work/prometheus.yml" <<-END
	global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
	rule_files: [rules.yml]
	scrape_configs: [{job_name: node, file_sd_configs: [{files: [targets.json]}]}]
END
daemon prometheus "$bin/prometheus" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
	--web.listen-address=127.0.0.1:0

# shellcheck disable=SC2317 # called through ok
look() { python3 "$here/scrape.py" "http://$address" "$@"; }
ok 'rules have had the time they need' look wait "${#hosts[@]}"
ok 'node_exporter reads each file' look readable
ok 'rules: all are evaluated without a complaint' look rules
ok 'nobody is alerted' look quiet
ok "each of the dashboard's queries is answered" look dashboard "$top/user/monitoring/vmexit.dashboard.json"
for name in "${hosts[@]}"; do
	ok "$name: p50, p99 within their buckets, mean as in its file" look figures "$name" "$work/$name.prom"
done
ok 'against the General VM hosts: by that much, and like with like' look general
ok 'what is emulated is labelled wherever it is' look labelled

done_testing
