#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""record.schema.json against the reader: TAP.

    schema.py SCHEMA CORPUS [RECORD...]

Of the corpus, what record_load() takes the schema has to take, and what the
schema refuses record_load() has to refuse (the other way round it is allowed to
know more: sums, order, duplicates). RECORDs, as the tool wrote them, have to be
valid, summary and all.
"""
import json
import os
import sys

import jsonschema

# Whole reals are integers to a schema, but not to the reader.
TAKEN_BY_SCHEMA = ("version-real.json",)

# Refused for what a schema cannot say.
BEYOND = ("runs[0].results[1].count: ", "runs[0].results[1].executed",
          "runs[0].results[1].min", "runs[0].results[1].max",
          "runs[0].results[1].sum", "runs[0].results[1].probe: on this CPU",
          "runs[0].results[1].buckets[1]", "control character",
          "duplicate object key", "maximum parsing depth", "line ",
          "real number overflow", "too big")

RESULTS = []


def report(good, name, why=""):
    RESULTS.append(good)
    print(f"{'ok' if good else 'not ok'} {len(RESULTS)} - schema: {name}")
    if not good and why:
        print("# " + str(why).splitlines()[0])


def verdict(validator, path):
    """None if valid, else why not."""
    try:
        with open(path, encoding="utf-8") as text:
            doc = json.load(text)
    except (ValueError, RecursionError) as error:
        return error
    return next(iter(validator.iter_errors(doc)), None)


def main():
    with open(sys.argv[1], encoding="utf-8") as text:
        schema = json.load(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    corpus = sys.argv[2]
    with open(os.path.join(corpus, "EXPECTED"), encoding="ascii") as text:
        expected = [line.rstrip("\n").split("\t") for line in text]
    for name, want in expected:
        why = verdict(validator, os.path.join(corpus, name))
        # The summary is for people: the reader takes any.
        if want == "ok" and name != "ok-summary-nonsense.json":
            report(why is None, name + " is taken", why)
        elif (want != "ok" and name not in TAKEN_BY_SCHEMA and
              not want.startswith(BEYOND)):
            report(why is not None, name + " is refused")
    for path in sys.argv[3:]:
        why = verdict(validator, path)
        report(why is None, os.path.basename(path) + " is valid", why)
    print(f"1..{len(RESULTS)}")
    return 0 if all(RESULTS) else 1


sys.exit(main())
