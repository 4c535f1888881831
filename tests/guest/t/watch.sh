# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2016
#
# vmexitstat watch: on a real terminal, which tmux is, and as lines; against a record of this guest.
. /guest-lib.sh
. /common.sh

d=/sys/kernel/vmexit
me=$(printf '\033')
export LC_ALL=C.UTF-8

# ---- the terminal --------------------------------------------------------------

# screen COLUMNS ROWS [NAME=VALUE...]: a new one, with a shell and a line of text on it.
screen() {
	columns=$1 rows=$2
	shift 2
	tmux kill-server 2>/dev/null
	rm -f /tmp/ended
	tmux -f /tmp/tmux.conf new-session -d -x "$columns" -y "$rows" env "$@" PS1='prompt> ' sh || return
	shown '^prompt>' || return
	line 'echo before: $((40 + 2)); stty -g >/tmp/stty'
	shown '^before: 42'
}

pane() { tmux capture-pane -p "$@"; }
state() { tmux display-message -p "#{alternate_on} #{cursor_flag} #{pane_width}x#{pane_height}"; }
keys() { tmux send-keys "$@"; }
line() { tmux send-keys -l "$1" && keys Enter; }

# until COMMAND...: it succeeds within a minute. A stint in which the VM stood still has the monitor
# idle for five seconds, and there are four to a part.
until_() {
	for _ in $(seq 1 300); do
		"$@" && return
		usleep 200000
	done
	echo "never: $*"
	return 1
}

# shown PATTERN: it is on the screen before long.
on_screen() { pane -J >/tmp/pane && grep -qE -- "$1" /tmp/pane; }
shown() {
	until_ on_screen "$1" && return
	cat /tmp/pane
	return 1
}

# watch_on [ARGUMENT...]: begins, and what it ended with will be in /tmp/ended.
watch_on() {
	rm -f /tmp/ended
	line "vmexitstat watch $*; echo \$? >/tmp/ended"
	shown '^Monitor ' && shown '^q: quit'
}

# fits COLUMNS ROWS: nothing on the screen is wider, and its last line is where it should be.
fits() {
	pane >/tmp/pane
	awk -v columns="$1" -v rows="$2" '
		length($0) > columns { print NR ": " $0; bad = 1 }
		/^q: quit/ { last = NR }
		END { if (last != rows) print "last line in " last; exit bad || last != rows }' /tmp/pane
}
fits_soon() { until_ fits "$@" >/tmp/fits || { tail -n 3 /tmp/fits; return 1; }; }

# ended STATUS: it has, with that, and left the terminal as it was: what was on it, the cursor, the
# settings, and the shell goes on.
ended() {
	until_ test -s /tmp/ended || return
	[ "$(cat /tmp/ended)" = "$1" ] || { echo "status $(cat /tmp/ended)"; return 1; }
	shown '^before: 42' || return
	case $(state) in "0 1 "*) ;; *) state; return 1 ;; esac
	if grep -E '^q: quit|^Monitor|^probe ' /tmp/pane; then return 1; fi
	rm -f /tmp/stty2
	line 'stty -g >/tmp/stty2; echo after: $((50 + 3))'
	shown '^after: 53' && cmp /tmp/stty /tmp/stty2
}

# excerpt NAME: the screen as it is, for people.
excerpt() {
	diag "screen: $1"
	pane | sed 's/^/# |/'
}

# has TEXT...: all of them are on the screen.
has() {
	pane >/tmp/pane
	for text; do
		grep -qF -- "$text" /tmp/pane || { echo "no '$text' in:"; cat /tmp/pane; return 1; }
	done
}
hasnt() {
	pane >/tmp/pane
	! grep -F -- "$1" /tmp/pane
}

not_in() { ! grep -e "$1" "$2"; }

# ---- lines -----------------------------------------------------------------------

# watch [ARGUMENT...]: without a terminal; its $code, /tmp/out and /tmp/err.
watch() {
	code=0
	vmexitstat watch "$@" </dev/null >/tmp/out 2>/tmp/err || code=$?
}

