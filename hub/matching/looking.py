"""Records looked up in the graph, set by set, and judged against whom they may be.

Two rounds find candidates: by numbers and exact names, then, for organisations that these did not settle, by
patterns of the name. Whom they meet is only passed through; who is told is fetched once more, so the record of
requests names those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import NODE_ID, Layout
from graph.model import MODEL
from graph.plan import Find, KeyScheme, Select, Slice
from graph.rules.identity import Identity
from graph.rules.matching.blocking import born_names, exact_names, name_patterns
from graph.rules.matching.judge import Band, Judgement, judge
from graph.rules.matching.ranking import Ranked, Ruling, decided, rank
from graph.rules.told import JUDGED_BY, family, identity_told
from hub.matching.records import BadRecord, ListRecord
from hub.read.fields import Inquiry
from hub.read.limits import MatchLimits
from hub.read.view import NodeView

KINDS: Final = tuple(kind for kind in MODEL.subjects if family(kind) is not None)
_JUDGED: Final = Select(properties=tuple(name for name in JUDGED_BY if name != "validFrom"))
_LAYOUT: Final = Layout.of(_JUDGED)
_NUMBERS: Final = {"uscc": KeyScheme.UNIFIED_CODE, "citizenMatch": KeyScheme.CITIZEN}

Key = tuple[KeyScheme, str | tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What was decided of a record and a subject (by the id that it had then)."""

    candidate: str
    band: Band
    told: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One record with what is remembered of it, or why it cannot be asked about. `also`: ids to judge besides."""

    record: ListRecord | BadRecord
    remembered: Sequence[Remembered] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The candidates of one record, the best first: those of band SAME or REVIEW, and whom somebody decided about.

    `judged` has all who were looked at, by id. `truncated`: a bound left some out that may have fitted.
    """

    ranked: Sequence[Ranked[Identity]] = ()
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    truncated: bool = False

    @property
    def band(self) -> Band:
        return self.ranked[0].band if self.ranked else Band.DIFFERENT


@dataclass(slots=True)
class _Pool:
    """Whom one record may be, as it fills up."""

    candidates: dict[str, Identity] = field(default_factory=dict)
    decisions: dict[str, Remembered] = field(default_factory=dict)
    truncated: bool = False


def look_up(asked: Sequence[Asked], time: Slice, limits: MatchLimits) -> Inquiry[list[Found]]:
    """For each record, in the order asked, whom it may be; nothing for one that cannot be asked about."""
    pools = [_Pool() for _ in asked]
    read = {place: one.record for place, one in enumerate(asked) if isinstance(one.record, ListRecord)}
    yield from _by_keys({place: _keys(record) for place, record in read.items()}, pools, time, limits.namesakes)
    yield from _named(asked, pools, time)
    found = {place: _judged(record, pools[place]) for place, record in read.items()}
    open_ = {place: list(name_patterns(read[place].identity)) for place, one in found.items() if _is_open(one)}
    patterns = [(place, pattern) for place, each in open_.items() for pattern in each]
    for start in range(0, len(patterns), limits.patterns):
        keys = dict[int, list[Key]]()
        for place, pattern in patterns[start : start + limits.patterns]:
            keys.setdefault(place, []).append((KeyScheme.NAME_PARTS, pattern))
        yield from _by_keys(keys, pools, time, limits.alike)
    found.update({place: _judged(read[place], pools[place]) for place, each in open_.items() if each})
    return [found.get(place, Found()) for place in range(len(asked))]


def _keys(record: ListRecord) -> list[Key]:
    found: list[Key] = []
    for scheme, value in sorted(record.identity.identifiers):
        hashes = tuple(record.hashes[scheme].values()) if scheme in record.hashes else (value,)
        key = _NUMBERS.get(scheme, KeyScheme.DOCUMENT)
        found.append((key, hashes if len(hashes) > 1 else hashes[0]))
    found += [(KeyScheme.NAME, name) for name in exact_names(record.identity)]
    found += [(KeyScheme.NAME_BORN, name) for name in born_names(record.identity)]
    return found


def _by_keys(keys: Mapping[int, list[Key]], pools: list[_Pool], time: Slice, most: int) -> Inquiry[None]:
    """Puts into each pool whom the record's keys find; equal keys of several records are asked once."""
    wanted = sorted({key for of_record in keys.values() for key in of_record}, key=lambda key: (key[0], key[1]))
    if not wanted:
        return
    find = Find(keys=tuple(wanted), kinds=KINDS, time=time, node=_JUDGED, each=most + 1, passing=True)
    [(rows, _)] = yield (find,)
    identities = dict[str, Identity | None]()
    by_key = dict(zip(wanted, rows, strict=True))
    for place, of_record in keys.items():
        for key in of_record:
            _fill(pools[place], by_key[key], identities, time, most)


def _fill(
    pool: _Pool, rows: Sequence[list[Any]], identities: dict[str, Identity | None], time: Slice, most: int
) -> None:
    pool.truncated |= len(rows) > most
    for row in rows[:most]:
        id_ = str(row[NODE_ID])
        if id_ not in identities:
            identities[id_] = _identity(row, time)
        if (identity := identities[id_]) is not None:
            pool.candidates[id_] = identity


def _named(asked: Sequence[Asked], pools: list[_Pool], time: Slice) -> Inquiry[None]:
    """Those whom somebody decided about, and whoever else is asked for by id."""
    ids = dict.fromkeys(each.candidate for one in asked for each in one.remembered)
    ids.update(dict.fromkeys(id_ for one in asked for id_ in one.also))
    if not ids:
        return
    keys = tuple((KeyScheme.ID, id_) for id_ in ids)
    [(rows, _)] = yield (Find(keys=keys, kinds=KINDS, time=time, node=_JUDGED, passing=True),)
    by_id = dict(zip(ids, rows, strict=True))
    for one, pool in zip(asked, pools, strict=True):
        for id_, remembered in (
            *((each.candidate, each) for each in one.remembered),
            *((i, None) for i in one.also),
        ):
            row = by_id[id_]
            identity = _identity(row, time) if row is not None else None
            if identity is None:
                continue
            now = str(row[NODE_ID])  # of whoever represents the subject now
            pool.candidates[now] = identity
            if remembered is not None:
                pool.decisions[now] = remembered


def _identity(row: list[Any], time: Slice) -> Identity | None:
    view = NodeView(row, _LAYOUT, time)
    of = family(view.kind)
    return identity_told(of, view.told(JUDGED_BY)) if of is not None else None


def _judged(record: ListRecord, pool: _Pool) -> Found:
    ranked = []
    for id_, identity in pool.candidates.items():
        one = Ranked(id=id_, candidate=identity, judgement=judge(record.facing(identity), identity))
        remembered = pool.decisions.get(id_)
        ranked.append(decided(one, remembered.band) if remembered is not None else one)
    order = rank(ranked)
    return Found(
        ranked=[each for each in order if each.band is not Band.DIFFERENT or each.ruling is Ruling.DECIDED],
        judged={each.id: each.judgement for each in order},
        decisions={id_: remembered.told for id_, remembered in pool.decisions.items()},
        truncated=pool.truncated,
    )


def _is_open(found: Found) -> bool:
    """Nothing that the keys found settles it: no SAME, and nobody of the very name."""
    return not any(each.band is Band.SAME for each in found.ranked)
