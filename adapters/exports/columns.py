"""What of a thing and of a tie stands in a table or a graph file, in this order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.exports.facts import Thing, Tie

ATTRIBUTES: Final = (
    "uscc",
    "registryId",
    "citizenIdMasked",
    "documentNumberMasked",
    "birthDate",
    "nationality",
    "establishedOn",
    "reason",
)
Value = str | float | bool | None


def thing_columns(thing: Thing) -> dict[str, Value]:
    return {
        "id": thing.id,
        "kind": thing.kind,
        "name": thing.name,
        **{name: thing.values.get(name) for name in ATTRIBUTES},
    }


_OF_TIE: Final[Mapping[str, Callable[[Tie], Value]]] = {
    "relation": lambda tie: tie.relation,
    "from": lambda tie: tie.source,
    "to": lambda tie: tie.target,
    "role": lambda tie: tie.role.value,
    "shareMin": lambda tie: None if tie.share is None else tie.share[0],
    "shareMax": lambda tie: None if tie.share is None else tie.share[1],
    "votingShare": lambda tie: tie.votes,
    "amount": lambda tie: tie.amount,
    "interest": lambda tie: tie.interest,
    "directness": lambda tie: tie.directness,
    "beneficial": lambda tie: tie.beneficial,
    "validFrom": lambda tie: tie.valid_from,
    "validTo": lambda tie: tie.valid_to,
    "grade": lambda tie: tie.grade,
    "source": lambda tie: tie.system,
    "relevance": lambda tie: tie.relevance,
}


def tie_columns(tie: Tie) -> dict[str, Value]:
    return {name: read(tie) for name, read in _OF_TIE.items()}


THING_COLUMNS: Final = ("id", "kind", "name", *ATTRIBUTES)
TIE_COLUMNS: Final = tuple(_OF_TIE)
NUMBERS: Final = frozenset(("shareMin", "shareMax", "votingShare", "relevance"))
FLAGS: Final = frozenset(("beneficial",))
