"""A case as it is stored: what the desk itself says of it, and what it tells partners.

Statements with a slot each, all of the source `hub-desk`:

    desk   INTERNAL  all that is known: the case's attributes, its state, version and moves
    (none) PARTNER   from the step on by which others are told: what whoever carries out its measures may know
    list   PUBLIC    the same of a listing, without its measures: a published list is for everybody (第六条)
    rest-N PARTNER   while a measure rests for a time: which ones, valid for those days; N is the move's version

What others are told are statements of their own, not attributes that are masked: before they are there nothing of
the case is seen by anybody outside the courts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.loading.facts import content_hash
from adapters.loading.systems import DESK
from graph.model import MODEL
from graph.model.declare import OPEN_FROM, OPEN_TO, Access, Grade
from graph.rules.courts import court_of
from graph.slots import slot_of

DESK_ITEM: Final = "desk"
TOLD_ITEM: Final = ""
LIST_ITEM: Final = "list"
REST_ITEM: Final = "rest"
_OF_ORDER: Final = (
    "decisionNumber",
    "caseNumber",
    "courtName",
    "servedOn",
    "liftedOn",
    "withdrawnOn",
    "state",
    "version",
)
_OF_LIST: Final = (
    "list",
    *_OF_ORDER,
    "grounds",
    "clock",
    "conduct",
    "decidedOn",
    "publishedOn",
    "termEndsOn",
    "deletedOn",
)
_MEASURES: Final = ("measures", "edition")
# What others are told of a case, by kind and item; with `version` whoever moves it can say which one was read. Of
# a kind that is not here nobody outside the courts is told.
TOLD: Final[Mapping[str, Mapping[str, tuple[Access, tuple[str, ...]]]]] = {
    "LISTING": {
        TOLD_ITEM: (Access.PARTNER, (*_OF_LIST, *_MEASURES)),
        LIST_ITEM: (Access.PUBLIC, _OF_LIST),
    },
    "RESTRICTION": {TOLD_ITEM: (Access.PARTNER, ("order", *_OF_ORDER, "issuedOn", *_MEASURES))},
    "CREDIT_REPAIR": {
        TOLD_ITEM: (
            Access.PARTNER,
            (
                "procedure",
                "caseNumber",
                "courtName",
                "state",
                "version",
                "about",
                "receivedOn",
                "acceptedOn",
                "grantedOn",
                "completedOn",
                "refusalReason",
            ),
        )
    },
    "EXIT_BAN": {TOLD_ITEM: (Access.PARTNER, ("procedure", *_OF_ORDER, "decidedOn", *_MEASURES))},
}
# What is left of it when it left the list: that it did, and when, not what it said (第十条).
LEFT: Final = ("list", "caseNumber", "courtName", "state", "version", "liftedOn", "deletedOn", "withdrawnOn")
# Read by whoever has its id (the credit office, the labour authority); from its subject nobody outside the courts
# finds it, or it would go on telling of what is used no more.
MEETS_UNSEEN: Final = frozenset(("CREDIT_REPAIR",))
MEETS_DEBTORS: Final = frozenset(("LISTING", "IMPACT_ASSESSMENT", "FREEZE", "PERFORMANCE"))  # without saying so
TARGET: Final = "caseTarget"  # the id of whom it meets
DOCUMENT: Final = f"{DESK}#{'0' * 16}"

Piece = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCase:
    """One case and the statements of it that are open, by their item."""

    id: str
    rk: str
    key: str
    kind: str
    pieces: Mapping[str, Piece]

    @classmethod
    def of(cls, kind: str, row: Sequence[Any]) -> StoredCase | None:
        """None for a record that no desk made."""
        id_, rk, system, key, told = row
        pieces = {str(piece["slot"]).rsplit("|", 1)[1]: piece for piece in told}
        if system != DESK or DESK_ITEM not in pieces:
            return None
        return cls(id=id_, rk=rk, key=key, kind=kind, pieces=pieces)

    @property
    def piece(self) -> Piece:
        return self.pieces[DESK_ITEM]

    @property
    def known(self) -> dict[str, Any]:
        """Its attributes, without state, version and moves."""
        return {name: self.piece[name] for name in known_names(self.kind) if name in self.piece}

    @property
    def state(self) -> str:
        return str(self.piece["state"])

    @property
    def version(self) -> int:
        return int(self.piece["version"])

    @property
    def moves(self) -> list[str]:
        return list(self.piece["history"])

    @property
    def target(self) -> str:
        return str(self.piece[TARGET])


def known_names(kind: str) -> tuple[str, ...]:
    own = ("state", "version", "history")
    return tuple(each.name for each in MODEL.nodes[kind].attributes if each.name not in own)


def basis_of(kind: str, known: Mapping[str, Any]) -> str | None:
    """As what the case meets its target; a finding or an objection meets it as nothing that is owed."""
    role = known.get("basisRole")
    return str(role) if role else "DEBTOR" if kind in MEETS_DEBTORS else None


def slot(kind: str, key: str, item: str) -> str:
    return slot_of(DESK, kind, key, item)


def statement(
    says: Mapping[str, Any],
    *,
    access: Access,
    case_number: str | None,
    valid_from: str = OPEN_FROM,
    valid_to: str = OPEN_TO,
    beside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The stored properties of one statement, or of a relation; `beside` is kept and no part of the content."""
    columns: dict[str, Any] = {
        "system": DESK,
        "document": DOCUMENT,
        "grade": Grade.B.value,
        "access": access.value,
        "validFrom": valid_from,
        "validTo": valid_to,
    }
    if case_number is not None:
        columns["caseFile"] = case_number
        if (court := court_of(case_number)) is not None:
            columns["court"] = court
    content = {name: value for name, value in says.items() if value is not None}
    return {**columns, **content, **(beside or {}), "hash": content_hash(columns, content)}
