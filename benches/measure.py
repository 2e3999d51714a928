"""Times commands side by side: what all measurements share."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a `dataset.toml` says so that its dataset is published.
CLASSIFICATION = """
[classification]
level = "public"
exemptions = []
reviewed_by = "open-data-steward@harborview.example"
reviewed_on = 2026-10-05
review_by = 2027-10-05
"""


@dataclass
class Run:
    """One run of a command: seconds on the clock, seconds of processors, and the most memory in megabytes."""

    seconds: float
    cpu: float
    peak: float


def measured(command: list[str], cwd: Path, threads: int | None = None) -> Run:
    """Runs a command, which must succeed."""
    environment = dict(os.environ)
    if threads is not None:
        environment["RAYON_NUM_THREADS"] = str(threads)
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors.decode(errors='replace')[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turns(steps: list, runs: int, warm_up: bool = True) -> list[list[Run]]:
    """Does each step once, uncounted, and then all of them in turns, so that what else the machine does falls on each. A step
    is a function that gives a `Run`. What comes back is a list of runs for each step. Without a warm-up where a run is long,
    and its input was just written."""
    for step in steps if warm_up else []:
        step()
    rounds = [[step() for step in steps] for _ in range(runs)]
    return [list(column) for column in zip(*rounds)]


def spread(values: list[float], digits: int = 2) -> str:
    """The median of some figures, with the least and the most."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def ratios(ours: list[Run], theirs: list[Run]) -> str:
    """How much of their time ours took, run by run."""
    return spread([mine.seconds / other.seconds for mine, other in zip(ours, theirs)])


def rows(named: dict[str, list[Run]]) -> list[str]:
    """The runs of each command as lines of a Markdown table."""
    lines = ["| command | seconds | processor seconds | most memory, MB |", "|---|---|---|---|"]
    for name, runs in named.items():
        peak = max(run.peak for run in runs)
        seconds, cpu = spread([run.seconds for run in runs]), spread([run.cpu for run in runs])
        lines.append(f"| {name} | {seconds} | {cpu} | {peak:.0f} |")
    return lines
