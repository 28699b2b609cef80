"""Records looked up in the graph, set by set, and judged against whom they may be.

Two rounds find candidates: by numbers and exact names, then, for organisations that these did not settle, by
patterns of the name. Whom they meet is only passed through; who is told is fetched once more, so the record of
requests names those.
"""

from __future__ import annotations

import math
import time as clock
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.cypher.rows import NODE_ID, Layout
from graph.model import MODEL
from graph.plan import Find, KeyScheme, Select, Slice
from graph.rules.identity import Identity
from graph.rules.matching.blocking import born_names, exact_names, name_patterns
from graph.rules.matching.judge import Band, Judgement, judge
from graph.rules.matching.ranking import Ranked, Ruling, decided, rank, with_bad_number
from graph.rules.told import JUDGED_BY, family, identity_told
from hub.matching.records import BadRecord, ListRecord
from hub.read.by_id import nodes_by_id
from hub.read.fields import Inquiry
from hub.read.view import NodeView
from hub.settings.limits import MatchLimits

KINDS: Final = tuple(kind for kind in MODEL.subjects if family(kind) is not None)
_JUDGED: Final = Select(properties=tuple(name for name in JUDGED_BY if name != "validFrom"))
_LAYOUT: Final = Layout.of(_JUDGED)
_NUMBERS: Final = {"uscc": KeyScheme.UNIFIED_CODE, "citizenMatch": KeyScheme.CITIZEN}

IDS_AT_ONCE: Final = 5_000  # subjects whose statements one round reads

