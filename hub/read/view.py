"""One node's row, read: which of several statements counts, attribute by attribute."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.cypher.rows import (
    FACT_DOCUMENT,
    FACT_GRADE,
    FACT_HASH,
    FACT_RECORDED_AT,
    FACT_SLOT,
    FACT_SYSTEM,
    GRADE,
    NODE_ID,
    NODE_KIND,
    NODE_STATEMENTS,
    RECORDED_AT,
    SLOT,
    VALID_FROM,
    Layout,
)
from graph.plan import Expand, Slice
from graph.rules.sealing import Protected
from graph.slots import key_of


class Sealed:
    """A sealed text in an answer, with the slot that it is bound to; no type that JSON knows."""

    __slots__ = ("name", "slot", "text")

    def __init__(self, slot: str, name: str, text: str) -> None:
        self.slot = slot
        self.name = name
        self.text = text


class SealedNumber:
    """A personal number in an answer to whoever has to act on it; no type that JSON knows, either."""

    __slots__ = ("protected",)

    def __init__(self, protected: Protected) -> None:
        self.protected = protected


class NodeView:
    """A node's row with its layout, and the slice it was asked for.

    Values are picked by best grade, newest record, latest validity.
    """

    __slots__ = ("_layout", "_ranked", "row", "time")

    def __init__(self, row: list[Any], layout: Layout, time: Slice) -> None:
        self.row = row
        self.time = time
        self._layout = layout
        self._ranked: list[list[Any]] | None = None

    @property
    def id(self) -> str:
        return str(self.row[NODE_ID])

    @property
    def kind(self) -> str:
        return str(self.row[NODE_KIND])

    @property
    def statements(self) -> list[list[Any]]:
        """Visible statements, the one that counts most first."""
        if self._ranked is None:
            ranked: list[list[Any]] = self.row[NODE_STATEMENTS]
            if len(ranked) > 1:
                ranked = sorted(ranked, key=lambda s: str(s[SLOT]))
                ranked.sort(key=lambda s: (s[RECORDED_AT], s[VALID_FROM]), reverse=True)
                ranked.sort(key=lambda s: str(s[GRADE]))
            self._ranked = ranked
        return self._ranked

    def pick(self, name: str) -> Any:
        """The attribute's value from the statement that counts most among those that state it."""
        place = self._layout.properties[name]
        for statement in self.statements:
            value = statement[place]
            if value is not None:
                return value
        return None

    def sealed(self, name: str) -> Sealed | None:
        """As `pick`, of a text that is sealed: opened when the answer is written, never before."""
        place = self._layout.properties[name]
        for statement in self.statements:
            if statement[place] is not None:
                return Sealed(statement[SLOT], name, statement[place])
        return None

    def every(self, name: str) -> list[Any]:
        """All values stated for the attribute, in rank order, lists flattened, without repeats."""
        place = self._layout.properties[name]
        values: dict[Any, None] = {}
        for statement in self.statements:
            value = statement[place]
            if isinstance(value, list):
                values.update(dict.fromkeys(value))
            elif value is not None:
                values[value] = None
        return list(values)

    def told(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Each visible statement's own values of these attributes."""
        places = {name: self.place(name) for name in names}
        return [{name: statement[place] for name, place in places.items()} for statement in self.statements]

    def place(self, name: str) -> int:
        """Where an attribute's value stands in each statement."""
        return VALID_FROM if name == "validFrom" else self._layout.properties[name]

    def sources(self) -> list[dict[str, Any]]:
        """The records that speak of it: system, key, recordedAt, document, hash, grade; newest per record.

        Of one that is seen in part only (its hash is closed), key and document are closed too: a source may have
        made them of what is masked.
        """
        start = self._layout.sources
        found: dict[tuple[str, str | None], dict[str, Any]] = {}
        for statement in self.statements:
            system, key, document, digest = statement[start : start + 4]
            if digest is None:
                key = document = None
            record = {
                "system": system,
                "key": key,
                "recordedAt": statement[RECORDED_AT],
                "document": document,
                "hash": digest,
                "grade": statement[GRADE],
            }
            known = found.get((system, key))
            if known is None or known["recordedAt"] < record["recordedAt"]:
                found[(system, key)] = record
        return [found[pair] for pair in sorted(found, key=lambda pair: (pair[0], pair[1] or ""))]

    def walked(self, want: object) -> Any:
        """What a walk told of this node for one selected field (`hub.read.walked`)."""
        width = self._layout.width
        told = self.row[width] if len(self.row) > width else {}
        return told.get(want)

    def edges(self, expand: Expand) -> list[list[Any]]:
        """Rows [node, fact, others] of one edge, at most first + 1."""
        found: list[list[Any]] = self.row[self._layout.edges[expand]]
        return found


def fact_source(fact: list[Any]) -> dict[str, Any]:
    """Where a relation's fact comes from; of one that is seen in part, as `NodeView.sources` says."""
    digest = fact[FACT_HASH]
    return {
        "system": fact[FACT_SYSTEM],
        "key": key_of(fact[FACT_SLOT]) if digest is not None else None,
        "recordedAt": fact[FACT_RECORDED_AT],
        "document": fact[FACT_DOCUMENT] if digest is not None else None,
        "hash": digest,
        "grade": fact[FACT_GRADE],
    }
