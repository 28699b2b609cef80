"""The interests of a BODS 0.4 relationship as relations of the model, one for each interest.

* `shareholding` is a SHAREHOLDER_OF. A `votingRights` interest with an exact share that agrees with it in
  directness, dates and beneficial ownership joins it as `votingShare`. Alone, voting rights are no capital,
  and a SHAREHOLDER_OF without any share would claim capital of unknown size: they become an INFLUENCES.
* `boardMember` and `boardChair` are a DIRECTOR_OF, `seniorManagingOfficial` a MANAGER_OF, where the model
  lets these two kinds of party hold and have the office.
* Every other interest is an INFLUENCES with the BODS interest type. So are `nominee` and `nominator`: both
  are held in an arrangement of nomination, never by one in the other.
* A relationship without interests is an INFLUENCES of `unknownInterest`: that much it does say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from graph.model import MODEL

INTEREST_KINDS: Mapping[str, str] = {
    "shareholding": "SHAREHOLDER_OF",
    "boardMember": "DIRECTOR_OF",
    "boardChair": "DIRECTOR_OF",
    "seniorManagingOfficial": "MANAGER_OF",
}
MAX_TITLE = 200  # characters: details may be whole sentences
UNKNOWN = "unknownInterest"

Ends = tuple[str | None, str | None]  # kinds of the interested party and the subject, None where not known


@dataclass(kw_only=True, slots=True)
class Holding:
    """An interest on its way to a row; `terms` are what a voting right must share with a shareholding."""

    kind: str
    item: str
    terms: tuple[object, ...]
    valid_from: str | None
    valid_to: str | None
    values: dict[str, object] = field(default_factory=dict)


def holdings(details: Mapping[str, Any], ends: Ends) -> list[Holding]:
    """The relations that a relationship's interests become. `ends` may rule an office out."""
    interests = details.get("interests") or [{}]
    places: Counter[str] = Counter()
    found: list[Holding] = []
    votes: list[tuple[Holding, str]] = []
    for interest in interests:
        type_ = interest.get("type", UNKNOWN)
        holding = _holding(details, interest, type_, f"{type_}:{places[type_]}", ends)
        places[type_] += 1
        exact = holding.values.get("share")
        if type_ == "votingRights" and isinstance(exact, str):
            votes.append((holding, exact))
        found.append(holding)
    for vote, exact in votes:
        capital = next((holding for holding in found if _takes_votes(holding, vote)), None)
        if capital is not None:
            capital.values["votingShare"] = exact
            found.remove(vote)
    return found


def _holding(
    details: Mapping[str, Any],
    interest: Mapping[str, Any],
    type_: str,
    item: str,
    ends: Ends,
) -> Holding:
    kind = INTEREST_KINDS.get(type_, "INFLUENCES")
    if not _fits(kind, ends):
        kind = "INFLUENCES"
    directness = _directness(details, interest)
    beneficial = interest.get("beneficialOwnershipOrControl")
    holding = Holding(
        kind=kind,
        item=item,
        terms=(directness, beneficial, interest.get("startDate"), interest.get("endDate")),
        valid_from=interest.get("startDate"),
        valid_to=interest.get("endDate"),
    )
    if kind in ("SHAREHOLDER_OF", "INFLUENCES"):
        holding.values = {
            **_shares(interest.get("share", {})),
            "directness": directness,
            "beneficial": beneficial,
        }
        if kind == "INFLUENCES":
            holding.values["interest"] = type_
    else:
        holding.values = {"title": (interest.get("details") or type_)[:MAX_TITLE]}
    return holding


def _takes_votes(capital: Holding, vote: Holding) -> bool:
    return capital.kind == "SHAREHOLDER_OF" and capital.terms == vote.terms and "votingShare" not in capital.values


def _fits(kind: str, ends: Ends) -> bool:
    """Whether the model lets these kinds be tied so; a record declared elsewhere may be of any kind."""
    relation = MODEL.relations[kind]
    source, target = ends
    return (source is None or source in relation.sources) and (target is None or target in relation.targets)


def _directness(details: Mapping[str, Any], interest: Mapping[str, Any]) -> str:
    """What the interest says; else INDIRECT for a whole with components, DIRECT for a component."""
    said = interest.get("directOrIndirect", "unknown")
    if said == "unknown" and details.get("componentRecords"):
        return "INDIRECT"
    if "directOrIndirect" not in interest and details.get("isComponent"):
        return "DIRECT"
    return str(said).upper()


def _shares(share: Mapping[str, Any]) -> dict[str, object]:
    """Percent as fractions in decimal text. Exclusive bounds are kept as inclusive: the model has those."""
    if "exact" in share:
        return {"share": _fraction(share["exact"])}
    bounds = {}
    for name, members in (
        ("shareMin", ("minimum", "exclusiveMinimum")),
        ("shareMax", ("maximum", "exclusiveMaximum")),
    ):
        found = [share[member] for member in members if member in share]
        if found:
            bounds[name] = _fraction(found[0])
    return dict(bounds)


def _fraction(percent: int | float) -> str:
    return f"{Decimal(repr(percent)) / 100:f}"
