#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The dashboard, and the names that it and the rules use.

dashboard.py sane DASHBOARD         Grafana can show each panel, and a reader knows what it shows
dashboard.py rules DASHBOARD        its queries as a rules file, for promtool
dashboard.py names RULES DASHBOARD  metrics and labels are those of the export, of node_exporter or of the rules;
                                    what is recorded is used
"""
import json
import re
import sys

import yaml

import prom

TARGET = {"job", "instance"}
EMULATED = {"emulated"}
# What else a Prometheus has.
OTHER = {
    "node_textfile_mtime_seconds": TARGET | {"file"},
    "up": TARGET,
    "ALERTS": TARGET | prom.PROBE | EMULATED | {"alertname", "alertstate"},
}
WORDS = {"and", "or", "unless", "bool", "offset"}
LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}
TOKEN = r'"(?:[^"\\]|\\.)*"|\d[\w.]*|[a-zA-Z_:][\w:]*|[=!<>]=|[=!]~|\S'
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def queries(dashboard):
    """(title, target) of all that is asked for, with the variables' queries as targets."""
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target
    for note in dashboard["annotations"]["list"]:
        yield note["name"], {"expr": note["expr"]} | {"legendFormat": note["titleFormat"] + note["textFormat"]}
    for var in dashboard["templating"]["list"]:
        if var["type"] == "query":
            series, label = re.fullmatch(r"label_values\((.*), (\w+)\)", var["definition"]).groups()
            yield "$" + var["name"], {"expr": series, "legendFormat": "{{%s}}" % label}


def substituted(expr, interval="5m"):
    expr = expr.replace("$__rate_interval", interval)
    return re.sub(r'=~"\$\w+"', '=~".*"', expr)


def used(expr):
    """({metric: labels it is selected by}, labels that are listed, labels that are made)."""
    tokens = re.findall(TOKEN, expr)
    metrics, listed, made, at = {}, set(), set(), 0
    while at < len(tokens):
        token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        at += 1
        if token == "[":
            at = tokens.index("]", at)
        elif token in LISTS and following == "(":
            end = tokens.index(")", at)
            listed |= set(tokens[at + 1:end]) - {","}
            at = end + 1
        elif token == "label_replace":
            made |= {json.loads(t) for t in re.findall(r'[)}], ("\w+"), "', expr)}
        elif re.match(r"[a-zA-Z_:]", token) and token not in WORDS and following not in LISTS | {"("}:
            labels = metrics.setdefault(token, set())
            if following == "{":
                end = tokens.index("}", at)
                inside = tokens[at + 1:end]
                labels |= {a for a, b in zip(inside, inside[1:]) if b in ("=", "!=", "=~", "!~")}
                at = end + 1
            if tokens[at:at + 1] == ["offset"]:
                at += 2
    return metrics, listed, made


def sane(dashboard):
    wrong = []
    if dashboard.get("id") is not None:
        wrong.append("the dashboard has an id: it could not be imported")
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(set(ids)) != len(ids):
        wrong.append("panels share an id")
    asking = [*dashboard["panels"], *(t for panel in dashboard["panels"] for t in panel["targets"]),
              *dashboard["annotations"]["list"],
              *(var for var in dashboard["templating"]["list"] if var["type"] == "query")]
    for one in asking:
        if one.get("datasource") != DATASOURCE:
            what = one.get("title") or one.get("name") or one.get("expr")
            wrong.append(f"{what}: not the data source that is chosen")
    variables = {var["name"] for var in dashboard["templating"]["list"]} | {"__rate_interval"}
    for panel in dashboard["panels"]:
        def say(what):
            wrong.append(f"panel {panel['id']}: {what}")
        defaults, at = panel["fieldConfig"]["defaults"], panel["gridPos"]
        for member in ("title", "description"):
            if not panel.get(member):
                say(f"no {member}")
        if not defaults.get("unit"):
            say("no unit")
        if not panel["targets"]:
            say("no query")
        if len({t["refId"] for t in panel["targets"]}) != len(panel["targets"]):
            say("queries share a name")
        if at["x"] + at["w"] > 24:
            say("too wide")
        for other in dashboard["panels"]:
            to = other["gridPos"]
            if other["id"] < panel["id"] and at["x"] < to["x"] + to["w"] and to["x"] < at["x"] + at["w"] \
                    and at["y"] < to["y"] + to["h"] and to["y"] < at["y"] + at["h"]:
                say(f"lies on {other['id']}")
        for target in panel["targets"]:
            unknown = set(re.findall(r"\$([a-z_]\w*)", target["expr"])) - variables
            if unknown:
                say(f"no variable {unknown}")
            # Emulated figures are labelled wherever they are shown.
            lists = re.findall(r"\bby \(([^)]*)\)", target["expr"])
            if any("emulated" not in kept for kept in lists) and \
                    'emulated=""' not in target["expr"] and "EMULATED" not in panel["title"]:
                say("sums up what is emulated with what is not")
            if panel["type"] in ("timeseries", "status-history") and "{{note}}" not in target["legendFormat"]:
                say("the legend does not tell what is emulated")
        if panel["type"] == "table" and not any(
                o["matcher"]["options"] == "emulated" for o in panel["fieldConfig"]["overrides"]):
            say("the column emulated does not stand out")
    return wrong


def names(rules, dashboard):
    wrong, recorded, asked = [], {}, set()
    known = {name: labels | TARGET | EMULATED for name, labels in prom.SERIES.items()} | OTHER

    def look(where, expr, legend=""):
        metrics, listed, made = used(expr)
        asked.update(metrics)
        there = made | TARGET
        for metric, labels in metrics.items():
            if metric not in known:
                wrong.append(f"{where}: no metric {metric}")
                continue
            there |= known[metric]
            if labels - known[metric]:
                wrong.append(f"{where}: {metric} has no label {sorted(labels - known[metric])}")
        for label in (listed | set(re.findall(r"\{\{(\w+)\}\}", legend))) - there:
            wrong.append(f"{where}: no label {label}")

    for rule in (r for group in rules["groups"] for r in group["rules"]):
        told = re.findall(r"\$labels\.(\w+)", json.dumps(rule.get("annotations", {})))
        look(rule.get("record") or rule["alert"], rule["expr"], "".join("{{%s}}" % label for label in told))
        if "record" in rule:
            per = TARGET if rule["record"] == "vmexit:export_age_seconds" else TARGET | prom.PROBE
            known[rule["record"]] = recorded[rule["record"]] = per | EMULATED
        # A query inside an annotation.
        for text in rule.get("annotations", {}).values():
            for query in re.findall(r'printf "([\w:]+\{.*?\})"', text):
                look(rule["alert"], query.replace("%q", '""'))
    for title, target in queries(dashboard):
        look(title, target["expr"], target.get("legendFormat", ""))
    wrong += [f"{name} is recorded for nobody" for name in sorted(set(recorded) - asked)]
    return wrong


if __name__ == "__main__":
    what, *files = sys.argv[1:]
    documents = [yaml.safe_load(open(name)) if name.endswith(".yml") else json.load(open(name)) for name in files]
    if what == "rules":
        json.dump({"groups": [{"name": "dashboard", "rules": [
            {"record": f"query:{i}", "expr": substituted(target["expr"])}
            for i, (_, target) in enumerate(queries(*documents))]}]}, sys.stdout)
    else:
        found = {"sane": sane, "names": names}[what](*documents)
        for line in found:
            print(line)
        sys.exit(bool(found))
