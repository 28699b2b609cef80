"""What may stand in a grant: rows of deliveries and inputs at the desk pass one check (`adapters.loading`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from adapters.formats.record import Document, FactMeta, Manifest, NodeRow, Reject
from adapters.loading.check import Checker
from adapters.loading.facts import NodeFact, content_hash
from adapters.loading.systems import DESK
from graph.model import MODEL
from graph.model.declare import Grade
from graph.rules.history import Piece
from graph.rules.sealing import KeyRing
from hub.desk.counter import shown_name
from hub.errors import HubError, bad_input

KIND: Final = "GRANT"
ATTRIBUTES: Final = tuple(attribute.name for attribute in MODEL.nodes[KIND].attributes)


def fact_of(given: Mapping[str, Any], *, key: str, item: str, begins: str, today: date, ring: KeyRing) -> NodeFact:
    """The statement that an input makes about the grant `key`, valid from the day `begins`.

    Raises HubError BAD_INPUT that names the field, what was wrong and what is allowed.
    """
    named = {name: given.get(shown_name(name)) for name in ATTRIBUTES}
    values = {name: value for name, value in named.items() if value is not None}
    row = NodeRow(
        kind=KIND,
        key=key,
        item=item,
        values=values,
        meta=FactMeta(valid_from=begins, valid_to=given.get("validTo"), grade=Grade.A.value),
        document=_DOCUMENT,
        line=1,
    )
    fact = Checker(system=DESK, manifest=Manifest(), key_ring=ring, today=today).check(row)
    if isinstance(fact, Reject):
        raise _refused(fact.field, f"{fact.value}: {fact.reason}" if fact.value else fact.reason)
    assert isinstance(fact, NodeFact)
    return fact


def ended(piece: Piece, valid_to: str) -> dict[str, Any]:
    """A stored piece as it is once it ends on another day, without what its next version gets anew."""
    properties = {name: piece[name] for name in _COLUMNS if name in piece} | {"validTo": valid_to}
    content = {name: properties[name] for name in ATTRIBUTES if name in properties}
    return {**properties, "hash": content_hash(properties, content)}


_COLUMNS: Final = ("system", "document", "grade", "access", "validFrom", *ATTRIBUTES)
_DOCUMENT: Final = Document(name=DESK, path=Path(DESK), digest="0" * 64, rows=1)


def _refused(name: str, why: str) -> HubError:
    return bad_input(f"{shown_name(name)}: {why}", field=shown_name(name))
