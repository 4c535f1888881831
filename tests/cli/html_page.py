#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Looks at a page of vmexitstat compare --html.

inject PAGE SCRIPT      a copy that runs the script, to standard output
frame PAGE              its elements nest and are known, none fetches or runs
figures PAGE BASE NEW.. every figure in it is what the records' histograms say
curves PAGE BASE NEW..  so are the medians of the curves that are drawn
parts PAGE BASE NEW..   and what exits are taken apart into

The quantiles here are written anew, from the description of the form of a
record: what the tool computes is not asked.
"""
import html
import html.parser
import json
import math
import os
import re
import sys

VOID = {"meta", "br", "wbr", "line", "rect", "polyline", "circle"}
ALLOWED = VOID | {
    "html", "head", "title", "style", "body", "main", "nav", "a", "h1", "h2",
    "h3", "p", "b", "strong", "em", "code", "span", "abbr", "ul", "li", "dl",
    "dt", "dd", "div", "section", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "figure", "figcaption", "details", "summary", "footer", "svg",
    "desc", "text", "defs", "pattern"}


class Page(html.parser.HTMLParser):
    """Elements with their attributes and the text directly in them."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.wrong = [], [], []
        with open(path, encoding="utf-8") as page:
            self.feed(page.read())
        if self.open:
            self.wrong.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "in": list(self.open), **dict(attrs)}
        self.elements.append(element)
        if tag not in ALLOWED:
            self.wrong.append(f"element {tag}")
        for name, value in attrs:
            if name.startswith("on") or name == "src" or name == "srcset" or (
                    name == "href" and not value.startswith("#")):
                self.wrong.append(f"attribute {name}={value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another")

    def handle_data(self, data):
        if self.elements:
            self.elements[-1]["text"] += data

    def handle_comment(self, data):
        self.wrong.append(f"comment {data}")


