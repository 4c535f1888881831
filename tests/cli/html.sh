#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# vmexitstat compare --html: a page that says what the records say, fetches and runs nothing, and can be
# read at two widths in both colour schemes, as a browser lays it out. Pictures are left in build/html.

# shellcheck disable=SC2317 # functions that ok calls
# shellcheck source=tests/cli/lib.bash
. "$(dirname "$0")/lib.bash"

here=$top/tests/cli
pictures=$top/build/html
mkdir -p "$pictures"

# browse WIDTH HEIGHT SCHEME ARGUMENT...: a browser without a window, a network and a past; what it prints
# goes to $work/dom. SCHEME: 0 dark, 1 light, as Chromium numbers them.
browse() {
	local width=$1 height=$2 scheme=$3

	shift 3
	HOME=$work timeout -k 5 600 chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars \
		--user-data-dir="$work/profile" --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --host-resolver-rules='MAP * ~NOTFOUND' \
		--blink-settings=preferredColorScheme="$scheme" --window-size="$width,$height" \
		--enable-logging=stderr "$@" >"$work/dom" 2>"$work/log"
}

# look PAGE WIDTH SCHEME: has html_check.js look at a copy of the page; $work/found is what it found.
look() {
	: >"$work/found"
	python3 "$here/html_page.py" inject "$1" "$here/html_check.js" >"$work/copy.html" || return
	browse "$2" 900 "$3" --virtual-time-budget=5000 --dump-dom "file://$work/copy.html" || return
	python3 -c '
import html, re, sys
print(html.unescape(re.search(r"<html[^>]*>(\{.*\})</html>", sys.stdin.read(), re.S).group(1)))' \
		<"$work/dom" >"$work/found"
}

# found EXPRESSION: holds for what was found; if not, that is shown.
found() {
	json "$1" "$work/found" || { head -c 3000 "$work/found"; false; }
}

# sound NAME: nothing that the browser saw is wrong.
sound() {
	ok "$1: texts of figures are in them, on no other and on no bar" found "not d['wrong']['texts'] and d['texts'] > 20"
	ok "$1: text can be read against its background" found "not d['wrong']['contrast'] and d['contrast'] >= 4.5"
	ok "$1: figures say what they are" found "not d['wrong']['names'] and d['svgs'] > 1"
	ok "$1: bars are as long as they say" found "not d['wrong']['bars']"
	ok "$1: nothing is too wide or too small" found "not d['wrong']['width']"
	ok "$1: no script but the test's, nothing fetched" found "d['scripts'] == 1 and not d['fetched']"
}

# page NAME SIDE...: a page of these sides, with the figures that they have.
page() {
	local name=$1

	shift
	vm compare --html --cross-path -o "$work/$name.html" "$@"
	ok "$name: status 0" ends 0
	ok "$name: nothing printed" silent out
	ok "$name: elements nest, none fetches or runs" python3 "$here/html_page.py" frame "$work/$name.html"
	ok "$name: figures are the records'" python3 "$here/html_page.py" figures "$work/$name.html" "$@"
}

# picture NAME WIDTH SCHEME FILE: of the page itself, as far down as Chromium draws; its policy stops nothing
# of its own.
picture() {
	local height

	height=$(python3 -c 'import json, sys; print(min(json.load(open(sys.argv[1]))["height"] + 150, 16000))' \
		"$work/found") || return
	browse "$2" "$height" "$3" --screenshot="$pictures/$4.png" "file://$work/$1.html" || return
	[ -s "$pictures/$4.png" ] && hasnt 'Content Security Policy' "$work/log"
}

python3 "$here/html_records.py" "$work" || exit

page usual "$work/general.json" "$work/snp.json" "$work/tdx.json"
text=$work/usual.html
ok 'the curves that are drawn have the medians of the samples' \
	python3 "$here/html_page.py" curves "$text" "$work/general.json" "$work/snp.json" "$work/tdx.json"
ok 'parts are those of the instruction and of the direct call' \
	python3 "$here/html_page.py" parts "$text" "$work/general.json" "$work/snp.json" "$work/tdx.json"
# in_order TEXT...: each of them is in the page, behind the one before.
in_order() {
	python3 -c '
import sys
page, at = open(sys.argv[1], encoding="utf-8").read(), 0
for text in sys.argv[2:]:
    at = page.index(text, at) + 1' "$@"
}
ok 'the answer comes first, then bars and parts, the tables last' in_order "$text" '<h1>' 'class="answer"' 'id="overhead"' \
	'<svg id="bars' 'id="parts"' '<svg id="parts' 'id="notes"' 'id="figures"' 'class="figures"'
vm compare --json "$work/general.json" "$work/snp.json"
times=$(python3 -c 'import json, sys; print("%.3g" % next(r["ratio"]
	for r in json.load(open(sys.argv[1]))["comparisons"][0]["rows"] if r["kind"] == "geometric-mean"))' "$work/out")
ok 'the answer is the geometric mean' has "$text" "In SEV-SNP an exit takes <strong>$times times as long</strong> as in General VM"
ok 'and where it comes from' has "$text" "the guest kernel's part is 8 to 40 %"
on_paper() {
	browse 800 900 1 --no-pdf-header-footer --print-to-pdf="$work/page.pdf" "file://$1"
	[ "$(grep -acE '/Type */Page($|[^s])' "$work/page.pdf")" = "$2" ]
}
ok 'on paper it is two pages' on_paper "$text" 2
ok 'says what it is' has "$text" '<html lang="en">' '<meta charset="utf-8">' 'name="viewport"' \
	'<title>SEV-SNP, TDX against General VM'
