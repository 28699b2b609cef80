"""Which court's case a number is, and which courts stand under a court, read off their codes.

A court's code begins with that of the court above it (鄂, 鄂01, 鄂0112); where it does not, because a code was
kept when districts changed or a special court took courts over, `graph/catalogue/courts.csv` says which is above
(案号规定 2015; courts keep their code until it is adjusted).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.catalogue.courts import superiors
from graph.rules.identifiers import InvalidIdentifier, case_number

SUPREME: Final = "最高法"
CODE_FORM: Final = "最高法, or a province's character and 0, 2 or 4 digits"
_CODE: Final = re.compile(r"(?:最高法|[一-龥])(?:\d{4}|\d{2})?", re.ASCII)
LEVELS_MAX: Final = 8  # there are four; a table that leads in a circle ends here
# More than a province's courts; each request asks for its caller's and its grants'.
SUBTREES_KEPT: Final = 1_024
NUMBERS_KEPT: Final = 4_096  # whoever works on a case names it in each request


@dataclass(frozen=True, kw_only=True, slots=True)
class Subtree:
    """The courts under one, itself included: those whose code begins with `prefix` and are not in `besides`,
    and those in `also`. The supreme court's prefix is empty: every court.
    """

    prefix: str
    also: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    def holds(self, code: str) -> bool:
        return code in self.also or (code.startswith(self.prefix) and code not in self.besides)


@lru_cache(SUBTREES_KEPT)
def subtree(code: str) -> Subtree:
    """The courts under the court of this code, itself included."""
    if code == SUPREME:
        return Subtree(prefix="")
    under = {below for below in superiors() if code in line_up(below)}
    astray = {below for below in superiors() if below.startswith(code) and below not in under and below != code}
    return Subtree(prefix=code, also=tuple(sorted(under)), besides=tuple(sorted(astray)))


@lru_cache(SUBTREES_KEPT)
def line_up(code: str) -> tuple[str, ...]:
    """The court of this code and those above it, nearest first, the supreme court last."""
    line = [code]
    while (above := _above(line[-1])) and len(line) < LEVELS_MAX:
        line.append(above)
    return tuple(line)


def is_code(text: str) -> bool:
    """Whether a text has the form of a court's code (`CODE_FORM`)."""
    return _CODE.fullmatch(text) is not None


@lru_cache(NUMBERS_KEPT)
def court_of(number: str) -> str | None:
    """The code of the court whose case the number is; None for a number that is no court's."""
    try:
        return case_number(number).court_code
    except InvalidIdentifier:
        return None


def _above(code: str) -> str:
    """The code of the court above it; empty for the supreme court."""
    if code == SUPREME:
        return ""
    # By the code alone: 鄂0112 -> 鄂01 -> 鄂; above that there is one court.
    return superiors().get(code) or (code[:-2] if len(code) > 2 else SUPREME)