# last NAME PROBE: that column of the probe's last line.
last() { value "$2" "$1" /tmp/named | tail -n 1; }
# by_name: the lines as value() of common.sh wants them, the probe first.
by_name() { sed 's/^\([^,]*\),\([^,]*\),\([^,]*\),/\3,\1,\2,/' /tmp/out >/tmp/named; }

# watch_until CHECK ARGUMENT...: lines, anew until they are as CHECK wants them.
watch_until() {
	check=$1
	shift
	for _ in $(seq 1 20); do
		watch -n 3 "$@"
		$check >/tmp/why && return
	done
	cat /tmp/why
	return 1
}

# told TEXT: on standard error.
told() { grep -F -- "$1" /tmp/err || { cat /tmp/err; return 1; }; }

# refused TEXT ARGUMENT...: status 131 with these words, and not a line.
refused() {
	text=$1
	shift
	watch -n 1 "$@"
	[ $code = 131 ] && told "$text" && [ ! -s /tmp/out ]
}

reset_all() { for file in "$d"/*/*/reset; do echo 1 >"$file"; done; }

# counted: six probes were measured, and that which is looked at.
counted() { [ "$(cat "$d"/*/*/count | grep -vc '^0$')" -ge 6 ] && [ "$(cat "$d/cpuid:0x1/insn/count")" != 0 ]; }

# as_counted: a line for each probe that was measured, which says what its files say.
as_counted() {
	by_name
	nr=0
	for dir in "$d"/*/*/; do
		name=${dir#"$d"/} name=${name%/}
		[ "$(cat "$dir/count" 2>/dev/null || echo 0)" != 0 ] || continue
		nr=$((nr + 1))
		[ "$(last samples "$name")" = "$(cat "$dir/count")" ] || {
			echo "$name: $(last samples "$name"), not $(cat "$dir/count")"
			return 1
		}
	done
	[ $nr -gt 5 ]
}

# whole: each line has as many fields as the first, and a time.
whole() {
	sed 's/"[^"]*"/quoted/g' /tmp/out | awk -F , '
		NR == 1 { nf = NF }
		NF != nf { print; bad = 1 }
		NR > 1 && $1 !~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-9:]*Z$/ { print; bad = 1 }
		END { exit bad || NR < 2 }'
}

# changes: (now - base) / base, of every line that has both.
changes() {
	sed 's/"[^"]*"/quoted/g' /tmp/out | awk -F , '
		NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{
			now = $c["gross_p50_cycles"]; base = $c["base_gross_p50_cycles"]
			if (now == "" || base == "") next
			nr++
			d = (now - base) / base * 100 - $c["change_p50_percent"]
			if (d > 0.2 || d < -0.2) { print; bad = 1 }
		}
		END { print nr + 0; exit bad || nr < 5 }'
}

mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
echo 'set -g default-terminal tmux-256color' >/tmp/tmux.conf
echo 'set -g status off' >>/tmp/tmux.conf

# ---- off, and on -------------------------------------------------------------------

watch
is $code 131 "no module: status"
ok "no module: told" told "module vmexit is not loaded: modprobe vmexit"

ok "the module loads" load
watch -n 1
is "$code $(wc -l </tmp/out)" "0 1" "off: the column names alone"
ok "off: told, and how to turn it on" told "the monitor is off, and measures nothing: echo 1 >$d/monitor/enabled"
ok "a terminal" screen 80 24
ok "off, on a screen" watch_on
ok "off, on a screen: told" has "Monitor   off" "To turn it on: echo 1 >$d/monitor/enabled" "Nothing was ever monitored"
vmexitstat record -q -s module -n 500 -r 1 -o /tmp/a.json >/dev/null
vmexitstat record -q -s cpl3 -n 10 -r 1 -o /tmp/cpl3.json >/dev/null
echo 10 >$d/monitor/interval_ms
echo 1 >$d/monitor/enabled
ok "turned on meanwhile: goes on, and shows it" shown '^Monitor +runs'
ok "turned on meanwhile: figures" shown '^cpuid:0x1/insn .* [0-9]+ '
keys q
ok "ended by q: status 0, all as before" ended 0