Key = tuple[KeyScheme, str | tuple[str, ...]]
_Met = dict[str, "Candidate | None"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What was decided of a record and a subject (by the id that it had then)."""

    candidate: str
    band: Band
    told: Mapping[str, Any]
    by_place: bool = False
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One record with what is remembered of it, or why it cannot be asked about. `also`: ids to judge besides."""

    record: ListRecord | BadRecord
    remembered: Sequence[Remembered] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Who may be meant, as the caller sees it: its kind, the name that counts most, and what it is judged by."""

    kind: str
    name: str | None
    identity: Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The candidates of one record, the best first: those of band SAME or REVIEW, and whom somebody decided about.

    `judged` has all who were looked at, by id. `truncated`: a bound left some out that may have fitted.
    """

    ranked: Sequence[Ranked[Candidate]] = ()
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    truncated: bool = False

    @property
    def band(self) -> Band:
        """That of the best; where some were left out, one of whom may be the same, it is not DIFFERENT."""
        best = self.ranked[0].band if self.ranked else Band.DIFFERENT
        return Band.REVIEW if best is Band.DIFFERENT and self.truncated else best


@dataclass(slots=True)
class _Pool:
    """Whom one record may be, as it fills up."""

    ids: dict[str, None] = field(default_factory=dict)
    decisions: dict[str, list[Remembered]] = field(default_factory=dict)  # the newest last
    judged: dict[str, Ranked[Candidate]] = field(default_factory=dict)
    truncated: bool = False
    found: Found = field(default_factory=Found)  # by whom was judged so far


def look_up(
    asked: Sequence[Asked], time: Slice, limits: MatchLimits, until: float = math.inf
) -> Inquiry[list[Found]]:
    """For each record, in the order asked, whom it may be; nothing for one that cannot be asked about.

    Past `until`, an instant of the monotonic clock, nobody is judged any more, and no pattern asked: what is left
    out so is `truncated`.
    """
    yield ()  # the file of the purpose alone, so that what follows is the same few texts whoever asks
    pools = [_Pool() for _ in asked]
    read = {place: one.record for place, one in enumerate(asked) if isinstance(one.record, ListRecord)}
    met = _Met()
    yield from _by_keys({place: _keys(record) for place, record in read.items()}, pools, time, limits.namesakes)
    yield from _identified(pools, met, time)
    yield from _named(asked, pools, met, time)
    found = {place: _in_time(record, pools[place], met, until) for place, record in read.items()}
    open_ = {place: list(name_patterns(read[place].identity)) for place, one in found.items() if _is_open(one)}
    patterns = [(place, pattern) for place, each in open_.items() for pattern in each]
    for start in range(0, len(patterns), limits.patterns):
        if clock.monotonic() > until:
            for place, _ in patterns[start:]:
                pools[place].truncated = True
            break
        keys = dict[int, list[Key]]()
        for place, pattern in patterns[start : start + limits.patterns]:
            keys.setdefault(place, []).append((KeyScheme.NAME_PARTS, pattern))
        yield from _by_keys(keys, pools, time, limits.alike)
    if patterns:
        yield from _identified(pools, met, time)
        found.update(
            {place: _in_time(read[place], pools[place], met, until) for place, each in open_.items() if each}
        )
    return [found.get(place, Found()) for place in range(len(asked))]


def match_rounds(time: Slice, limits: MatchLimits) -> dict[str, tuple[Find, ...]]:
    """What most lists ask, about nobody, by name."""

    def find(scheme: KeyScheme, value: str, most: int) -> tuple[Find, ...]:
        return (_bearers([(scheme, value)], time, most),)

    return {
        "match-name": find(KeyScheme.NAME, "nobody", limits.namesakes),
        "match-code": find(KeyScheme.UNIFIED_CODE, "nobody", limits.namesakes),
        "match-citizen": find(KeyScheme.CITIZEN, "nobody", limits.namesakes),
        "match-born": find(KeyScheme.NAME_BORN, "nobody\n1900-01-01", limits.namesakes),
        "match-parts": find(KeyScheme.NAME_PARTS, "+无名 +名氏", limits.alike),
        "match-judging": (_judging(["0" * 32], time),),
    }


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
    """Puts into each pool the ids that the record's keys find; equal keys of several records are asked once.

    One scheme after another: each is a text of its own that the engine has planned once.
    """
    by_scheme = dict[KeyScheme, dict[Key, list[int]]]()
    for place, of_record in keys.items():
        for key in of_record:
            by_scheme.setdefault(key[0], {}).setdefault(key, []).append(place)
    for scheme in sorted(by_scheme):
        places = by_scheme[scheme]
        [(rows, _)] = yield (_bearers(list(places), time, most),)
        for of_key, found in zip(places.values(), rows, strict=True):
            for place in of_key:
                pools[place].truncated |= len(found) > most
                pools[place].ids.update(dict.fromkeys(str(row[NODE_ID]) for row in found[:most]))


def _bearers(keys: Sequence[Key], time: Slice, most: int) -> Find:
    return Find(keys=tuple(keys), kinds=KINDS, time=time, node=Select(), each=most + 1, passing=True)


def _identified(pools: Iterable[_Pool], met: _Met, time: Slice) -> Inquiry[None]:
    """Has fetched what is said of whom the pools hold and nobody has met yet."""
    ids = list(dict.fromkeys(id_ for pool in pools for id_ in pool.ids if id_ not in met))
    for some, rows in (yield from _told_of(ids, time)):
        for id_, row in zip(some, rows, strict=True):
            met[id_] = _candidate(row, time) if row is not None else None


def _told_of(ids: list[str], time: Slice) -> Inquiry[list[tuple[list[str], Any]]]:
    """Some ids and their rows, and so on: what is said of each, None for one that is nobody's."""
    found = []
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = ids[start : start + IDS_AT_ONCE]
        [(rows, _)] = yield (_judging(some, time),)
        found.append((some, rows))
    return found


def _judging(ids: Sequence[str], time: Slice) -> Find:
    return nodes_by_id(ids, _JUDGED, time, kinds=KINDS, passing=True)


def _named(asked: Sequence[Asked], pools: list[_Pool], met: _Met, time: Slice) -> Inquiry[None]:
    """Those whom somebody decided about, and whoever else is asked for by id."""
    ids = dict.fromkeys(each.candidate for one in asked for each in one.remembered)
    ids.update(dict.fromkeys(id_ for one in asked for id_ in one.also))
    now = dict[str, str]()
    for some, rows in (yield from _told_of(list(ids), time)):
        now.update({id_: str(row[NODE_ID]) for id_, row in zip(some, rows, strict=True) if row is not None})
        # Of whoever represents the subject now.
        met.update({str(row[NODE_ID]): _candidate(row, time) for row in rows if row is not None})
    for one, pool in zip(asked, pools, strict=True):
        pool.ids.update(dict.fromkeys(now[id_] for id_ in one.also if id_ in now))
        for each in sorted(one.remembered, key=lambda each: (str(each.told["at"]), each.candidate)):
            if each.candidate in now:
                pool.ids[now[each.candidate]] = None
                pool.decisions.setdefault(now[each.candidate], []).append(each)


def _candidate(row: list[Any], time: Slice) -> Candidate | None:
    view = NodeView(row, _LAYOUT, time)
    of = family(view.kind)
    if of is None:
        return None
    return Candidate(kind=view.kind, name=view.pick("name"), identity=identity_told(of, view.told(JUDGED_BY)))


def _in_time(record: ListRecord, pool: _Pool, met: _Met, until: float) -> Found:
    if clock.monotonic() <= until:
        pool.found = _judged(record, pool, met)
        return pool.found
    return replace(pool.found, truncated=True)


def _judged(record: ListRecord, pool: _Pool, met: _Met) -> Found:
    """Whoever was judged before, by the keys alone, is not judged again when patterns have found more."""
    ranked = []
    for id_ in pool.ids:
        if (candidate := met[id_]) is None:
            continue
        one = pool.judged.get(id_) or _ranked(record, id_, candidate)
        pool.judged[id_] = one
        if said := pool.decisions.get(id_, ()):
            last, bands = said[-1], [each.band for each in reversed(said)]
            one = decided(one, *bands, by_place=last.by_place, chosen=last.chosen)
        ranked.append(with_bad_number(one) if record.problems else one)
    order = rank(ranked)
    return Found(
        ranked=[each for each in order if each.band is not Band.DIFFERENT or each.ruling is Ruling.DECIDED],
        judged={each.id: each.judgement for each in order},
        decisions={id_: said[-1].told for id_, said in pool.decisions.items()},
        truncated=pool.truncated,
    )


def _ranked(record: ListRecord, id_: str, candidate: Candidate) -> Ranked[Candidate]:
    other = candidate.identity
    return Ranked(id=id_, candidate=candidate, judgement=judge(record.facing(other), other))


def _is_open(found: Found) -> bool:
    """Nobody that the keys found settles it; who only bears the very name may be another's namesake."""
    return not any(each.band is Band.SAME for each in found.ranked)
