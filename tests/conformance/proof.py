"""What a proof of a served site is made of: checks that count what they saw, each with twins that it must refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from built_site import Site
from served import Served, serve

SHOWN = 10
"""How many problems of a check are printed."""


@dataclass
class Result:
    """What a check counted, what is wrong, and what could not be looked at."""

    counted: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Twin:
    """A site with one thing broken, and a part of what the check must say about it."""

    title: str
    break_it: Callable[[Site], Site]
    expects: str


@dataclass(frozen=True)
class Check:
    """A check of a served site, and its twins."""

    title: str
    run: Callable[[Served], Result]
    twins: list[Twin]


def prove(check: Check, site: Site) -> Iterator[str]:
    """Runs a check on a site and on its twins, and gives an outcome for each: passed, failed or skipped."""
    result = attempt(check, site)
    counted = ", ".join(f"{count:,} {what}" for what, count in result.counted.items())
    print(f"{'FAILED' if result.problems else 'passed'}: {check.title}: {counted or 'nothing counted'}")
    for problem in result.problems[:SHOWN]:
        print(f"    {problem}")
    if len(result.problems) > SHOWN:
        print(f"    … and {len(result.problems) - SHOWN} more")
    yield "failed" if result.problems else "passed"
    for words in result.skipped:
        print(f"SKIPPED (loud): {check.title}: {words}")
        yield "skipped"
    for twin in check.twins:
        try:
            broken = twin.break_it(site)
        except Exception as error:
            print(f"FAILED: {check.title}: the twin with {twin.title} cannot be made: {type(error).__name__}: {error}")
            yield "failed"
            continue
        problems = attempt(check, broken).problems
        if any(twin.expects in problem for problem in problems):
            yield "passed"
            continue
        found = problems[:3] or "nothing"
        print(f"FAILED: {check.title}: {twin.title} should be refused with {twin.expects!r}, found {found}")
        yield "failed"


def attempt(check: Check, site: Site) -> Result:
    """Runs a check. Whatever a broken file provokes is a problem of the file, and counting nothing is one too."""
    try:
        with serve(site) as served:
            result = check.run(served)
    except Exception as error:
        return Result(problems=[f"{type(error).__name__}: {error}"])
    result.problems += [f"looked at no {what}" for what, count in result.counted.items() if count == 0]
    if not result.counted:
        result.problems.append("looked at nothing")
    return result
