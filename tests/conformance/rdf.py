#!/usr/bin/env python3
"""Validates the catalogue of built sites as linked data: three syntaxes of one graph, its profiles, and DCAT-US 3.

    python tests/conformance/rdf.py --site _site --site OTHER --standards DIR

What a check needs and what is not there is said loudly; the others still run.
"""

from __future__ import annotations

import sys

from rdf_checks import CHECKS
from sample import over_sites


if __name__ == "__main__":
    sys.exit(over_sites("linked data", CHECKS, __doc__))
