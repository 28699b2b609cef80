"""What the rules are given: holdings valid on the day, who their ends are, and where reading stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from graph.rules.ownership.registers import Register, Stake, register_of

if TYPE_CHECKING:
    from graph.rules.ownership.rings import Sound


class HolderKind(StrEnum):
    """Who an end of a holding is."""

    NATURAL_PERSON = "NATURAL_PERSON"
    COMPANY = "COMPANY"
    ARRANGEMENT = "ARRANGEMENT"
    STATE_BODY = "STATE_BODY"
    UNION = "UNION"
    FOREIGN = "FOREIGN"
    UNKNOWN = "UNKNOWN"


# Nobody stands behind these, whatever a source records above them.
TERMINAL: Final = frozenset({HolderKind.NATURAL_PERSON, HolderKind.STATE_BODY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """One recorded direct holding: a `share` (fraction of 1), or what is known of it, else [0, 1].

    Declared indirect holdings are not direct ones: leave them out. Several rows of one pair add up. `fact` is the
    caller's own reference and comes back with the evidence. ValueError if outside [0, 1] or the ends are reversed.
    """

    holder: str
    held: str
    share: float | None = None
    lower: float = 0.0
    upper: float = 1.0
    fact: object = None

    def __post_init__(self) -> None:
        if self.share is not None:
            object.__setattr__(self, "lower", self.share)
            object.__setattr__(self, "upper", self.share)
        if not 0.0 <= self.lower <= self.upper <= 1.0:
            raise ValueError(f"{self.holder} in {self.held}: a share is a fraction of 1, its lower end first")


class OwnershipGraph:
    """The registers of all companies that were read, by company, and what each holder has of which company.

    Made once and asked often: what every question needs is worked out with the first one and kept.

    kinds   who each end is; an end that is not named is UNKNOWN
    cut     companies whose register was not read, or not to its end: what no row tells of them may be anybody's
    """

    __slots__ = ("exact", "holds", "kinds", "registers", "rows", "sound")

    def __init__(self, registers: Mapping[str, Register], kinds: Mapping[str, HolderKind]) -> None:
        self.registers = registers
        self.kinds = kinds
        self.rows = 0
        self.sound: Sound | None = None
        self.exact = True
        self.holds: dict[str, dict[str, Stake]] = {}
        for company, register in registers.items():
            self.rows += len(register.stakes)
            for stake in register.stakes:
                self.exact = self.exact and stake.lower == stake.upper
                self.holds.setdefault(stake.holder, {})[company] = stake

    @classmethod
    def of(
        cls, holdings: Iterable[Holding], kinds: Mapping[str, HolderKind], cut: Iterable[str] = ()
    ) -> OwnershipGraph:
        """Holdings in natural persons and state bodies are passed over: nobody stands behind those."""
        rows: dict[str, list[tuple[str, float, float, object]]] = {company: [] for company in cut}
        not_read = frozenset(rows)
        for holding in holdings:
            if holding.upper > 0.0:
                row = (holding.holder, holding.lower, holding.upper, holding.fact)
                rows.setdefault(holding.held, []).append(row)
        registers = {
            company: register_of(register, open_ended=company in not_read)
            for company, register in rows.items()
            if kinds.get(company) not in TERMINAL
        }
        return cls(registers, kinds)

    def kind(self, subject: str) -> HolderKind:
        return self.kinds.get(subject, HolderKind.UNKNOWN)
