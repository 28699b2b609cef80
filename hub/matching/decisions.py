"""Reviews as they are stored: the pieces of a record of the desk, what was decided last, and what is written
anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from adapters.formats.record import Document, FactMeta, Manifest, NodeRow, Reject
from adapters.loading.check import Checker
from adapters.loading.facts import NodeFact, content_hash
from adapters.loading.readers import Fault, free_text
from adapters.loading.systems import DESK
from graph.model import MODEL
from graph.model.declare import Grade
from graph.rules.history import Piece, changes, known
from graph.rules.matching.judge import Band
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.errors import bad_input
from hub.matching.memory import stored_identity
from hub.matching.records import ListRecord, masks

KIND: Final = "MATCH_REVIEW"
PENDING: Final = "PENDING"
FILE: Final = "FILE"
DECIDE: Final = "DECIDE"
VERSIONS_MAX: Final = 200  # of one review: all of them are read to show one
_NAMES: Final = tuple(name for each in MODEL.nodes[KIND].attributes for name in each.properties)
_COLUMNS: Final = ("system", "document", "grade", "access", "validFrom", "validTo")
_DOCUMENT: Final = Document(name=DESK, path=Path(DESK), digest="0" * 64, rows=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One review with every version of it (`graph.cypher.desk.told_of`)."""

    id: str
    rk: str
    told: tuple[Piece, ...]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Review | None:
        """None for a record of another system: only the desk files reviews."""
        id_, rk, system, _key, told = row
        return cls(id=id_, rk=rk, told=tuple(told)) if system == DESK and told else None

    @property
    def first(self) -> Piece:
        return min(self.told, key=lambda piece: str(piece["recordedAt"]))

    @property
    def desk(self) -> str:
        return str(self.first["reviewDesk"])

    @property
    def candidate(self) -> str:
        return str(self.first["candidate"])

    def at(self, instant: str) -> tuple[Piece, int] | None:
        """What it said at an instant, and its version then."""
        found = known(self.told, instant)
        return (found.latest, found.version) if found is not None else None

    def decision(self, instant: str) -> dict[str, Any] | None:
        """What had been decided last: by which role and on which day, never by whom."""
        found = self.at(instant)
        if found is None or found[0].get("decision") is None:
            return None
        piece = found[0]
        return {
            "review": self.id,
            "version": found[1],
            "decision": piece["decision"],
            "role": piece.get("movedAs"),
            "at": piece["recordedAt"],
            "remark": piece.get("remark"),
        }

    def is_of(self, record: ListRecord) -> bool:
        """Whether it is about this very record (`hub.matching.memory`)."""
        piece, marks = self.first, record.marks
        by_mark = marks.known_by_mark and piece["recordMark"] == marks.mark
        by_place = marks.same_place(piece.get("recordPlace"), stored_identity(piece), record.identity)
        return (by_mark or by_place) and self.has_numbers_of(record)

    def has_numbers_of(self, record: ListRecord) -> bool:
        """Whether its numbers are the record's: marks are blind to hidden digits."""
        piece, hashes = self.first, record.hashes
        for name, scheme in (
            ("recordCitizenMatch", "citizenMatch"),
            ("recordDocumentMatch", piece.get("documentType") or ""),
        ):
            stored = self._newest(name)
            if stored is not None and stored not in hashes.get(scheme, {}).values():
                return False
        return True

    def _newest(self, name: str) -> Any:
        newest = max(self.told, key=lambda piece: str(piece["recordedAt"]))
        return newest.get(name)


def key_of(record: ListRecord, candidate: str) -> str:
    """The review's key: one for a record and a subject, so that a pair is filed once."""
    return hashlib.sha256(f"{record.marks.mark}|{candidate}".encode()).hexdigest()[:32]


def filed(
    record: ListRecord, candidate: str, desk: str, told: Mapping[str, Any], ring: KeyRing, today: date
) -> NodeFact:
    """The statement by which a pair comes into the queue. `told`: score, scoreEdition and evidence."""
    values = {
        **record.given,
        "candidate": candidate,
        "recordMark": record.marks.mark,
        **({"recordPlace": record.marks.place} if record.marks.place is not None else {}),
        "reviewDesk": desk,
        **told,
    }
    row = NodeRow(
        kind=KIND,
        key=key_of(record, candidate),
        values=values,
        meta=FactMeta(grade=Grade.A.value),
        document=_DOCUMENT,
        line=1,
    )
    fact = Checker(system=DESK, manifest=Manifest(), key_ring=ring, today=today).check(row)
    if isinstance(fact, Reject):
        raise bad_input(f"record: {fact.field}: {fact.reason}")
    assert isinstance(fact, NodeFact)
    return fact


def decided(piece: Piece, decision: str, remark: str, caller: Caller) -> dict[str, Any]:
    """The review's newer statement; the one before stays, superseded."""
    kept = {name: piece[name] for name in (*_COLUMNS, *_NAMES) if name in piece}
    properties = {**kept, "decision": decision, "remark": remark, **moved(DECIDE, caller)}
    content = {name: properties[name] for name in (*_NAMES, "event") if name in properties}
    return {**properties, "hash": content_hash(properties, content)}


def moved(event: str, caller: Caller) -> dict[str, str]:
    """What each statement says of who made it."""
    return {"event": event, "movedBy": caller.subject, "movedAs": caller.role.value}


def read_remark(text: str, today: date) -> str:
    """Raises HubError BAD_INPUT; a citizen ID in it is masked."""
    try:
        return free_text(text, today)
    except Fault as fault:
        what = f"{fault.value}: " if fault.value else ""
        raise bad_input(f"remark: {what}{fault.reason}", field="remark") from None


def shown(review: Review, instant: str) -> dict[str, Any] | None:
    """The review as the schema names it, but for its subject; None before it was filed."""
    found = review.at(instant)
    if found is None:
        return None
    piece, version = found
    return {
        "id": review.id,
        "version": version,
        "state": piece.get("decision") or PENDING,
        "record": masks(piece),
        "score": piece.get("score"),
        "edition": piece.get("scoreEdition"),
        "evidence": piece.get("evidence") or [],
        "decision": review.decision(instant),
        "history": list(_history(review, instant)),
    }


def _history(review: Review, instant: str) -> Iterator[dict[str, Any]]:
    for change in changes(review.told, instant):
        piece = change.since.latest
        yield {
            "version": change.since.version,
            "at": change.at,
            "event": piece.get("event"),
            "role": piece.get("movedAs"),
            "decision": piece.get("decision"),
            "remark": piece.get("remark"),
        }


def band_of(decision: str) -> Band:
    return Band(decision)
