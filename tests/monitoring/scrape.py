#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""scrape.py URL CHECK [ARGUMENT...]: asks a Prometheus, and says what is not as it should be.

wait HOSTS            until that many hosts have all figures, half a minute at most
readable              no file is refused
rules                 every rule is evaluated
quiet                 no alert fires, or is about to
dashboard FILE        every query of the dashboard is answered, not with nothing
figures HOST FILE     p50, p99, mean of HOST against those of the file that it exports
general               the multiples of General VM hosts
labelled              every series of an emulated host has the label, and no other host's has
"""
import json
import math
import sys
import time
import urllib.parse
import urllib.request

import dashboard
import prom

URL = sys.argv[1] if __name__ == "__main__" else ""
KEY = ("exit", "path", "parameter", "route", "emulated")


def api(path, **parameters):
    with urllib.request.urlopen(f"{URL}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=60) as reply:
        return json.load(reply)["data"]


def ask(expr):
    """[(labels, value)]"""
    return [(row["metric"], float(row["value"][1])) for row in api("query", query=expr)["result"]]


def key(labels):
    # Prometheus has no empty labels.
    return tuple(labels.get(name, "") for name in KEY)


def wait(hosts):
    for _ in range(600):
        if len(ask("count by (instance) (vmexit:p99_ratio:past_day)")) == int(hosts):
            return
        time.sleep(0.5)
    yield f"only {ask('count by (instance) (vmexit:p99_ratio:past_day)')}"


def readable():
    rows = ask("node_textfile_scrape_error")
    if not rows or any(value for _, value in rows):
        yield rows


def rules():
    found = [rule for group in api("rules")["groups"] for rule in group["rules"]]
    for rule in found:
        if rule["health"] != "ok":
            yield rule["name"], rule.get("lastError")
    if len(found) < 10:
        yield f"only {len(found)} rules"


def quiet():
    yield from api("alerts")["alerts"]


def answered(file):
    for title, target in dashboard.queries(json.load(open(file))):
        # No alert fires, and that is nothing.
        if not ask(dashboard.substituted(target["expr"], "10s")) and not target["expr"].startswith("ALERTS"):
            yield f"{title}: no answer to {target['expr']}"


def of_file(file):
    """{key: (bounds with cumulative counts, sum, count)} of the probes that have samples."""
    probes = {}
    for name, labels, value in prom.parse(open(file).read()):
        if name.startswith("vmexit_duration_seconds_"):
            probe = probes.setdefault(key(labels), {"bucket": []})
            if name.endswith("_bucket"):
                probe["bucket"].append((float(labels["le"]), value))
            else:
                probe[name.rsplit("_", 1)[1]] = value
    return {k: (sorted(p["bucket"]), p["sum"], p["count"]) for k, p in probes.items() if p["count"]}


def bucket(bounds, quantile):
    """The bounds between which it lies; what lies above the last is given as that one."""
    lower = 0.0
    for bound, cumulative in bounds:
        if cumulative >= quantile * bounds[-1][1]:
            return lower, lower if bound == math.inf else bound
        lower = bound


def figures(host, file):
    expected = of_file(file)
    for series, quantile in (("p50", 0.5), ("p99", 0.99), ("mean", None)):
        got = {key(labels): value for labels, value in ask(f'vmexit:{series}_seconds:15m{{instance="{host}"}}')}
        if set(got) != set(expected) or not got:
            yield f"{series}: of {sorted(got)}, not of {sorted(expected)}"
            continue
        for probe, (bounds, total, count) in expected.items():
            low, high = bucket(bounds, quantile) if quantile else (total / count,) * 2
            if not low * (1 - 1e-9) <= got[probe] <= high * (1 + 1e-9):
                yield f"{probe}: {series} {got[probe]}, not {low} .. {high}"


def general():
    p50 = {(labels["instance"], *key(labels)): value for labels, value in ask("vmexit:p50_seconds:15m")}
    ratios = ask("vmexit:p50_ratio:general_vm")
    for mark in "", "emulated-":
        found = [(labels, value) for labels, value in ratios if labels["instance"] == mark + "snp"]
        if sorted(labels["exit"] for labels, _ in found) != ["cpuid", "rdmsr"]:
            yield f"{mark}snp: ratios of {found}"
        for labels, value in found:
            exit_, path, parameter, _, emulated = key(labels)
            by = p50[mark + "general", exit_, path, parameter, "VMEXIT", emulated]
            expected = p50[mark + "snp", *key(labels)] / by
            # Where a file brought more General VM hosts, the median is of all.
            alone = len(ask('vmexit_info{platform="General VM"}')) == 2
            if alone and not math.isclose(value, expected, rel_tol=1e-6) or value == 1:
                yield f"{labels}: {value}, not {expected}"


def labelled():
    emulated = {labels["instance"]: labels.get("emulated") for labels, _ in ask("vmexit_info")}
    for labels, _ in ask('{__name__=~"vmexit.+", instance!=""}'):
        if labels.get("emulated") != emulated[labels["instance"]]:
            yield labels
    for host, text in emulated.items():
        if host in prom.HOSTS and (text or "") != prom.HOSTS[host][3]:
            yield f"{host}: {text}"


if __name__ == "__main__":
    check = {"dashboard": answered}.get(sys.argv[2]) or globals()[sys.argv[2]]
    wrong = list(check(*sys.argv[3:]))
    for line in wrong:
        print(line)
    sys.exit(bool(wrong))
