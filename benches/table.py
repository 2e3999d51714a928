"""A portal with one large table of service requests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import make_requests
from make_requests import FIELDS
from measure import CLASSIFICATION, ROOT

# A generator that was not written by us, of a table with the same columns: taken where it is there.
OTHER_GENERATOR = ROOT.parent / "shared" / "gen" / "make_big.py"

DATASET = """title = "Requests made of the city"
description = "One row is one request that someone made of the city. All of it is invented, so that large tables can be measured."
keywords = ["311", "requests"]
theme = "GOVE"
publisher = "city"
license = "PDDL-1.0"
update_frequency = "quarterly"
issued = 2025-04-15
modified = 2026-11-01
contact = { name = "Call Center", email = "requests@harborview.example" }
temporal = { start = 2015-01-01, end = "ongoing" }
spatial = { name = "The city", bbox = [-71.19, 42.22, -70.92, 42.40] }
""" + CLASSIFICATION + """
[[resources]]
path = "service-requests.csv"
title = "Requests"
description = "One row is one request."
primary_key = ["request_id"]
unique_keys = [["case_key"]]
"""


def portal(folder: Path, megabytes: int, settings: str = "") -> Path:
    """Makes a portal with more settings, and gives the path of its table."""
    shutil.copytree(ROOT / "policy", folder / "policy")
    (folder / "portal.toml").write_text((ROOT / "portal.toml").read_text() + settings)
    data = folder / "datasets" / "service-requests"
    data.mkdir(parents=True)
    (data / "dataset.toml").write_text(DATASET + "".join(field(*one) for one in FIELDS.items()))
    table = data / "service-requests.csv"
    if OTHER_GENERATOR.exists():
        subprocess.run([sys.executable, str(OTHER_GENERATOR), "--size", f"{megabytes}M", "--out", str(table)], check=True,
                       stderr=subprocess.DEVNULL)
    else:
        make_requests.write(table, megabytes * 1_000_000)
    return table


def field(name: str, kind: str) -> str:
    """The declaration of a column."""
    kind, more = ("number", "decimals = 2\n") if kind == "decimal" else (kind, "")
    description = f"What the register of requests holds as {name.replace('_', ' ')}."
    return f'\n[[resources.fields]]\nname = "{name}"\ntype = "{kind}"\n{more}description = "{description}"\n'