ok 'its policy lets it do nothing' has "$text" "content=\"default-src 'none'; style-src 'unsafe-inline'\""
ok 'made by whom' has "$text" "vmexitstat $("$tool" --version | grep -o '[0-9.]*$')"
ok 'a hostile CPU model is text' has "$text" '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;&#39;'
ok 'so is a reason' has "$text" '&lt;b&gt;took&lt;/b&gt; &quot;#UD&quot; &amp; &#39;nothing&#39; answers'
ok 'no script' hasnt '<script' "$text"
ok 'what one side lacks is said' grep -qE 'in:0x608.*not measured in SEV-SNP' "$text"
ok 'what did not exit is not called an exit' grep -qE 'cpuid:0x0.*VMEXIT.*#VC<.*did not exit' "$text"
ok 'the machines differ' grep -qE 'class="differs".*cpu model.*≠ differs' "$text"
ok 'what a machine does not tell is no difference' grep -qF '<tr><th scope="row">vmpl</th><td><em>not told</em></td><td>0</td>' "$text"
ok 'not emulated' hasnt '[Ee]mulated, not|EMULATED|ticks' "$text"
for width in 800 1600; do
	for scheme in 0 1; do
		name="$width pixels, $( ((scheme)) && echo light || echo dark)"
		ok "$name: opened" look "$text" $width $scheme
		ok "$name: as wide" found "d['width'] == $width"
		ok "$name: in these colours" found "d['dark'] == (not $scheme) and (sum(d['page']) > 600) == bool($scheme)"
		sound "$name"
		ok "$name: picture, and no policy broken" picture usual $width $scheme \
			"$width-$( ((scheme)) && echo light || echo dark)"
	done
done

page emulated "$work/emulated-Gen.json" "$work/emulated-SEV.json"
ok 'emulated: banner' has "$work/emulated.html" \
	'EMULATED: a &lt;sim&gt; &amp; more: figures are not latencies'
ok 'emulated: ticks, no time' hasnt 'in (cycles|ns)|>(cycles|ns)<' "$work/emulated.html"
captions=$(grep -cE '<(fig)?caption><strong class="alarm">Emulated, not latencies' "$work/emulated.html")
ok 'emulated: every figure says so' [ "$captions" -ge "$(grep -c '<figure>' "$work/emulated.html")" ]
ok 'emulated: opened' look "$work/emulated.html" 800 0
sound emulated
ok 'emulated: picture' picture emulated 800 0 emulated-800-dark

page records "$work/dir-Gen" "$work/dir-SEV"
ok 'records: their boots are the unit of evidence' has "$work/records.html" 'boot, 3 against 3'
ok 'records: parts are of the first' has "$work/records.html" 'Of the first of 3 records alone'
ok 'records: opened' look "$work/records.html" 1600 1
sound records

vm compare --svg -o "$work/figure.svg" "$work/general.json" "$work/snp.json"
ok 'figure: status 0' ends 0
ok 'figure: SVG by itself, and light' python3 -c '
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == "{http://www.w3.org/2000/svg}svg" and "dark)" not in open(sys.argv[1]).read()
texts = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
assert texts[0] == "SEV-SNP against General VM" and "95 %" in texts[1] and "cpuid:0x1" in texts
assert len([r for r in root.iter("{http://www.w3.org/2000/svg}rect")]) > 20' "$work/figure.svg"
vm compare --svg "$work/emulated-Gen.json" "$work/emulated-SEV.json"
ok 'figure: colours that any reader of SVG knows' hasnt 'var\(' "$work/out"
ok 'figure: says so where it is emulated' out '>EMULATED: figures are not latencies ('

page alike "$work/snp.json" "$work/again.json" "$work/snp.json"
ok 'alike: sides have names of their own' has "$work/alike.html" '<title>new 1, new 2 against base'
ok 'alike: no difference is claimed' has "$work/alike.html" '>~</abbr>'
ok 'alike: opened' look "$work/alike.html" 800 1
sound alike

page published "$work/general.json" "$work/published.json"
ok 'published: said at the bar' has "$work/published.html" ', published</text>'
ok 'published: no interval' has "$work/published.html" 'no interval'
ok 'published: opened' look "$work/published.html" 800 1
sound published

make_record unsure.json rdmsr:0x1b/insn@unknown=1000,1010,990
make_record paravisor.json fingerprint.platform=paravisor-isolated \
	rdmsr:0x1b/insn@paravisor=1400,1410,1390
page unsure "$work/unsure.json" "$work/paravisor.json"
ok 'unsure: what may have left is drawn, and said' has "$work/unsure.html" '(+40.0 %), exit not certain</text>'
ok 'unsure: opened' look "$work/unsure.html" 800 1
sound unsure

vm compare --html -o "$work/many.html" "$work/many.json" "$work/many-es.json"
ok 'many probes: status 0' ends 0
ok 'many probes: so many rows, and the mean' [ "$(grep -c '^<tr class="probe">' "$work/many.html") $(
	grep -c '^<tr class="geometric-mean">' "$work/many.html")" = '500 1' ]
ok 'many probes: the table says how many it leaves out' has "$work/many.html" 'The first 500 rows; 9501 more are left out'
ok 'many probes: figures say how many they leave out' has "$work/many.html" '9960 more exits are not drawn' \
	'9961 more exits are not drawn'
ok 'many probes: no larger than a browser opens at once' [ "$(wc -c <"$work/many.html")" -lt 1500000 ]
ok 'many probes: not so many bars' [ "$(grep -c 'class="bar ' "$work/many.html")" = 80 ]
ok 'many probes: opened' look "$work/many.html" 800 1
sound 'many probes'

done_testing
