#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Whether watch's last lines of JSON say what its last lines of CSV say: two that watched the same.

usage: lines.py JSON CSV
"""
import csv
import json
import pathlib
import sys


def last_by_probe(lines):
    return {line["probe"]: line for line in lines}


def same(name, value, text):
    if name in ("time", "seconds"):
        return bool(value) and bool(text)
    if value is None:
        return text == ""
    return str(value) == text


objects = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text("utf-8").split("\n")[:-1]]
rows = list(csv.DictReader(pathlib.Path(sys.argv[2]).read_text("utf-8").splitlines()))
read, told = last_by_probe(objects), last_by_probe(rows)
wrong = [(probe, name, line[name], told[probe].get(name)) for probe, line in read.items() for name in line
         if not same(name, line[name], told[probe].get(name))]
print(*wrong, sep="\n")
measured = [line for line in read.values() if line["samples"] and line["gross_p50_cycles"]]
sys.exit(bool(wrong) or list(read) != list(told) or list(objects[0]) != list(rows[0]) or len(measured) < 6)