def lower(index):
    shift = max(0, index // 128 - 1)
    return (index - shift * 128) << shift, 1 << shift


def quantile(results, q):
    """Of all of them together; cycles, gross."""
    buckets = {}
    for res in results:
        for index, count in res["buckets"]:
            buckets[index] = buckets.get(index, 0) + count
    rank = max(1, math.ceil(q * sum(buckets.values()) - 1e-9))
    for index in sorted(buckets):
        if rank <= buckets[index]:
            low, width = lower(index)
            value = low + (width * (rank - 0.5) / buckets[index]
                           if width > 1 else 0)
            break
        rank -= buckets[index]
    return min(max(value, min(r["min"] for r in results)),
               max(r["max"] for r in results))


def by_role(probe):
    """How the page calls what each machine may have under another number."""
    probe = re.sub("^in:0x[4-9a-f][0-9a-f]{2}/|^in:0x[0-9a-f]{4}/", "in:pmtimer/", probe)
    return probe.replace("mmio:0xfed00000/", "mmio:hpet/").replace("mmio:0xfec00000/", "mmio:ioapic/")


def median_net(record, runs, probe, gross=False):
    def of(runs, probe):
        for run in runs:
            if "by_probe" not in run:
                run["by_probe"] = {}
                for res in run["results"]:
                    for name in {res["probe"], by_role(res["probe"])}:
                        run["by_probe"].setdefault(name, []).append(res)
        return [r for run in runs for r in run["by_probe"].get(probe, ())
                if r["count"]]

    results = of(runs, probe)
    if not results:
        return None
    value = quantile(results, 0.5)
    if not gross and not probe.startswith("null"):
        value = max(value - quantile(of(record["runs"], "null/insn"), 0.5), 0)
    return value


class Side:
    """Records or published figures."""

    def __init__(self, path):
        paths = [path] if os.path.isfile(path) else [
            os.path.join(path, name) for name in sorted(os.listdir(path))]
        self.records = []
        for name in paths:
            with open(name, encoding="utf-8") as record:
                self.records.append(json.load(record))
        self.published = None
        if "figures" in self.records[0]:
            self.published = {f["probe"]: f["value"]
                              for f in self.records[0]["figures"]}

    def units(self, probe, by_boot, gross):
        """Value and mean logarithm of each unit of evidence."""
        if self.published:
            value = self.published.get(probe)
            return [(value, math.log(value))] if value else []
        out = []
        for record in self.records:
            runs = [median_net(record, [run], probe, gross)
                    for run in record["runs"]]
            runs = [run for run in runs if run is not None]
            if by_boot and runs:
                out.append((sum(runs) / len(runs),
                            sum(map(math.log, runs)) / len(runs)))
            elif not by_boot:
                out += [(run, math.log(run)) for run in runs]
        return out


def mean(values):
    return sum(values) / len(values)


def known(page, base, news):
    """Cells, and what they should hold by (kind, probe, side, what)."""
    cells, counts = [], {}
    for element in page.elements:
        if "data-kind" in element:
            cells.append(element)
    for cell in cells:
        counts[cell["data-what"]] = counts.get(cell["data-what"], 0) + 1
    wrong, cache = [], {}

    def units(side, probe, by_boot, gross):
        key = (id(side), probe, by_boot, gross)
        if key not in cache:
            cache[key] = side.units(probe, by_boot, gross)
        return cache[key]

    for cell in cells:
        kind, what, probe = (cell["data-" + name]
                             for name in ("kind", "what", "probe"))
        if kind not in ("probe", "direct-against-base"):
            continue
        which = cell["data-side"]
        new = news[0 if which == "base" else int(which)]
        by_boot = max(len(base.records), len(new.records)) >= 3
        gross = bool(base.published or new.published)
        path = probe if kind == "probe" else probe.split("/")[0] + "/insn"
        held = units(base, path, by_boot, gross)
        got = units(base if which == "base" else new, probe, by_boot, gross)
        want = None
        if what == "figure" and got:
            want = mean([v for v, _ in got])
        elif what == "overhead" and got and held:
            want = (mean([v for v, _ in got]) / mean([v for v, _ in held])
                    - 1) * 100
        elif what == "ratio" and got and held:
            # One number a side has no spread: of the figures themselves.
            log = 0 if base.published or new.published else 1
            want = [mean([v[log] for v in side]) for side in (held, got)]
            want = math.exp(want[1] - want[0]) if log else want[1] / want[0]
        elif what in ("low", "high", "detects", "rank-p"):
            continue
        is_ = cell.get("data-value")
        if (want is None) != (is_ is None) or (
                want is not None and
                abs(float(is_) - want) > 1e-9 * max(abs(want), 1)):
            wrong.append(f"{kind} {probe} {which} {what}: {is_}, not {want}")
        # What is read is what is meant, as far as it is rounded.
        text = cell["text"].strip().lstrip("~ ")
        if want is not None and what == "figure" and text.isdigit() and \
                abs(int(text) - want) > 0.5001:
            wrong.append(f"{probe} {which}: {text} is read, {want} is meant")
    return wrong, counts


def bars(page, base, news):
    """Bars that are not as long as their means say, or none."""
    wrong, nr = [], 0
    for bar in page.elements:
        if not bar.get("class", "").startswith("bar "):
            continue
        new = None if bar["data-side"] == "base" else news[int(bar["data-side"])]
        by_boot = max(len(side.records) for side in [base] + news) >= 3
        gross = any(side.published for side in [base] + news)
        units = (new or base).units(bar["data-probe"], by_boot, gross)
        nr += 1
        if abs(float(bar["data-value"]) / mean([v for v, _ in units]) - 1) > 1e-9:
            wrong.append(f"bar {bar['data-probe']} {bar['data-side']}")
    return wrong or ["no bars"] * (not nr)


def figures(page, base, news):
    wrong, counts = known(page, base, news)
    wrong += bars(page, base, news)
    rows = {(e["data-probe"], e["data-side"]) for e in page.elements
            if e.get("data-what") == "figure" and e["data-kind"] == "probe"
            and "data-value" in e}
    # None is dropped: whatever has samples stands in the page.
    for side, names in [("base", base)] + list(zip(map(str, range(len(news))),
                                                   news)):
        probes = set(names.published or ())
        for record in names.records if not names.published else ():
            probes |= {r["probe"] for run in record["runs"]
                       for r in run["results"] if r["count"]}
        for probe in probes - {None}:
            if (probe, side) not in rows:
                wrong.append(f"{probe} of {side} is missing")
    if not counts.get("figure"):
        wrong.append("no figures")
    print(counts)
    return wrong


def split_svgs(path):
    with open(path, encoding="utf-8") as page:
        return re.findall(r'<svg id="(curves[^"]*)".*?>(.*?)</svg>',
                          page.read(), re.S)


def at(points, x):
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= x <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return None


def curves(path, base, news):
    """Reads a median off each solid line by the labels of the axes."""
    wrong, read = [], 0
    for name, svg in split_svgs(path):
        texts = [(float(x), float(y), cls, html.unescape(text)) for x, y, cls, text
                 in re.findall(r'<text x="(.*?)" y="(.*?)" class="(.*?)">(.*?)</text>',
                               svg)]
        probe = next(t[3] for t in texts if t[2] == "b")
        up = [(y - 4, math.log(float(text))) for _, y, cls, text in texts
              if cls == "e dim"]
        middle = next(x for x, _, cls, text in texts
                      if cls == "c dim" and text == "50")
        slope = (up[-1][1] - up[0][1]) / (up[-1][0] - up[0][0])
        for cls, points in re.findall(
                r'<polyline class="line (base|new\d)(?: stays)?" points="(.*?)"',
                svg):
            side = base if cls == "base" else news[int(cls[3:])]
            points = [tuple(map(float, p.split(","))) for p in points.split()]
            is_ = math.exp(up[0][1] + (at(points, middle) - up[0][0]) * slope)
            want = median_net(side.records[0], side.records[0]["runs"],
                              probe + "/insn")
            read += 1
            if abs(is_ / want - 1) > 0.02:
                wrong.append(f"{name} {probe} {cls}: {is_:.0f}, not {want:.0f}")
    print(read, "lines")
    if not read:
        wrong.append("no lines")
    return wrong


def parts(path, news):
    """The instruction is its median, its host and module the direct call's."""
    wrong, read = [], 0
    with open(path, encoding="utf-8") as page:
        tables = re.findall(r"numbers of these parts</summary>(.*?)</table>",
                            page.read(), re.S)
    for table, new in zip(tables, news):
        titles = [html.unescape(t) for t in re.findall(r'class="r">(.*?)</th>',
                                                        table)]
        for row in re.findall(r"<tr><th scope=.row.>(.*?)</tr>", table):
            probe = re.sub("<.*?>", "", row[:row.index("</th>")])
            cells = dict(zip(titles, (float(n or "0") for n in re.findall(
                r'<td class="n">(.*?)(?: <span.*?)?</td>', row))))
            record = new.records[0]
            insn = median_net(record, record["runs"], probe)
            direct = [median_net(record, record["runs"],
                                 probe.replace("/insn", path))
                      for path in ("/ghcb-page", "/tdvmcall")]
            direct = direct[0] if direct[0] is not None else direct[1]
            total = cells.pop("insn")
            outside = cells["host"] + cells.get("module", 0)
            read += 1
            if abs(total - insn) > 0.51 or abs(outside - direct) > 1.01 or \
                    abs(sum(cells.values()) - insn) > 2.01:
                wrong.append(f"{probe}: {insn} and {direct}, not {row}")
    print(read, "exits")
    return wrong or ["no parts"] * (not read)


def main():
    what, path = sys.argv[1:3]
    if what == "inject":
        with open(path, encoding="utf-8") as page, \
                open(sys.argv[3], encoding="utf-8") as script:
            text, nr = re.subn(
                r'<meta http-equiv="Content-Security-Policy"[^>]*>',
                lambda _: f"<script>{script.read()}</script>", page.read())
        print(text)
        sys.exit(nr != 1)
    sides = [Side(arg) for arg in sys.argv[3:]]
    if what == "frame":
        wrong = Page(path).wrong
    elif what == "figures":
        wrong = figures(Page(path), sides[0], sides[1:])
    elif what == "parts":
        wrong = parts(path, sides[1:])
    else:
        wrong = curves(path, sides[0], sides[1:])
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


main()