# ---- lines ---------------------------------------------------------------------------

echo 0 >$d/monitor/enabled
reset_all
vmexitstat watch </dev/null >/tmp/out 2>/tmp/err &
pid=$!
vmexitstat watch --json </dev/null >/tmp/json 2>/dev/null &
json=$!
sleep 2
echo 1 >$d/monitor/enabled
ok "lines: six probes are measured" until_ counted
echo 0 >$d/monitor/enabled
sleep 4
ok "lines of JSON: there at once, not when it ends" test "$(wc -l </tmp/json)" -ge 6
kill -TERM $pid $json
wait $pid
is $? 130 "lines: status"
wait $json
is $? 130 "lines of JSON: status"
# Read by the suite, which has what reads JSON.
for file in json out; do gzip -c /tmp/$file | base64 | sed "s/^/# $file: /"; done
ok "lines: nothing to complain about but that it was off" test "$(grep -vc 'the monitor is off' /tmp/err)" = 0
ok "lines: whole" whole
is "$(grep -c '^time,' /tmp/out)" 1 "lines: one of names"
ok "lines: samples are those that were taken" as_counted
is "$(last emulated cpuid:0x1/insn)" "QEMU TCG" "lines: emulated, it is said"
ok "lines: never in ns" test -z "$(last gross_p50_ns cpuid:0x1/insn)"
ok "lines: cycles" test "$(last gross_p50_cycles cpuid:0x1/insn | cut -d . -f 1)" -gt 0
ok "lines: seconds" test "$(last seconds cpuid:0x1/insn | cut -d . -f 1)" -ge 5
is "$(last route cpuid:0x1/insn)" "$(cat $d/cpuid:0x1/insn/route)" "lines: route"
echo 1 >$d/monitor/enabled

ok "anybody may watch" su nobody -s /bin/sh -c 'vmexitstat watch -n 1 </dev/null'
vmexitstat watch -n 5 </dev/null >/tmp/out 2>/tmp/err &
sleep 3
grow=$(cat $d/cpuid:0x1/insn/count)
reset_all
wait
by_name
ok "a reset: begins anew" test "$(last samples cpuid:0x1/insn)" -le "$grow"

timeout 20 vmexitstat watch 2>/tmp/err </dev/null | head -n 3 >/tmp/out
is "$(wc -l </tmp/out) $(wc -c </tmp/err)" "3 0" "| head: ends, quietly"
(timeout 20 vmexitstat watch -i 60 2>/tmp/err </dev/null; echo $? >/tmp/status) | head -n 1 >/tmp/out
is "$(cat /tmp/status) $(wc -c </tmp/err)" "129 0" "| head: ends between two updates, too, quietly"
for signal in INT TERM; do
	# A shell's background job ignores SIGINT: not one of timeout's.
	(timeout -s $signal 3 vmexitstat watch -i 60 </dev/null >/tmp/out 2>/tmp/err; echo $? >/tmp/status)
	is "$(cat /tmp/status) $(wc -c </tmp/err) $(wc -l </tmp/out)" "130 0 1" "SIG$signal: status 130, quietly"
done
for term in 'TERM=dumb' '-u TERM' 'TERM=' 'TERM=nonsense'; do
	screen 200 50 >/dev/null
	line "env $term vmexitstat watch -n 1 2>/tmp/err; echo \$? >/tmp/ended"
	until_ test -s /tmp/ended
	ok "$term: lines" has 'time,monitor,probe,route' ',cpuid:0x1/insn,'
	is "$(cat /tmp/ended)" 0 "$term: status"
