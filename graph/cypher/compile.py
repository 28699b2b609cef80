"""A narrowed plan becomes one statement: one `CALL () {}` per root, one nested `CALL` per edge.

Plans of one shape have one text, so it is compiled once (`compile_shape`) and given its values for each
request (`Compiled.bind`): those of the roots, of time and of rights. What stands deeper is part of the shape.
Every value travels as a parameter; labels, relation types and property names come from the model only, which
`_name` checks again. Rows come back positional: `graph.cypher.rows` says where each value stands.

Shape of the pieces, the same at every depth:

* *time slice and rights* (`_visible`) are predicates on every fact, inside the pattern, before any walk;
* *cluster*: a subject is its representative record and all that point at it by SAME_AS;
* *statements*: all visible statements of the cluster; the projector picks, attribute by attribute;
* *edge*: facts from any record of the cluster, far ends led to their representative, grouped to one edge per
  far node, ordered, paged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph.cypher.dialects import Dialect
from graph.cypher.rights import permitted, rights_values
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, KeyScheme, Page, Plan, Rights, Root, Search, Select
from graph.shelf import SHELVES, open_levels, shelf_number
from graph.statement import Statement, Value

MEASURE_LISTS = ("measures", "suspends")  # properties that hold codes of measures
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class UnnarrowedPlan(Exception):
    """A plan without rights reached the compiler: a programming error, never a caller's."""


