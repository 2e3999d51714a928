#!/usr/bin/env python3
"""Validates what a built site has for programs of other kinds: CSVW, Croissant, schema.org, feeds, sitemap, lists of files.

    python tests/conformance/packs.py --site _site --site OTHER --standards DIR

Every check counts what it looked at and is also run on broken twins of the site, which it must reject.
"""

from __future__ import annotations

import sys

import packs_data
import packs_feeds
import packs_lists
import packs_pages
from sample import over_sites

CHECKS = [*packs_data.CHECKS, *packs_pages.CHECKS, *packs_feeds.CHECKS, *packs_lists.CHECKS]


if __name__ == "__main__":
    sys.exit(over_sites("packs", CHECKS, __doc__))