done
ok "TERM=nonsense: told" told "terminal type 'nonsense' is not known here: lines instead of a screen"
screen 200 50 >/dev/null
line 'vmexitstat watch --csv -n 1; echo $? >/tmp/ended'
until_ test -s /tmp/ended
ok "--csv on a terminal" has 'time,monitor,probe,route' ',cpuid:0x1/insn,'
rm /tmp/ended
line 'vmexitstat watch --json -n 1; echo $? >/tmp/ended'
until_ test -s /tmp/ended
ok "--json on a terminal" has '{"time":"20' ',"monitor":"' ',"probe":"'
timeout 20 vmexitstat watch --json 2>/tmp/err </dev/null | head -n 3 >/tmp/lines
is "$(wc -l </tmp/lines) $(wc -c </tmp/err)" "3 0" "--json | head: ends, quietly"

# ---- the screen ------------------------------------------------------------------------

ok "80x24: begins" screen 80 24
ok "80x24: watches" watch_on
sleep 6
ok "80x24: nothing is wider" fits_soon 80 24
ok "80x24: a head" has 'EMULATED: QEMU TCG: figures are not latencies' 'Monitor   runs' \
	'In ticks (emulated: not latencies), gross, of the last ' ' s (so far):'
ok "80x24: columns, rows" has 'probe ' 'route' ' p50 ' ' p99 ' ' max ' 'samples' 'cpuid:0x1/insn ' 'rdmsr:0x1b/insn '
ok "80x24: what was there before is not" hasnt 'before: 42'
ok "80x24: never ns" hasnt ' ns'
is "$(state)" "1 0 80x24" "80x24: a screen of its own, no cursor"
excerpt 80x24
tmux resize-window -x 200 -y 50
ok "200x50: redrawn" fits_soon 200 50
ok "200x50: all columns" has 'p99.9' 'disturbed' 'samples'
ok "200x50: one page, once" test "$(grep -c '^probe ' /tmp/pane) $(grep -c '^cpuid:0x1/insn' /tmp/pane)" = "1 1"
excerpt 200x50
tmux resize-window -x 40 -y 12
ok "40x12: redrawn" fits_soon 40 12
ok "40x12: rows that do not fit are told" shown '^q: quit  lines 1 to '
keys End
ok "40x12: End" hasnt 'lines 1 to'
keys Home
ok "40x12: Home" shown '^q: quit  lines 1 to '
keys Down
ok "40x12: an arrow" shown '^q: quit  lines 2 to '
keys Up
ok "40x12: the other" shown '^q: quit  lines 1 to '
keys NPage
ok "40x12: a page" shown '^q: quit  lines ([3-9]|[1-9][0-9]) to '
for size in '20 4' '3 2' '1 1' '500 80'; do
	tmux resize-window -x "${size% *}" -y "${size#* }"
	sleep 1
done
tmux resize-window -x 80 -y 24
ok "and back through sizes nobody has" fits_soon 80 24
keys C-l
ok "Ctrl-L" fits_soon 80 24
keys C-z
ok "Ctrl-Z: the shell's again" shown '^before: 42'
rm -f /tmp/ended
line 'fg; echo $? >/tmp/ended'
ok "and back" shown '^Monitor '
ok "and drawn" fits_soon 80 24
keys C-c
ok "Ctrl-C: status 130, all as before" ended 130
for signal in TERM HUP QUIT; do
	ok "SIG$signal: begins" watch_on
	killall -$signal vmexitstat
	ok "SIG$signal: status 130, all as before" ended 130
done
ok "Q" watch_on
keys Q
ok "Q: status 0" ended 0
ok "-n: begins" watch_on -n 3
ok "-n: ends by itself" ended 0

