"""A node and what hangs on it: its records, their statements, its edges page by page, and so on below."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.cypher.scope import Scope
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, Root, Select

MEASURE_LISTS = ("measures", "suspends")  # properties that hold codes of measures
OPENED = "opened"  # among properties: which of them are open to the caller, of a fact that is seen in part
_FACT_COLUMNS = ("grade", "recordedAt", "validFrom", "validTo", "slot", "system", "document")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def node_block(scope: Scope, node: str, select: Select) -> tuple[str, str]:
    """Clauses that fetch what `select` wants of `node`, and the list expression that holds it."""
    w = scope.writer
    if not select.statements and not select.edges:
        return "", f"[{node}.id, {node}.kind, []]"
    records = w.fresh("ms")
    lines = [_records(scope, node, records, tied=bool(select.edges))]
    parts = [f"{node}.id", f"{node}.kind"]
    if select.statements:
        column = w.fresh("st")
        lines.append(_statements(scope, records, select, column))
        parts.append(column)
    else:
        parts.append("[]")
    for expand in select.edges:
        column = w.fresh("e")
        if not expand.page:
            parts.append("[]")
        elif expand.whole:
            crowd, most = w.fresh("c"), w.parameter("most", expand.first)
            few = w.fresh("ms")
            lines.append(_crowd(scope, records, expand, crowd, most))
            lines.append(f"WITH *, CASE WHEN {crowd} > {most} THEN [] ELSE {records} END AS {few}")
            lines.append(_edge(scope, few, expand, column))
            parts.append(f"CASE WHEN {crowd} > {most} THEN null ELSE {column} END")
        else:
            lines.append(_edge(scope, records, expand, column))
            parts.append(column)
        if expand.count:
            count = w.fresh("c")
            lines.append(_edge_count(scope, records, expand, count))
            parts.append(count)
    return "\n".join(lines) + "\n", "[" + ", ".join(parts) + "]"


def _records(scope: Scope, node: str, records: str, *, tied: bool) -> str:
    """All records of the subject; where ties are followed from them, only those that may be seen."""
    w = scope.writer
    m, o, os, x = w.fresh("m"), w.fresh("o"), w.fresh("os"), w.fresh("x")
    found = (
        f"CALL ({node}) {{ OPTIONAL MATCH ({node})<-[{m}:SAME_AS]-({o}:Node) WHERE {scope.identifies(m)}"
        f" WITH {node}, collect({o}) AS {os}"
    )
    if not tied or scope.blind or scope.own:
        return f"{found} RETURN [{node}] + {os} AS {records} }}"
    return (
        f"{found} UNWIND [{node}] + {os} AS {x} WITH {x} WHERE {scope.stated(x)}"
        f" RETURN collect({x}) AS {records} }}"
    )


def _statements(scope: Scope, records: str, select: Select, column: str) -> str:
    w = scope.writer
    x, t = w.fresh("x"), w.fresh("t")
    parts = [f"{t}.grade", f"{t}.recordedAt", f"{t}.validFrom", f"{t}.slot"]
    parts += [_property(scope, t, name) for name in select.properties]
    if select.sources:
        parts += [f"{t}.system", f"{x}.key", f"{t}.document", scope.told_whole(t, "hash")]
    return (
        f"CALL ({records}) {{ UNWIND {records} AS {x}"
        f" MATCH ({x})<-[:ABOUT]-({t}:Statement) WHERE {scope.visible(t)}"
        f" RETURN collect([{', '.join(parts)}]) AS {column} }}"
    )


def _property(scope: Scope, fact: str, name: str) -> str:
    """A property as the caller may see it: of an order, only the measures that are its own to know."""
    if name == OPENED:
        return scope.opened(fact)
    value = scope.told(fact, stored_name(name))
    if name in MEASURE_LISTS and scope.writer.rights.measures is not None and not scope.own:
        return f"[code IN {value} WHERE code IN $p.measures]"
    return value


def _edge(scope: Scope, records: str, expand: Expand, column: str) -> str:
    w = scope.writer
    if expand.complete:
        scope = scope.of_whole_facts()
    facts, r, h, outward = _facts(scope, records, expand)
    order_value, slot = _order_value(scope, r, expand), _order_slot(scope, r, expand)
    group, rs = _group(scope, expand, r, h, outward)
    after = ""
    if expand.after is not None:
        value, far, last = (w.parameter("after", part) for part in expand.after)
        after = (
            f"WITH {h}, {r}, {rs}, {outward} WHERE {order_value} < {value} OR ({order_value} = {value}"
            f" AND ({h}.id > {far} OR ({h}.id = {far} AND {slot} > {last})))\n"
        )
    limit = w.parameter("limit", expand.first + 1)
    block, expression = node_block(scope, h, expand.node)
    others = "[]"
    if expand.others:
        q = w.fresh("q")
        others = f"[{q} IN {rs}[1..] | [{_fact(scope, q, expand, outward)}]]"
    return (
        f"CALL ({records}) {{ {facts}\n{group}\n{after}"
        f"WITH {h}, {r}, {rs}, {outward} ORDER BY {order_value} DESC, {h}.id, {slot} LIMIT {limit}\n"
        f"{block}RETURN collect([{expression}, [{_fact(scope, r, expand, outward)}], {others}]) AS {column} }}"
    )


def _fact(scope: Scope, fact: str, expand: Expand, outward: str) -> str:
    """The columns of one fact of an edge, as `graph.cypher.rows` reads them."""
    columns = [
        f"type({fact})",
        outward,
        _order_value(scope, fact, expand),
        *(f"{fact}.{name}" for name in _FACT_COLUMNS),
        scope.told_whole(fact, "hash"),
        *(_property(scope, fact, name) for name in expand.properties),
    ]
    return ", ".join(columns)


def _edge_count(scope: Scope, records: str, expand: Expand, column: str) -> str:
    if expand.complete:
        scope = scope.of_whole_facts()
    facts, r, h, outward = _facts(scope, records, expand)
    what = r if expand.separate else h
    if expand.counted is not None or len(expand.relations) > 1 or expand.direction is Direction.BOTH:
        grouped = f"WITH DISTINCT {what}, type({r}) AS kind, {outward}"
        if expand.counted is not None:
            grouped += f" LIMIT {scope.writer.parameter('most', expand.counted)}"
        return f"CALL ({records}) {{ {facts}\n{grouped} RETURN count(*) AS {column} }}"
    return f"CALL ({records}) {{ {facts}\nRETURN count(DISTINCT {what}) AS {column} }}"


def _crowd(scope: Scope, records: str, expand: Expand, column: str, most: str) -> str:
    """How many edges there are, counted no further than one more than `most`; nothing of them is sorted or kept.

    Whoever has no more relations than that of all kinds, seen or not, is not counted at all: most have few, and an
    engine knows how many without reading them.
    """
    w = scope.writer
    x, raw, many = w.fresh("x"), w.fresh("raw"), w.fresh("ms")
    return (
        f"CALL ({records}) {{ UNWIND {records} AS {x} RETURN sum(COUNT {{ ({x})--() }}) AS {raw} }}\n"
        f"WITH *, CASE WHEN {raw} > {most} THEN {records} ELSE [] END AS {many}\n"
        f"{_edge_count(scope, many, replace(expand, counted=expand.first + 1), column)}"
    )


def _facts(scope: Scope, records: str, expand: Expand) -> tuple[str, str, str, str]:
    """Clauses that give rows (h: far subject, r: fact, outward: bool)."""
    w = scope.writer
    x, r, h0, h = w.fresh("x"), w.fresh("r"), w.fresh("h"), w.fresh("h")
    kinds = w.parameter("kinds", list(expand.kinds))
    types = "|".join(stored_name(name) for name in expand.relations)
    left, right = {
        Direction.OUT: ("-", "->"),
        Direction.IN: ("<-", "-"),
        Direction.BOTH: ("-", "-"),
    }[expand.direction]
    outward = w.fresh("out")
    text = (
        f"UNWIND {records} AS {x} MATCH ({x}){left}[{r}:{types}]{right}({h0}:Node)"
        f" WHERE {_chosen(scope, r, expand)}{scope.visible(r, ended=expand.ended)}{_within(scope, r, expand)}"
        f" AND {h0}.kind IN {kinds} AND {scope.stated(h0)}\n"
        f"WITH {r}, {h0}, {_outward(scope, expand, r, x)} AS {outward}\n"
        f"{scope.representative(h0, h, f'{r}, {outward}')}"
    )
    return text, r, h, outward


def _chosen(scope: Scope, r: str, expand: Expand) -> str:
    if not expand.chosen:
        return ""
    names = scope.late("among", lambda root: [stored_name(name) for name in root.among])
    return f"type({r}) IN {names} AND "


def _within(scope: Scope, r: str, expand: Expand) -> str:
    """The fact's instant lies in the root's window; one that is closed to the caller may lie in any."""
    if expand.within is None:
        return ""
    told = scope.told(r, stored_name(expand.within))
    since = scope.late("since", lambda root: _window(root)[0])
    until = scope.late("until", lambda root: _window(root)[1])
    at = f"coalesce({told}, {since})"
    return f" AND {at} >= {since} AND {at} < {until}"


def _window(root: Root) -> tuple[str, str]:
    if not isinstance(root, Find) or root.window is None:
        raise ValueError("an edge within a window wants a find that gives one")
    return root.window


def _outward(scope: Scope, expand: Expand, r: str, x: str) -> str:
    """Whether the tie leads away from the record; a mutual one has no direction and counts once."""
    if expand.direction is not Direction.BOTH:
        # One way for all, also for what holds itself: else it would be two edges to one far node.
        return "true" if expand.direction is Direction.OUT else "false"
    mutual = [name for name in expand.relations if MODEL.relations[name].mutual]
    if not mutual:
        return f"startNode({r}) = {x}"
    names = scope.writer.parameter("mutual", list(mutual))
    return f"CASE WHEN type({r}) IN {names} THEN true ELSE startNode({r}) = {x} END"


def _group(scope: Scope, expand: Expand, r: str, h: str, outward: str) -> tuple[str, str]:
    """One edge per far node (and kind, and direction): the fact that counts first, the others kept."""
    rs = scope.writer.fresh("rs")
    if expand.separate:
        return f"WITH DISTINCT {h}, {r}, {outward}, [{r}] AS {rs}", rs
    late = ""
    if expand.yields is not None:
        name, value = expand.yields
        word = scope.writer.parameter("late", value)
        late = f"CASE WHEN {scope.told(r, stored_name(name))} = {word} THEN 1 ELSE 0 END, "
    kind = scope.writer.fresh("kind")
    return (
        f"WITH {h}, {r}, {outward}, type({r}) AS {kind}"
        f" ORDER BY {late}{r}.grade, {r}.recordedAt DESC, {r}.validFrom DESC, {r}.slot\n"
        f"WITH {h}, {kind}, {outward}, collect(DISTINCT {r}) AS {rs}\n"
        f"WITH {h}, {outward}, {rs}, {rs}[0] AS {r}"
    ), rs


def _order_value(scope: Scope, r: str, expand: Expand) -> str:
    if expand.order_by is None:
        return "0"
    missing = "-1.0" if isinstance(expand.order_missing, float) else "''"
    return f"coalesce({scope.told(r, stored_name(expand.order_by))}, {missing})"


def _order_slot(scope: Scope, r: str, expand: Expand) -> str:
    """The slot, by which facts of one pair are told apart where each is an edge of its own.

    A source's keys may hold any text, so order and cursor must compare alike (`graph.cypher.search`). Joined with
    a parameter, a stored text is to Neo4j like one.
    """
    return f"{r}.slot + {scope.writer.parameter('given', '')}" if expand.separate else f"{r}.slot"


_ATTRIBUTES = [a for node in MODEL.nodes.values() for a in node.attributes] + [
    a for relation in MODEL.relations.values() for a in relation.attributes
]
_PROPERTIES = frozenset(name for attribute in _ATTRIBUTES for name in attribute.properties)


def stored_name(name: str) -> str:
    """A name of the model, and nothing else, becomes part of a statement's text."""
    if not _NAME.match(name) or (name not in _PROPERTIES and name not in MODEL.relations):
        raise ValueError(f"{name!r} is no relation and no stored property of the model")
    return name
