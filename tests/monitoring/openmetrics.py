#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Whether a file is OpenMetrics, by the words of its reference parser (which apt installs for /usr/bin/python3).

usage: openmetrics.py FILE
"""
import pathlib
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families = list(text_string_to_metric_families(pathlib.Path(sys.argv[1]).read_text("utf-8")))
types = {family.name: family.type for family in families}
print(types)
sys.exit(types.get("vmexit_duration_seconds") != "histogram" or types.get("vmexit_info") != "gauge")
