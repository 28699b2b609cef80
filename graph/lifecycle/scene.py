"""What a guard looks at: the case as it is known, what the event brings, who acts, and the world around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph.model.roles import Purpose, Role
from graph.rules.clocks import Due, Limit


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Whoever may do a step: a role for a purpose, of one agency where that is named."""

    role: Role
    purpose: Purpose
    agency: str | None = None

    def __str__(self) -> str:
        return f"{self.role} of {self.agency}" if self.agency else str(self.role)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Whom the case meets. `born`: every day of birth that is stated of a person; `debtor`: whether the record
    of the case has it as judgment debtor; `debtors`: all that it has, their kind by id; `held`: its roles in them
    both on the day that is asked and today, `held_then` on that day; `heads`: those in which it has one today;
    `numbered`: a record has a number of it.
    """

    id: str
    kind: str
    born: tuple[date, ...] = ()
    debtor: bool = False
    debtors: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    held_then: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    numbered: bool = True

    @property
    def is_person(self) -> bool:
        return self.kind == "PERSON"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account that a measure meets. `purposes`: all that sources state of it; `owners`: ids of who holds it
    by a register or the court; `projects`: those of them that are construction projects.
    """

    id: str
    purposes: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What the file enforces: fen, where a source tells; `wages`: those of migrant workers."""

    fen: int | None = None
    wages: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One event as it finds its case. `known` are the case's attributes as stored, `facts` the event's; `today`
    is the legal day. `due` gives the end of a time limit, by its name or itself, that began on a day, `length` the
    limit of a name; `others` are the attributes of the other cases of this kind against the target, in this file;
    `beside` those of other kinds in this file by kind, whomever they meet, each with `state`, `id` and `target`;
    `now` is the instant of the event, for clocks of hours. `account` is the one that the case names, None where
    there is none, and `claim` what the file enforces; a case that names no account sees neither.
    """

    state: str
    known: Mapping[str, Any]
    facts: Mapping[str, Any]
    today: date
    target: Target
    due: Callable[[str | Limit, date], Due]
    length: Callable[[str], Limit]
    others: tuple[Mapping[str, Any], ...] = field(default=())
    beside: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    now: datetime | None = None
    account: Account | None = None
    claim: Claim = field(default_factory=Claim)

    def told(self, name: str) -> Any:
        """What the event says of an attribute, else what was known of it."""
        return self.facts[name] if self.facts.get(name) is not None else self.known.get(name)

    def end(self, limit: str | Limit, start: date) -> date:
        """The last day of a limit that is counted in days or longer."""
        on = self.due(limit, start).on
        assert on is not None, limit
        return on

    def day(self, name: str) -> date | None:
        text = self.told(name)
        return None if text is None else date.fromisoformat(text)
