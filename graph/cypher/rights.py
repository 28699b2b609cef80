"""A caller's rights as predicates on a fact, and the values that these take. They stand in every pattern, so they
are written with as few words as each shape of rights needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.plan import Courts, Rights
from graph.statement import Value


def permitted(fact: str, rights: Rights) -> str:
    """The fact's class, file and source are within the rights; only their shape decides the text."""
    ways = [f"{fact}.access IN $p.classes"]
    for place, scope in enumerate(rights.scopes):
        where = [f"{fact}.court IS NULL", *_of_courts(fact, scope.courts, place)]
        ways.append(f"({fact}.access IN $p.scoped{place} AND ({' OR '.join(where)}))")
    if rights.filed:
        ways.append(f"{fact}.access + '|' + {fact}.caseFile IN $p.filed")
    within = f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]
    if rights.withheld:
        within += f" AND NOT {fact}.system IN $p.withheld"
    if rights.measures is not None:
        within += f" AND ({fact}.measures IS NULL OR any(code IN {fact}.measures WHERE code IN $p.measures))"
    return within


def rights_values(rights: Rights) -> dict[str, Value]:
    """The parameters of what `permitted` writes for rights of this shape."""
    values: dict[str, Value] = {"classes": list(rights.classes)}
    for place, scope in enumerate(rights.scopes):
        values[f"scoped{place}"] = list(scope.classes)
        if scope.courts is not None:
            values[f"courts{place}"] = _prefixes(scope.courts)
            if scope.courts.also:
                values[f"also{place}"] = list(scope.courts.also)
            if scope.courts.besides:
                values[f"besides{place}"] = list(scope.courts.besides)
    if rights.filed:
        values["filed"] = [f"{access}|{number}" for access, number in rights.filed]
    if rights.withheld:
        values["withheld"] = list(rights.withheld)
    if rights.measures is not None:
        values["measures"] = list(rights.measures)
    return values


def _prefixes(courts: Courts) -> Value:
    return list(courts.prefixes) if len(courts.prefixes) > 1 else courts.prefixes[0]


def _of_courts(fact: str, courts: Courts | None, place: int) -> Iterator[str]:
    if courts is None:
        return
    under = f"{fact}.court STARTS WITH $p.courts{place}"
    if len(courts.prefixes) > 1:
        under = f"any(code IN $p.courts{place} WHERE {fact}.court STARTS WITH code)"
    yield f"({under} AND NOT {fact}.court IN $p.besides{place})" if courts.besides else under
    if courts.also:
        yield f"{fact}.court IN $p.also{place}"
