"""What of things and ties stands in a table or a graph file, in this order; `changes`: what became of it, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
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


def _attribute(name: str, thing: Thing) -> Value:
    return thing.values.get(name)


_OF_THING: Final[Mapping[str, Callable[[Thing], Value]]] = {
    "id": lambda thing: thing.id,
    "kind": lambda thing: thing.kind,
    "name": lambda thing: thing.name,
    **{name: partial(_attribute, name) for name in ATTRIBUTES},
}
# Of answers that tell what is another between two days.
_CHANGE_OF_THING: Final[Mapping[str, Callable[[Thing], Value]]] = {
    "change": lambda thing: thing.change and thing.change.value,
    "nameBefore": lambda thing: thing.name_before,
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
_CHANGE_OF_TIE: Final[Mapping[str, Callable[[Tie], Value]]] = {
    "change": lambda tie: tie.change and tie.change.value,
}
_THINGS: Final = (_OF_THING, {**_OF_THING, **_CHANGE_OF_THING})
_TIES: Final = (_OF_TIE, {**_OF_TIE, **_CHANGE_OF_TIE})
NUMBERS: Final = frozenset(("shareMin", "shareMax", "votingShare", "relevance"))
FLAGS: Final = frozenset(("beneficial",))


def thing_columns(*, changes: bool) -> tuple[str, ...]:
    return tuple(_THINGS[changes])


def tie_columns(*, changes: bool) -> tuple[str, ...]:
    return tuple(_TIES[changes])


def of_thing(thing: Thing, *, changes: bool) -> dict[str, Value]:
    return {name: read(thing) for name, read in _THINGS[changes].items()}


def of_tie(tie: Tie, *, changes: bool) -> dict[str, Value]:
    return {name: read(tie) for name, read in _TIES[changes].items()}