# A parameter that a root of the plan gives: its name, the root's place, how it is read off that root.
Late = tuple[str, int, Callable[[Any], Value]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The text for one shape of plan, what is the same in all of that shape, and what each plan gives.

    All values travel as members of one map, `$p`: Neo4j plans a text anew for each size class of every list and
    text that is a parameter of its own, seconds each time.
    """

    text: str
    fixed: dict[str, Value]
    late: tuple[Late, ...]

    def bind(self, plan: Plan) -> Statement:
        """The statement of a narrowed plan of this shape."""
        if plan.rights is None:
            raise UnnarrowedPlan("a plan must be narrowed by the caller's rights before it is run")
        parameters: dict[str, Value] = {**self.fixed, **rights_values(plan.rights)}
        if any(isinstance(root, Page) for root in plan.roots):
            parameters["levels"] = list(open_levels(plan.rights.all_classes))
        for name, root, read in self.late:
            parameters[name] = read(plan.roots[root])
        return Statement(text=self.text, parameters={"p": parameters}, name="read")


def compile_plan(plan: Plan, dialect: Dialect) -> Statement:
    """The statement of a plan; its single row is read by `graph.cypher.rows.split`."""
    return compile_shape(plan, dialect).bind(plan)


def compile_shape(plan: Plan, dialect: Dialect) -> Compiled:
    """The text that serves every plan of this one's shape. Raises UnnarrowedPlan."""
    if plan.rights is None:
        raise UnnarrowedPlan("a plan must be narrowed by the caller's rights before it is compiled")
    writer = _Writer(dialect=dialect, rights=plan.rights)
    parts: list[str] = []
    columns: list[str] = []
    for index, root in enumerate(plan.roots):
        blind = isinstance(root, Find) and root.blind
        own = isinstance(root, Find | Page) and root.own
        scope = _Scope(writer=writer, root=index, blind=blind, own=own)
        for column, text in scope.root_calls(root):
            parts.append(text)
            columns.append(column)
    text = "\n".join([*parts, "RETURN " + ", ".join(columns)]) if columns else "RETURN 0 AS nothing"
    return Compiled(text=text, fixed=writer.fixed, late=tuple(writer.late))


@dataclass(slots=True)
class _Writer:
    """Collects parameters and hands out names that no other part of the statement uses."""

    dialect: Dialect
    rights: Rights  # its shape alone may be looked at here
    fixed: dict[str, Value] = field(default_factory=dict)
    late: list[Late] = field(default_factory=list)
    _count: int = 0

    def fresh(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def parameter(self, stem: str, value: Value) -> str:
        name = self.fresh(stem)
        self.fixed[name] = value
        return f"$p.{name}"


@dataclass(slots=True)
class _Scope:
    """One root: its names, its time slice."""

    writer: _Writer
    root: int
    blind: bool = False
    own: bool = False

    def __post_init__(self) -> None:
        self.writer.late.append((f"day{self.root}", self.root, lambda root: root.time.as_of))
        self.writer.late.append((f"known{self.root}", self.root, lambda root: root.time.known_at))

    def late(self, stem: str, read: Callable[[Any], Value]) -> str:
        """A parameter that each plan's own root gives."""
        name = self.writer.fresh(stem)
        self.writer.late.append((name, self.root, read))
        return f"$p.{name}"

    def root_calls(self, root: Root) -> list[tuple[str, str]]:
        match root:
            case Find():
                return [
                    self._find(root, scheme, f"f{self.root}_{place}") for place, scheme in enumerate(root.branches)
                ]
            case Page():
                calls = [self._page(root)]
                if root.count:
                    calls.append(self._page_count(root))
                return calls
            case Search():
                calls = [self._search(root)]
                if root.count:
                    calls.append(self._search_count(root))
                return calls

    # -- predicates ------------------------------------------------------------------------------------

    def _timely(self, fact: str) -> str:
        """Valid on the day, recorded by then and not yet superseded."""
        day, known = f"$p.day{self.root}", f"$p.known{self.root}"
        return (
            f"{fact}.validFrom <= {day} AND {fact}.validTo > {day} AND {fact}.recordedAt <= {known}"
            f" AND {fact}.supersededAt > {known}"
        )

    def _visible(self, fact: str) -> str:
        """In the slice, and of a class the caller may see."""
        if self.own:
            return f"{self._timely(fact)} AND {fact}.access <> 'SEALED'"
        return f"{self._timely(fact)} AND {permitted(fact, self.writer.rights)}"

    def _identifies(self, fact: str) -> str:
        """What may lead from a key to its subject: visible facts, or any in the slice for a blind find."""
        return self._timely(fact) if self.blind else self._visible(fact)

    def _stated(self, node: str) -> str:
        """The record itself may be seen: at least one visible statement says something of it."""
        t = self.writer.fresh("t")
        return f"EXISTS {{ MATCH ({node})<-[:ABOUT]-({t}:Statement) WHERE {self._visible(t)} }}"

    def _representative(self, record: str, into: str, carry: str) -> str:
        """Lead a record to the one that represents its subject; `carry` is what else stays in scope."""
        m, c = self.writer.fresh("m"), self.writer.fresh("c")
        return (
            f"OPTIONAL MATCH ({record})-[{m}:SAME_AS]->({c}:Node) WHERE {self._identifies(m)}\n"
            f"WITH {carry}, coalesce({c}, {record}) AS {into}"
        )

    # -- roots -----------------------------------------------------------------------------------------

    def _find(self, find: Find, scheme: KeyScheme, column: str) -> tuple[str, str]:
        writer = self.writer
        places = self.late("keys", lambda root: root.branches[scheme])
        kinds = writer.parameter("kinds", list(find.kinds))
        if scheme in (KeyScheme.ID, KeyScheme.SOURCE):
            field_name = "id" if scheme is KeyScheme.ID else "rk"
            # An id is handed out for a subject, so any record of it will do; a source's key is one record's own.
            seen = self._seen if scheme is KeyScheme.ID else self._stated
            stated = "" if find.blind else f" AND {seen('n0')}"
            found = f"MATCH (n0:Node {{{field_name}: key}}) WHERE n0.kind IN {kinds}{stated}"
            order, carry = "place", "place"
        else:
            t = writer.fresh("t")
            found = (
                f"MATCH ({t}:Statement {{{scheme.value}: key}}) WHERE {self._identifies(t)}\n"
                f"MATCH ({t})-[:ABOUT]->(n0:Node) WHERE n0.kind IN {kinds}"
            )
            order, carry = f"place, {t}.grade, {t}.recordedAt DESC, {t}.slot", f"place, {t}"
        block, expression = self._node("n", find.node)
        # Two subjects that state one number and could not be merged both count where only edges come back.
        chosen = "WITH DISTINCT place, n" if find.several else "WITH place, collect(n)[0] AS n"
        if find.most is not None:
            chosen += f" ORDER BY place, n.id LIMIT {writer.parameter('most', find.most)}"
        return column, (
            "CALL () {\n"
            f"UNWIND {places} AS pair\nWITH pair[0] AS place, pair[1] AS key\n"
            f"{found}\n{self._representative('n0', 'n', carry)}\n"
            f"WITH {carry}, n ORDER BY {order}\n{chosen}\n"
            f"{block}RETURN collect([place, {expression}]) AS {column}\n}}"
        )

    def _page(self, page: Page) -> tuple[str, str]:
        """Shelf by shelf, each sorted on its own, so that nothing after the last one needed is read.

        Rows of an UNWIND come in its order, and those of a CALL in that of its ORDER BY, on both engines.
        """
        kind = self.late("kind", lambda root: root.kind)
        first = self.late("shelf", lambda root: shelf_number(root.after))
        after = self.late("after", lambda root: root.after)
        limit = self.late("limit", lambda root: root.first + 1)
        block, expression = self._node("n", page.node)
        column = f"f{self.root}_0"
        return column, (
            "CALL () {\n"
            f"UNWIND range({first}, $p.last) AS shelf\n"
            f"CALL (shelf) {{ {self._shelf('x', kind)} WITH x WHERE x.id > {after} RETURN x ORDER BY x.id }}\n"
            f"WITH x WHERE {self._lists('x', kind)}\n"
            f"WITH x LIMIT {limit}\n"
            f"{self._representative('x', 'n', 'x.id AS place')}\n"
            "WITH place, n ORDER BY place\n"
            f"{block}RETURN collect([place, {expression}]) AS {column}\n}}"
        )

    def _page_count(self, page: Page) -> tuple[str, str]:
        kind = self.late("kind", lambda root: root.kind)
        column = f"f{self.root}_count"
        return column, (
            f"CALL () {{\nUNWIND range(0, $p.last) AS shelf\n"
            f"{self._shelf('x', kind)} WHERE {self._lists('x', kind)}\n"
            f"RETURN count(x) AS {column}\n}}"
        )

    def _shelf(self, record: str, kind: str) -> str:
        """Rows (record) for a row (shelf): what stands there on the levels that the caller may have to look at."""
        self.writer.fixed["last"] = SHELVES - 1
        return f"UNWIND $p.levels AS level MATCH ({record}:Node {{kind: {kind}, shelf: level + toString(shelf)}})"

    def _lists(self, record: str, kind: str) -> str:
        """The record is the one by which its subject is listed among those of a kind.

        That is the representative, or where it may not be seen the first by id of the others of this kind.
        """
        w = self.writer
        m, c, n, o, t = (w.fresh(stem) for stem in ("m", "c", "m", "o", "t"))
        before = (
            f"EXISTS {{ MATCH ({c})<-[{n}:SAME_AS]-({o}:Node {{kind: {kind}}})<-[:ABOUT]-({t}:Statement)"
            f" WHERE {o}.id < {record}.id AND {self._visible(n)} AND {self._visible(t)} }}"
        )
        return (
            f"{self._stated(record)} AND NOT EXISTS {{ MATCH ({record})-[{m}:SAME_AS]->({c}:Node)"
            f" WHERE {self._visible(m)} AND ({c}.kind <> {kind} OR {self._stated(c)} OR {before}) }}"
        )

    def _seen(self, node: str) -> str:
        """The subject may be seen, by this record or by one that points at it."""
        w = self.writer
        m, o, t = w.fresh("m"), w.fresh("o"), w.fresh("t")
        return (
            f"({self._stated(node)} OR EXISTS {{ MATCH ({node})<-[{m}:SAME_AS]-({o}:Node)"
            f"<-[:ABOUT]-({t}:Statement) WHERE {self._visible(m)} AND {self._visible(t)} }})"
        )

    def _search_hits(self, search: Search, carry: str = "") -> str:
        """Rows (n, rank, label): every subject found, with its best rank and the first of the names that gave it.

        `carry` is what else stays in scope.
        """
        w = self.writer
        kinds = self.late("kinds", lambda root: list(root.kinds))
        branches: list[str] = []
        if search.keys:
            index = w.parameter("index", w.dialect.name_index)
            terms = self.late("terms", lambda root: " ".join(f"+{key}" for key in root.keys))
            exact = self.late("exact", lambda root: f"\n{root.compact}\n")
            prefix = self.late("prefix", lambda root: f"\n{root.compact}")
            fragment = self.late("fragment", lambda root: root.compact)
            branches.append(
                f"CALL db.index.fulltext.queryNodes({index}, {terms}) YIELD node AS t\n"
                f"WITH t WHERE t.compactNames CONTAINS {fragment} AND {self._visible('t')}\n"
                "MATCH (t)-[:ABOUT]->(n0:Node)\n"
                f"RETURN n0, CASE WHEN t.compactNames CONTAINS {exact} THEN 0"
                f" WHEN t.compactNames CONTAINS {prefix} THEN 1 ELSE 2 END AS rank,"
                " coalesce(t.foldedName, '') AS label"
            )
        for place, (scheme, _) in enumerate(search.codes):
            value = self.late("code", _code_at(place))
            branches.append(
                f"MATCH (t:Statement {{{scheme.value}: {value}}}) WHERE {self._visible('t')}\n"
                "MATCH (t)-[:ABOUT]->(n0:Node)\n"
                "RETURN n0, 0 AS rank, coalesce(t.foldedName, '') AS label"
            )
        hits = "\nUNION ALL\n".join(branches)
        return (
            f"CALL () {{\n{hits}\n}}\n"
            f"{self._representative('n0', 'n', f'rank, label{carry}')}\n"
            f"WITH n, rank, label{carry} WHERE n.kind IN {kinds}\n"
            f"WITH n, min([rank, label]) AS hit{carry}\n"
            f"WITH n, hit[0] AS rank, hit[1] AS label{carry}\n"
        )

    def _search(self, search: Search) -> tuple[str, str]:
        column = f"f{self.root}_0"
        if not search.keys and not search.codes:
            return column, f"CALL () {{ RETURN [] AS {column} }}"
        bound = after = ""
        if search.after is not None:
            rank, label, node = (self.late("after", _after_at(place)) for place in range(3))
            bound = self._bound(label)
            after = (
                f"WITH n, rank, label, bound WHERE rank > {rank} OR (rank = {rank} AND (label > bound"
                f" OR (label = bound AND n.id > {node})))\n"
            )
        limit = self.late("limit", lambda root: root.first + 1)
        block, expression = self._node("n", search.node)
        return column, (
            f"CALL () {{\n{bound}{self._search_hits(search, ', bound' if bound else '')}{after}"
            f"WITH n, rank, label ORDER BY rank, label, n.id LIMIT {limit}\n"
            f"{block}RETURN collect([rank, label, {expression}]) AS {column}\n}}"
        )

    def _bound(self, label: str) -> str:
        """Gives `bound`: the name to compare others with, as a statement has it.

        Neo4j orders stored texts by code point, but by UTF-16 unit as soon as one of two is a parameter: compared
        with the parameter, hits would fall between the order of a page and the start of the next. (For
        `b.foldedName` its index would hand back the parameter, so the property is named by one.)

        Only statements of classes that the caller may see count, so that no made-up cursor finds out what others
        hold; their time does not, so that a name that has changed since the page before still serves.
        """
        b, name = self.writer.fresh("b"), self.writer.parameter("name", "foldedName")
        return (
            f"CALL () {{ OPTIONAL MATCH ({b}:Statement {{foldedName: {label}}})"
            f" WHERE {permitted(b, self.writer.rights)}"
            f" WITH {b} LIMIT 1 RETURN coalesce({b}[{name}], {label}) AS bound }}\n"
        )

    def _search_count(self, search: Search) -> tuple[str, str]:
        column = f"f{self.root}_count"
        if not search.keys and not search.codes:
            return column, f"CALL () {{ RETURN 0 AS {column} }}"
        return column, f"CALL () {{\n{self._search_hits(search)}RETURN count(n) AS {column}\n}}"

    # -- a node and what hangs on it ---------------------------------------------------------------------

    def _node(self, node: str, select: Select) -> tuple[str, str]:
        """Clauses that fetch what `select` wants of `node`, and the list expression that holds it."""
        w = self.writer
        if not select.statements and not select.edges:
            return "", f"[{node}.id, {node}.kind, []]"
        records = w.fresh("ms")
        lines = [self._records(node, records, tied=bool(select.edges))]
        parts = [f"{node}.id", f"{node}.kind"]
        if select.statements:
            column = w.fresh("st")
            lines.append(self._statements(records, select, column))
            parts.append(column)
        else:
            parts.append("[]")
        for expand in select.edges:
            column = w.fresh("e")
            if expand.page:
                lines.append(self._edge(records, expand, column))
            parts.append(column if expand.page else "[]")
            if expand.count:
                count = w.fresh("c")
                lines.append(self._edge_count(records, expand, count))
                parts.append(count)
        return "\n".join(lines) + "\n", "[" + ", ".join(parts) + "]"

    def _records(self, node: str, records: str, *, tied: bool) -> str:
        """All records of the subject; where ties are followed from them, only those that may be seen."""
        w = self.writer
        m, o, os, x = w.fresh("m"), w.fresh("o"), w.fresh("os"), w.fresh("x")
        found = (
            f"CALL ({node}) {{ OPTIONAL MATCH ({node})<-[{m}:SAME_AS]-({o}:Node) WHERE {self._identifies(m)}"
            f" WITH {node}, collect({o}) AS {os}"
        )
        if not tied or self.blind or self.own:
            return f"{found} RETURN [{node}] + {os} AS {records} }}"
        return (
            f"{found} UNWIND [{node}] + {os} AS {x} WITH {x} WHERE {self._stated(x)}"
            f" RETURN collect({x}) AS {records} }}"
        )

    def _statements(self, records: str, select: Select, column: str) -> str:
        w = self.writer
        x, t = w.fresh("x"), w.fresh("t")
        parts = [f"{t}.grade", f"{t}.recordedAt", f"{t}.validFrom", f"{t}.slot"]
        parts += [self._property(t, name) for name in select.properties]
        if select.sources:
            parts += [f"{t}.system", f"{x}.key", f"{t}.document", f"{t}.hash"]
        return (
            f"CALL ({records}) {{ UNWIND {records} AS {x}"
            f" MATCH ({x})<-[:ABOUT]-({t}:Statement) WHERE {self._visible(t)}"
            f" RETURN collect([{', '.join(parts)}]) AS {column} }}"
        )

    def _property(self, fact: str, name: str) -> str:
        """A property as the caller may see it: of an order, only the measures that are its own to know."""
        if name in MEASURE_LISTS and self.writer.rights.measures is not None and not self.own:
            return f"[code IN {fact}.{name} WHERE code IN $p.measures]"
        return f"{fact}.{_name(name)}"

    def _facts(self, records: str, expand: Expand) -> tuple[str, str, str, str]:
        """Clauses that give rows (h: far subject, r: fact, outward: bool)."""
        w = self.writer
        x, r, h0, h = w.fresh("x"), w.fresh("r"), w.fresh("h"), w.fresh("h")
        kinds = w.parameter("kinds", list(expand.kinds))
        types = "|".join(_name(name) for name in expand.relations)
        left, right = {
            Direction.OUT: ("-", "->"),
            Direction.IN: ("<-", "-"),
            Direction.BOTH: ("-", "-"),
        }[expand.direction]
        outward = w.fresh("out")
        text = (
            f"UNWIND {records} AS {x} MATCH ({x}){left}[{r}:{types}]{right}({h0}:Node)"
            f" WHERE {self._visible(r)} AND {h0}.kind IN {kinds} AND {self._stated(h0)}\n"
            f"WITH {r}, {h0}, {self._outward(expand, r, x)} AS {outward}\n"
            f"{self._representative(h0, h, f'{r}, {outward}')}"
        )
        return text, r, h, outward

    def _outward(self, expand: Expand, r: str, x: str) -> str:
        """Whether the tie leads away from the record; a mutual one has no direction and counts once."""
        if expand.direction is not Direction.BOTH:
            # One way for all, also for what holds itself: else it would be two edges to one far node.
            return "true" if expand.direction is Direction.OUT else "false"
        mutual = [name for name in expand.relations if MODEL.relations[name].mutual]
        if not mutual:
            return f"startNode({r}) = {x}"
        names = self.writer.parameter("mutual", list(mutual))
        return f"CASE WHEN type({r}) IN {names} THEN true ELSE startNode({r}) = {x} END"

    def _edge(self, records: str, expand: Expand, column: str) -> str:
        w = self.writer
        facts, r, h, outward = self._facts(records, expand)
        order_value, slot = self._order_value(r, expand), self._order_slot(r, expand)
        group, rs = self._group(expand, r, h, outward)
        after = ""
        if expand.after is not None:
            value, far, last = (w.parameter("after", part) for part in expand.after)
            after = (
                f"WITH {h}, {r}, {rs}, {outward} WHERE {order_value} < {value} OR ({order_value} = {value}"
                f" AND ({h}.id > {far} OR ({h}.id = {far} AND {slot} > {last})))\n"
            )
        limit = w.parameter("limit", expand.first + 1)
        block, expression = self._node(h, expand.node)
        fact = [
            f"type({r})",
            outward,
            order_value,
            f"{r}.grade",
            f"{r}.recordedAt",
            f"{r}.validFrom",
            f"{r}.validTo",
            f"{r}.slot",
            f"{r}.system",
            f"{r}.document",
            f"{r}.hash",
        ]
        fact += [f"{r}.{_name(name)}" for name in expand.properties]
        others = "[]"
        if expand.others:
            q = w.fresh("q")
            kept = ", ".join(part.replace(f"{r}.", f"{q}.").replace(f"({r})", f"({q})") for part in fact)
            others = f"[{q} IN {rs}[1..] | [{kept}]]"
        return (
            f"CALL ({records}) {{ {facts}\n{group}\n{after}"
            f"WITH {h}, {r}, {rs}, {outward} ORDER BY {order_value} DESC, {h}.id, {slot} LIMIT {limit}\n"
            f"{block}RETURN collect([{expression}, [{', '.join(fact)}], {others}]) AS {column} }}"
        )

    def _edge_count(self, records: str, expand: Expand, column: str) -> str:
        facts, r, h, outward = self._facts(records, expand)
        what = r if expand.separate else h
        if len(expand.relations) > 1 or expand.direction is Direction.BOTH:
            grouped = f"WITH DISTINCT {what}, type({r}) AS kind, {outward}"
            return f"CALL ({records}) {{ {facts}\n{grouped} RETURN count(*) AS {column} }}"
        return f"CALL ({records}) {{ {facts}\nRETURN count(DISTINCT {what}) AS {column} }}"

    def _group(self, expand: Expand, r: str, h: str, outward: str) -> tuple[str, str]:
        """One edge per far node (and kind, and direction): the fact that counts first, the others kept."""
        rs = self.writer.fresh("rs")
        if expand.separate:
            return f"WITH DISTINCT {h}, {r}, {outward}, [{r}] AS {rs}", rs
        late = ""
        if expand.yields is not None:
            name, value = expand.yields
            word = self.writer.parameter("late", value)
            late = f"CASE WHEN {r}.{_name(name)} = {word} THEN 1 ELSE 0 END, "
        kind = self.writer.fresh("kind")
        return (
            f"WITH {h}, {r}, {outward}, type({r}) AS {kind}"
            f" ORDER BY {late}{r}.grade, {r}.recordedAt DESC, {r}.validFrom DESC, {r}.slot\n"
            f"WITH {h}, {kind}, {outward}, collect(DISTINCT {r}) AS {rs}\n"
            f"WITH {h}, {outward}, {rs}, {rs}[0] AS {r}"
        ), rs

    def _order_value(self, r: str, expand: Expand) -> str:
        if expand.order_by is None:
            return "0"
        missing = "-1.0" if isinstance(expand.order_missing, float) else "''"
        return f"coalesce({r}.{_name(expand.order_by)}, {missing})"

    def _order_slot(self, r: str, expand: Expand) -> str:
        """The slot, by which facts of one pair are told apart where each is an edge of its own.

        A source's keys may hold any text, so order and cursor must compare alike (`_bound`). Joined with a
        parameter, a stored text is to Neo4j like one.
        """
        return f"{r}.slot + {self.writer.parameter('given', '')}" if expand.separate else f"{r}.slot"


def _code_at(place: int) -> Callable[[Any], Value]:
    return lambda root: root.codes[place][1]


def _after_at(place: int) -> Callable[[Any], Value]:
    return lambda root: root.after[place]


_ATTRIBUTES = [a for node in MODEL.nodes.values() for a in node.attributes] + [
    a for relation in MODEL.relations.values() for a in relation.attributes
]
_PROPERTIES = frozenset(name for attribute in _ATTRIBUTES for name in attribute.properties)


def _name(name: str) -> str:
    """A name of the model, and nothing else, becomes part of a statement's text."""
    if not _NAME.match(name) or (name not in _PROPERTIES and name not in MODEL.relations):
        raise ValueError(f"{name!r} is no relation and no stored property of the model")
    return name