ok "colours: begins" watch_on
pane -e >/tmp/colors
ok "colours: there are" grep -q "$me\[1m$me\[31mEMULATED" /tmp/colors
keys q
ok "colours: ended" ended 0
ok "NO_COLOR: a terminal" screen 80 24 NO_COLOR=1
ok "NO_COLOR: begins" watch_on -b /tmp/a.json
sleep 3
pane -e >/tmp/colors
ok "NO_COLOR: none" not_in "$me" /tmp/colors
ok "NO_COLOR: but text" grep -q EMULATED /tmp/colors
keys q
ok "NO_COLOR: ended" ended 0
ok "a terminal without colours" screen 80 24 TERM=vt100
ok "a terminal without colours: begins" watch_on
pane -e >/tmp/colors
ok "a terminal without colours: none" not_in "$me\[[0-9;]*3[0-7]m" /tmp/colors
keys q
ok "a terminal without colours: ended" until_ test -s /tmp/ended

# ---- against a record --------------------------------------------------------------------

ok "a baseline: a terminal" screen 200 50
ok "a baseline: begins" watch_on -b /tmp/a.json
ok "a baseline: changes" shown '^cpuid:0x1/insn .*[+-][0-9.]+ %'
ok "a baseline: which, and what differs" has 'Base      General VM, 1 boot, 1 run x 500 samples: /tmp/a.json' 'Warnings  1: CPUs differ'
ok "a baseline: columns" has 'base p50' 'p50 diff' 'base p99' 'p99 diff'
excerpt "200x50, with a baseline"
tmux resize-window -x 80 -y 24
ok "a baseline at 80x24: nothing is wider" fits_soon 80 24
ok "a baseline at 80x24: what matters" has ' p50 ' 'p50 diff' ' %'
excerpt "80x24, with a baseline"
keys q
ok "a baseline: ended" ended 0
ok "a baseline, lines: changes" watch_until changes -b /tmp/a.json
is $code 0 "a baseline, lines: status"
ok "a baseline, lines: warned" told "warning: CPUs differ"
ok "a baseline, lines: whole" whole
by_name
ok "a baseline, lines: never in ns" test -z "$(last base_gross_p50_ns cpuid:0x1/insn)"
is "$(last base_gross_p50_cycles cpuid:0x1/insn)" \
	"$(vmexitstat report --csv /tmp/a.json >/tmp/csv; value cpuid:0x1/insn gross_p50_cycles /tmp/csv)" \
	"a baseline, lines: its gross figure"
sed 's/"emulated": *"[^"]*"/"emulated": null/' /tmp/a.json >/tmp/real.json
ok "a real baseline is refused" refused "is emulated (QEMU TCG)" -b /tmp/real.json
sed 's/"emulated": *"[^"]*"/"emulated": "Bochs"/' /tmp/a.json >/tmp/bochs.json
ok "another emulator's is refused" refused "emulated in two ways" -b /tmp/bochs.json
ok "user space's is refused" refused "source differs: cpl3" -b /tmp/cpl3.json
sed 's/"kernel": *"[^"]*"/"kernel": "another"/' /tmp/a.json >/tmp/other.json
watch -n 1 -b /tmp/other.json
ok "another kernel's is not, but told" told "warning: kernel differs: another in /tmp/other.json"

# ---- what ends it ------------------------------------------------------------------------

echo 60 >$d/monitor/window_s
ok "a window: refused" refused "echo 0 >$d/monitor/window_s"
echo 0 >$d/monitor/window_s
ok "a window meanwhile: begins" watch_on
echo 60 >$d/monitor/window_s
ok "a window meanwhile: told, once the screen is as before" shown "^vmexitstat: the monitor drops samples after 60 s"
ok "a window meanwhile: status 131" ended 131
echo 0 >$d/monitor/window_s
ok "unloaded meanwhile: begins" watch_on
vmexitstat watch </dev/null >/tmp/out 2>/tmp/err &
pid=$!
sleep 2
ok "unloaded meanwhile: it is not in the way" rmmod vmexit
ok "unloaded meanwhile: told, once the screen is as before" shown "the module was unloaded meanwhile"
ok "unloaded meanwhile: status 131" ended 131
wait $pid
is $? 131 "unloaded meanwhile, lines: status 131"
ok "unloaded meanwhile, lines: told" told "the module was unloaded meanwhile"
tmux kill-server
done_testing
