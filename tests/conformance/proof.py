"""What a proof is made of: a check counts what it looked at, and must refuse each of its broken twins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from built_site import Site

SHOWN = 10
"""How many problems of a check are printed."""


@dataclass
class Result:
    """What a check counted, what is wrong, what could be better, and what could not be looked at."""

    counted: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def refuse_nothing(self) -> Result:
        """Adds a problem for everything that was counted and is not there."""
        self.problems += [f"looked at no {what}" for what, count in self.counted.items() if count == 0]
        if not self.counted:
            self.problems.append("looked at nothing")
        return self


@dataclass(frozen=True)
class Twin:
    """A site with one thing broken, and a part of what the check must say about it."""

    title: str
    break_it: Callable[[Site], Site]
    expects: str


def prove(title: str, twins: Iterable[Twin], look: Callable[[Site], Result], site: Site) -> list[str]:
    """Looks at a site and at its twins, and gives an outcome for each: passed, failed or skipped."""
    result = attempt(look, site)
    counted = ", ".join(f"{count:,} {what}" for what, count in result.counted.items())
    print(f"{'FAILED' if result.problems else 'passed'}: {title}: {counted or 'nothing counted'}")
    show(result.problems, "problems")
    show(result.remarks, "remarks")
    for words in result.skipped:
        print(f"SKIPPED (loud): {title}: {words}")
    outcomes = ["failed" if result.problems else "passed", *("skipped" for _ in result.skipped)]
    return outcomes + [refuse(title, twin, look, site) for twin in twins]


def attempt(look: Callable[[Site], Result], site: Site) -> Result:
    """Looks at a site. Whatever a broken file provokes is a problem of the file, and counting nothing is one too."""
    try:
        return look(site).refuse_nothing()
    except Exception as error:
        return Result(problems=[f"{type(error).__name__}: {error}"])


def refuse(title: str, twin: Twin, look: Callable[[Site], Result], site: Site) -> str:
    """Looks at a broken twin, which must be refused for the reason expected."""
    try:
        broken = twin.break_it(site)
    except Exception as error:
        print(f"FAILED: {title}: the twin with {twin.title} cannot be made: {type(error).__name__}: {error}")
        return "failed"
    problems = attempt(look, broken).problems
    if any(twin.expects in problem for problem in problems):
        return "passed"
    found = problems[:3] or "nothing"
    print(f"FAILED: {title}: {twin.title} should be refused with {twin.expects!r}, found {found}")
    return "failed"


def show(lines: list[str], what: str) -> None:
    """Prints the first lines and how many more there are."""
    for line in lines[:SHOWN]:
        print(f"    {line}")
    if len(lines) > SHOWN:
        print(f"    … and {len(lines) - SHOWN} more {what}")


def close(name: str, outcomes: list[str]) -> int:
    """Prints the last line of a suite and gives its exit code. Nothing proved is a failure."""
    passed, failed, skipped = (outcomes.count(outcome) for outcome in ("passed", "failed", "skipped"))
    print(f"{name}: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0
