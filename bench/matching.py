"""Precision and recall of matching, band by band, on labelled pairs; deterministic, no engine.

Each class of pairs says what was done to a subject of the synthetic province to make the record, how often it is
met, and whether the two are one. The mix is a guess of what a partner's list holds, so the lines of the classes,
which do not depend on it, are printed beside the totals. Whether a pair would be found at all is counted too: by
the keys of the record against the keys that the graph has of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.figure import Figure
from bench.labelled import CASES, Case, labelled
from graph.rules.identity import Identity
from graph.rules.matching.blocking import born_names, exact_names, name_patterns
from graph.rules.matching.judge import Band, judge
from graph.rules.names import fold_name, name_keys

PAIRS: Final = 60_000
PRECISION: Final = 0.999


@dataclass(slots=True)
class Tally:
    """What became of the pairs of a class, and how many of them the keys find."""

    same: int = 0
    review: int = 0
    different: int = 0
    found: int = 0

    @property
    def all(self) -> int:
        return self.same + self.review + self.different


def matching(_work: Path) -> list[Figure]:
    tallies = {case: Tally() for case in CASES}
    for case, subject, record in labelled(PAIRS):
        tally, band = tallies[case], judge(record, subject).band
        setattr(tally, band.value.lower(), getattr(tally, band.value.lower()) + 1)
        tally.found += meets(record, subject)
    return [*_bands(tallies), *(_line(case, tallies[case]) for case in CASES)]


def meets(record: Identity, subject: Identity) -> bool:
    """Whether a key of the record is one that the graph has of the subject."""
    if record.identifiers & subject.identifiers:
        return True
    names = set(map(fold_name, subject.names))
    if names & set(exact_names(record)) or set(born_names(record)) & set(born_names(subject)):
        return True
    held = {key for name in names for key in name_keys(name).split()}
    return any(held.issuperset(pattern.replace("+", "").split()) for pattern in name_patterns(record))


def _bands(tallies: dict[Case, Tally]) -> Iterator[Figure]:
    one = [tallies[case] for case in CASES if case.one]
    other = [tallies[case] for case in CASES if not case.one]
    true, false = sum(each.all for each in one), sum(each.all for each in other)
    for band in Band:
        name = band.value.lower()
        right, wrong = sum(getattr(each, name) for each in one), sum(getattr(each, name) for each in other)
        if band is Band.DIFFERENT:
            right, wrong, of = wrong, right, false
        else:
            of = true
        precision, recall = right / max(right + wrong, 1), right / max(of, 1)
        target = band is Band.SAME
        yield Figure(
            what=f"matching: band {band}, {right + wrong:,} of {true + false:,} pairs",
            measured=f"precision {precision:.5f}, recall {recall:.3f}",
            target=f"precision >= {PRECISION}" if target else "",
            met=precision >= PRECISION if target else None,
        )
    found = sum(each.found for each in one)
    yield Figure(what="matching: pairs that are one and that the keys find", measured=f"{found / true:.3f}")


def _line(case: Case, tally: Tally) -> Figure:
    label = "one" if case.one else "two"
    return Figure(
        what=f"- {case.of.lower()}, {label}: {case.name}",
        measured=f"{tally.same} same, {tally.review} review, {tally.different} different; {tally.found} found",
    )
