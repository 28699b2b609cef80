"""A caller's rights as predicates on a fact, and the values that these take. They stand in every pattern, so they
are written with as few words as each shape of rights needs: what is seen in part costs nobody else a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.model import MODEL
from graph.plan import Courts, Extent, Part, Rights
from graph.statement import Value

# Made of all names of a record, so open only to whoever may see each of them.
NAME_KEYS = ("foldedName", "compactNames", "nameKeys")
_NAMES = ("name", "aliases")


def permitted(fact: str, rights: Rights, telling: tuple[str, ...] = ()) -> str:
    """The fact's class, file and source are within the rights; only their shape decides the text.

    `telling`: the properties that the caller would learn of by finding the fact, so all of them must be open.
    """
    ways = [_whole(fact, rights)]
    for place, part in enumerate(rights.parts):
        within = " OR ".join(_ways(fact, part.extent, f"part{place}"))
        kind = _kind(fact)
        opened = [f"{kind} + '.{name}' IN $p.part{place}fields" for name in telling]
        ways.append(f"(({within}) AND {' AND '.join(opened) or f'{kind} IN $p.part{place}kinds'})")
    return _bounded(fact, rights, ways)


def permitted_whole(fact: str, rights: Rights) -> str:
    """As `permitted`, of facts of which every attribute may be seen."""
    return _bounded(fact, rights, [_whole(fact, rights)])


def told(fact: str, rights: Rights, name: str) -> str:
    """A property of a permitted fact, null where it is closed to the caller."""
    if not rights.parts:
        return f"{fact}.{name}"
    cases = [f"WHEN {_whole(fact, rights)} THEN {fact}.{name}"]
    for place, part in enumerate(rights.parts):
        within = " OR ".join(_ways(fact, part.extent, f"part{place}"))
        opened = f"{_kind(fact)} + '.{name}' IN $p.part{place}fields"
        cases.append(f"WHEN ({within}) AND {opened} THEN {fact}.{name}")
    return f"CASE {' '.join(cases)} END"


def told_whole(fact: str, rights: Rights, name: str) -> str:
    """A property that would betray the others, as a digest does; null unless all of them are open."""
    if not rights.parts:
        return f"{fact}.{name}"
    return f"CASE WHEN {_whole(fact, rights)} THEN {fact}.{name} END"


def opened(fact: str, rights: Rights) -> str:
    """The properties, with their kind, that are open of a fact seen in part; null of one that is seen whole."""
    if not rights.parts:
        return "null"
    lists = [
        f"CASE WHEN {' OR '.join(_ways(fact, part.extent, f'part{place}'))} THEN $p.part{place}fields ELSE [] END"
        for place, part in enumerate(rights.parts)
    ]
    return f"CASE WHEN {_whole(fact, rights)} THEN null ELSE {' + '.join(lists)} END"


def rights_values(rights: Rights) -> dict[str, Value]:
    """The parameters of what is written for rights of this shape."""
    values = dict(_values(rights.whole, ""))
    for place, part in enumerate(rights.parts):
        values.update(_values(part.extent, f"part{place}"))
        fields = _open_fields(part)
        values[f"part{place}fields"] = [*fields]
        values[f"part{place}kinds"] = [*sorted({name.partition(".")[0] for name in fields})]
    if rights.withheld:
        values["withheld"] = list(rights.withheld)
    if rights.measures is not None:
        values["measures"] = list(rights.measures)
    return values


def _whole(fact: str, rights: Rights) -> str:
    ways = list(_ways(fact, rights.whole, ""))
    return f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]


def _bounded(fact: str, rights: Rights, ways: list[str]) -> str:
    within = f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]
    if rights.withheld:
        within += f" AND NOT {fact}.system IN $p.withheld"
    if rights.measures is not None:
        within += f" AND ({fact}.measures IS NULL OR any(code IN {fact}.measures WHERE code IN $p.measures))"
    return within


def _ways(fact: str, extent: Extent, of: str) -> Iterator[str]:
    """The ways for a fact to be in the extent; `of` begins the names of its parameters."""
    yield f"{fact}.access IN $p.{of}classes"
    for place, scope in enumerate(extent.scopes):
        where = [] if scope.cases_only else [f"{fact}.court IS NULL"]
        where += _of_courts(fact, scope.courts, of, place)
        yield f"({fact}.access IN $p.{of}scoped{place} AND ({' OR '.join(where)}))"
    if extent.filed:
        yield f"{fact}.access + '|' + {fact}.caseFile IN $p.{of}filed"


def _of_courts(fact: str, courts: Courts | None, of: str, place: int) -> Iterator[str]:
    if courts is None:
        return
    under = f"{fact}.court STARTS WITH $p.{of}courts{place}"
    if len(courts.prefixes) > 1:
        under = f"any(code IN $p.{of}courts{place} WHERE {fact}.court STARTS WITH code)"
    yield f"({under} AND NOT {fact}.court IN $p.{of}besides{place})" if courts.besides else under
    if courts.also:
        yield f"{fact}.court IN $p.{of}also{place}"


def _values(extent: Extent, of: str) -> Iterator[tuple[str, Value]]:
    yield f"{of}classes", list(extent.classes)
    for place, scope in enumerate(extent.scopes):
        yield f"{of}scoped{place}", list(scope.classes)
        if scope.courts is not None:
            yield f"{of}courts{place}", _prefixes(scope.courts)
            if scope.courts.also:
                yield f"{of}also{place}", list(scope.courts.also)
            if scope.courts.besides:
                yield f"{of}besides{place}", list(scope.courts.besides)
    if extent.filed:
        yield f"{of}filed", [f"{access}|{number}" for access, number in extent.filed]


def _prefixes(courts: Courts) -> Value:
    return list(courts.prefixes) if len(courts.prefixes) > 1 else courts.prefixes[0]


def _kind(fact: str) -> str:
    """The kind of a statement's node, or of a relation: the second part of the fact's slot."""
    return f"split({fact}.slot, '|')[1]"


def _open_fields(part: Part) -> list[str]:
    """Stored properties, with their kind, that the part's fields open; names that the model lacks open nothing.

    A merge says of no attribute anything that its records do not.
    """
    opened = {"SAME_AS"}
    for name in part.fields:
        meant = MODEL.field(name)
        if meant is None:
            continue
        kind, attributes = meant
        opened.update(f"{kind}.{stored}" for each in attributes for stored in each.properties)
        if name == kind:
            opened.add(kind)
    for kind, node in MODEL.nodes.items():
        names = {f"{kind}.{each.name}" for each in node.attributes if each.name in _NAMES}
        if names and names <= opened:
            opened.update(f"{kind}.{key}" for key in NAME_KEYS)
    return sorted(opened)
