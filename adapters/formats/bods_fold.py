"""One relationship after all that was published of it, whenever it came and in whatever order.

Statements count by their date. Each interest is as the newest statement that lists it says, and ends on the
day of the next one, which does not; a statement that closes the record ends all of them. Earlier loads may
have brought some of the statements. Of those the graph knows which interests they list, and it holds the
content, so that nothing is told again that did not change: such a fact `stands`, and may end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapters.formats.bods_history import Version
from adapters.formats.record import NOT_RECORDED, Document, Publication, RelationRow, Told

Key = tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """A statement of this delivery with the rows that it gives."""

    version: Version
    document: Document
    rows: Sequence[RelationRow]


@dataclass(kw_only=True, slots=True)
class _Interest:
    """What is known of one interest so far. `row` is None while the graph holds its content.

    `news`: whether this delivery says anything of it, be it that it ended.
    """

    key: Told
    row: RelationRow | None
    end: str | None
    news: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """A statement on the way through the record's history."""

    age: tuple[str, str, int]
    day: str
    closed: bool
    told: tuple[Told, ...]
    rows: Mapping[Told, RelationRow] = field(default_factory=dict)
    here: bool = False
    silent: bool = False  # it closes the record and lists nothing: its one row says that there was something


def fold(sayings: Sequence[Saying], earlier: Iterable[Publication]) -> list[RelationRow]:
    """The rows that a relationship's statements come to; at least one.

    `sayings` are this delivery's statements of one record, at least one, with their ages; `earlier` is what the
    graph knows of the record, among it those of `sayings` that it knows already.
    """
    interests: dict[Told, _Interest] = {}
    new: list[Publication] = []
    here = {saying.version.statement for saying in sayings}
    steps = [_said(saying) for saying in sayings]
    steps += [_known(publication) for publication in earlier if publication.statement not in here]
    by_age = {saying.version.age: saying.version for saying in sayings}
    for step in sorted(steps, key=lambda step: step.age):
        told = () if step.silent and interests else step.told
        _take(interests, replace(step, told=told))
        version = by_age.get(step.age)
        if version is not None and version.recorded_at == NOT_RECORDED:
            new.append(publication_of(version, told))
    newest = max(sayings, key=lambda saying: saying.version.age)
    rows = [_row(interest, newest) for interest in interests.values() if interest.news]
    return [replace(row, publications=tuple(new)) for row in rows]


def publication_of(version: Version, told: tuple[Told, ...] = ()) -> Publication:
    """What later loads must know of a statement."""
    return Publication(
        statement=version.statement,
        record=version.record,
        content=version.content,
        time=version.time,
        day=version.day,
        closed=version.closed,
        told=told,
        place=version.place,
    )


def _said(saying: Saying) -> _Step:
    version = saying.version
    rows = {Told(row.kind, row.source_key, row.target_key, row.item): row for row in saying.rows}
    return _Step(
        age=version.age,
        day=version.day,
        closed=version.closed,
        told=tuple(rows),
        rows=rows,
        here=True,
        silent=version.closed and not version.details.get("interests"),
    )


def _known(publication: Publication) -> _Step:
    return _Step(age=publication.age, day=publication.day, closed=publication.closed, told=publication.told)


def _take(interests: dict[Told, _Interest], step: _Step) -> None:
    listed = frozenset(step.told)
    for key, interest in interests.items():
        if key not in listed and interest.end is None:
            interest.end = step.day
            interest.news |= step.here
    for key in step.told:
        before = interests.get(key)
        news = step.here or (before is not None and before.news)
        end = step.day if step.closed else None
        interests[key] = _Interest(key=key, row=step.rows.get(key), end=end, news=news)


def _row(interest: _Interest, newest: Saying) -> RelationRow:
    row, end = interest.row, interest.end
    if row is not None and end is None:
        return row
    if row is not None and end is not None and (row.meta.valid_from is None or row.meta.valid_from < end):
        return replace(row, meta=replace(row.meta, valid_to=min(filter(None, (row.meta.valid_to, end)))))
    # Told by the graph alone, or taken back before it began: then it held on no day.
    return RelationRow(
        kind=interest.key.kind,
        source_key=interest.key.source_key,
        target_key=interest.key.target_key,
        values={},
        document=row.document if row is not None else newest.document,
        line=row.line if row is not None else newest.version.line,
        key=newest.version.record,
        item=interest.key.item,
        stands=True,
        ends=end,
    )
