"""How many there are of each kind, and how they are called within the load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapters.sample.courts import COURTS
from adapters.sample.public_bodies import CORE_BODIES, FEDERATIONS

SCALE_MIN: Final = 1_000
SCALE_MAX: Final = 10_000_000
MINOR_EVERY: Final = 50  # the last person of each fifty is a minor
_MINORS_LAST: Final = MINOR_EVERY - 1


class ScaleOutOfRange(ValueError):
    """A scale that no province is made of; the message names the range."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Census:
    """Counts. Those of subject kinds (courts to persons) add up to `subjects`."""

    subjects: int
    courts: int
    bodies: int
    institutions: int
    federations: int
    grassroots: int
    mediators: int
    arrangements: int
    unspecified: int
    companies: int
    persons: int

    @classmethod
    def of(cls, scale: int) -> Census:
        """The province of that many subjects; raises ScaleOutOfRange."""
        if not SCALE_MIN <= scale <= SCALE_MAX:
            raise ScaleOutOfRange(f"scale {scale} is out of range; allowed: {SCALE_MIN} to {SCALE_MAX} subjects")
        fixed = {
            "courts": len(COURTS),
            "bodies": min(len(CORE_BODIES), scale * 6 // 100),
            "institutions": scale // 200,
            "federations": min(len(FEDERATIONS), max(28, scale // 40)),
            "grassroots": scale // 100,
            "mediators": min(500, scale // 100),
            "arrangements": max(2, scale // 2000),
            "unspecified": max(2, scale // 2000),
        }
        rest = scale - sum(fixed.values())
        companies = rest * 2 // 5
        return cls(subjects=scale, companies=companies, persons=rest - companies, **fixed)

    @property
    def minors(self) -> int:
        return self.persons // MINOR_EVERY

    @property
    def adults(self) -> int:
        return self.persons - self.minors

    @property
    def debtors(self) -> int:
        return self.subjects * 3 // 100

    @property
    def projects(self) -> int:
        return max(3, self.companies // 150)

    @property
    def company_accounts(self) -> int:
        return self.companies // 2

    @property
    def person_accounts(self) -> int:
        return self.persons // 10

    @property
    def accounts(self) -> int:
        return self.company_accounts + self.person_accounts + self.projects

    @property
    def media(self) -> int:
        return self.accounts // 4


def adult(number: int) -> int:
    """The person who is the adult of that number."""
    return number // _MINORS_LAST * MINOR_EVERY + number % _MINORS_LAST


def minor(number: int) -> int:
    """The person who is the minor of that number."""
    return number * MINOR_EVERY + _MINORS_LAST


def is_minor(person: int) -> bool:
    return person % MINOR_EVERY == _MINORS_LAST
