"""The stock executor over the same schema: what the fast path is compared with, byte for byte.

A root resolver runs its field's own plan, with a planner that selects nothing: its writers hand on what was told,
and for a node the pair (row, slice). All below is graphql-core's `execute`: selection sets, fragments, aliases,
directives, type conditions, arguments and their defaults, lists, nulls, what a leaf may be. A resolver reads a
field of a node by the node's id, alone: all properties of it in one question, an edge whole and paged here, a walk
of it by itself. So the fast path's shapes, plans of selections, places in rows, writers, pages, merged questions
and nested arguments are held against something that has none of them.

Shared, and so not checked here: how a document is parsed, validated and measured; what a root field asks and
tells; how a property, a computed field or a walk is made of the rows that it is given; rights; compiled clauses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLNamedOutputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    execute,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values

from graph.cypher.rows import FACT_HEAD, FACT_ORDER, FACT_SLOT, NODE_ID, NODE_KIND, Layout
from graph.model import MODEL
from graph.model.declare import Type
from graph.plan import Expand, Find, KeyScheme, Plan, Root, Select, Slice
from graph.rules.field_cipher import open_text
from hub.answering.documents import Documents
from hub.answering.service import Service, refusal
from hub.api.names import TYPES
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Caller
from hub.door.door import Door
from hub.door.noting import Trace
from hub.errands.purpose import Errand
from hub.errands.serving import serves_of
from hub.errors import ErrorCode, HubError, public_error
from hub.linkage.exports import NEEDS
from hub.read.asking import Asking
from hub.read.cursor import BadCursor, Cursors
from hub.read.fields import Computed, Edge, FactField, FactProperty, OfNodes, Property, Walk, Walked
from hub.read.gather import Grove
from hub.read.operation import Operation, Refused
from hub.read.pages import Page, PagePlan, Rows
from hub.read.planner import NodePlan
from hub.read.root import RootCall, RootField
from hub.read.view import NodeView, Sealed
from hub.read.walked import told_nodes
from hub.rights.policy import Acting
from tests.graphs import RING
from tests.hub.made_operations import fields_of

EDGES_MAX: Final = 5_000  # of one node: more than the graph of any test has
PAGE: Final = 20
CURSORS: Final = Cursors.of(RING)
BAD_CURSOR: Final = "after takes a cursor that this connection gave"
FILED: Final = Select(properties=NEEDS)  # what an export reads of the nodes around it
Pair = tuple[list[Any], Slice]


@dataclass(frozen=True, slots=True)
class Thing:
    """A node of the graph in an answer, at a slice."""

    id: str
    type_name: str
    time: Slice


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation's fact with its other statements, the node at its far end, its cursor."""

    row: list[Any]
    places: Mapping[str, int]
    others: list[list[Any]] = field(default_factory=list)
    node: Pair | None = None
    cursor: str = ""


class EveryField:
    """What a root field finds when it looks which fields were selected of it: all."""

    def fields(self, type_: GraphQLObjectType, _sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        return {name: [FieldNode(name=NameNode(value=name))] for name in type_.fields}

    def subsets(self, _nodes: list[FieldNode]) -> list[SelectionSetNode]:
        return []


class Telling:
    """A planner whose writers write nothing: told values go on as they are, nodes as pairs."""

    flattener = EveryField()
    cursors = CURSORS

    def plain(self, *_: Any) -> Any:
        return lambda value: value

    def node(self, *_: Any) -> NodePlan:
        return NodePlan(Select(), lambda row, time: None if row is None else (row, time), Grove())  # type: ignore[arg-type]

    def values(self, _type: Any, _nodes: Any, needs: tuple[str, ...] = ()) -> tuple[Select, Any, Grove]:
        return Select(properties=tuple(dict.fromkeys((*NEEDS, *needs)))), lambda value: value, Grove(exported=True)

    def page(self, _type: Any, _nodes: Any, rows: Rows) -> tuple[Select, PagePlan, Grove]:
        def write(page: Page) -> dict[str, Any]:
            shown = page.rows[: page.wanted.first]
            edges = [
                {"node": (rows.node(row), page.time), "cursor": CURSORS.write(rows.cursor(row))} for row in shown
            ]
            further = len(page.rows) > len(shown)
            return _connection(edges, [edge["cursor"] for edge in edges], further, page.wanted.after, page.total)

        return Select(), PagePlan(page=True, count=True, write=write), Grove()


def _connection(edges: list[Any], cursors: list[str], further: bool, after: Any, total: int | None) -> Any:
    info = {
        "hasNextPage": further,
        "hasPreviousPage": after is not None,
        "startCursor": cursors[0] if cursors else None,
        "endCursor": cursors[-1] if cursors else None,
    }
    return {"edges": edges, "pageInfo": info, "totalCount": total}


class Stock:
    """Answers what `service` answers, for one caller; what it has read of a node it keeps: the graph and the clock
    stand still.
    """

    def __init__(self, service: Service, documents: Documents, door: Door, acting: Acting) -> None:
        self._service = service
        self._documents = documents
        self._door = door
        self._acting = acting
        self._known: dict[tuple[Any, ...], Any] = {}

    async def answer(self, text: str, variables: Mapping[str, Any]) -> bytes:
        """The body of the answer."""
        try:
            checked = self._documents.read(text, None)
            coerced = checked.operation.variables(variables)
            checked.gauge.check(variables)
            _check(checked.operation, coerced, self._caller, self._errand)
            asking = self._service.asking(self._caller, Trace("", caller=self._caller, errand=self._errand))
            execution = _Execution(self, asking)
            result = execute(
                schema(),
                checked.operation.document,
                variable_values=dict(variables),
                field_resolver=execution.field,
                type_resolver=lambda value, *_: value.type_name,
                hide_suggestions=True,
            )
            if not isinstance(result, ExecutionResult):
                result = await result
            if execution.refused:
                raise execution.refused[0]
        except (Refused, HubError) as error:
            return refusal(error, self._caller, "").body
        except GraphQLError as error:
            return orjson.dumps({"errors": [public_error(error, "")]})
        body: dict[str, Any] = {"data": result.data}
        if errors := [*asking.errors, *(error.formatted for error in result.errors or ())]:
            body["errors"] = errors
        return orjson.dumps(body)

    @property
    def _caller(self) -> Caller:
        return self._acting.caller

    @property
    def _errand(self) -> Errand:
        assert self._acting.errand is not None
        return self._acting.errand

    async def told(self, call: Any) -> Any:
        """What a root field's call comes to, asked by itself."""
        while isinstance(call, RootCall):
            if call.tell is not None:
                return await call.tell()
            call = call.finish(await self.ask(call.roots))
        return call

    async def ask(self, roots: tuple[Root, ...]) -> list[tuple[list[Any], int | None]]:
        return await self._door.ask(Plan(roots=roots), self._acting) if roots else []

    async def view(self, thing: Thing, select: Select) -> NodeView:
        """The node as it is found by its id, alone."""
        key = (thing.id, thing.time, select)
        if key not in self._known:
            keys = ((KeyScheme.ID, thing.id),)
            [([row], _)] = await self.ask((Find(keys=keys, kinds=MODEL.shown, time=thing.time, node=select),))
            self._known[key] = row
        row = self._known[key]
        assert row is not None, thing
        return NodeView(row, Layout.of(select), thing.time)

    async def walked(self, thing: Thing, reads: Walked, arguments: dict[str, Any], asking: Asking) -> Any:
        key = (thing.id, thing.time, id(reads), repr(arguments))
        if key not in self._known:
            walk = reads.walk(
                Walk(
                    ids=(thing.id,),
                    arguments=arguments,
                    cursors=CURSORS,
                    time=thing.time,
                    limits=asking.walks,
                    nodes=lambda ids: told_nodes(ids, FILED, Grove(), thing.time, asking),
                    exported=True,
                )
            )
            answers: Any = None
            try:
                while True:
                    answers = await self.ask(walk.send(answers))
            except StopIteration as ended:
                self._known[key] = ended.value.get(thing.id)
        return self._known[key]


class _Execution:
    """The resolvers of one execution. `refused`: what ended it as a whole, in the order met."""

    def __init__(self, stock: Stock, asking: Asking) -> None:
        self._stock = stock
        self._asking = asking
        self.refused: list[HubError] = []

    def field(self, source: Any, info: GraphQLResolveInfo, /, **arguments: Any) -> Any:
        named = get_named_type(info.return_type)
        try:
            if info.parent_type is info.schema.query_type:
                return self._then(self._stock.told(self._bound(info, arguments)), named)
            definition = info.parent_type.fields[info.field_name]
            if isinstance(source, Thing):
                return self._then(self._of_node(source, info.parent_type, definition, arguments), named)
            if isinstance(source, Fact):
                return self._shown(_of_fact(source, info.field_name, definition), named)
            return self._shown(source.get(info.field_name), named)
        except HubError as error:
            self.refused.append(error)
            raise

    def _bound(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> RootCall:
        definition = info.parent_type.fields[info.field_name]
        root = RootField(str(info.path.key), definition, list(info.field_nodes), Telling())  # type: ignore[arg-type]
        call: RootCall = definition.extensions["root"](root)(arguments, self._asking)
        return call

    async def _then(self, told: Awaitable[Any], named: GraphQLNamedOutputType) -> Any:
        try:
            return self._shown(await told, named)
        except HubError as error:
            self.refused.append(error)
            raise

    async def _of_node(
        self, thing: Thing, type_: GraphQLObjectType, definition: Any, arguments: dict[str, Any]
    ) -> Any:
        reads = definition.extensions["reads"]
        if isinstance(reads, Property):
            value = reads.read(await self._stock.view(thing, _all_of(type_)))
            if isinstance(value, Sealed):
                return open_text(value.text, self._asking.ring, slot=value.slot, name=value.name)
            return value
        if isinstance(reads, Computed):
            select = Select(properties=reads.needs, edges=tuple(reads.edges.values()))
            view = await self._stock.view(thing, select)
            edges = {name: view.edges(expand) for name, expand in reads.edges.items()}
            return reads.compute(view, edges, thing.time)
        if isinstance(reads, Walked):
            return await self._stock.walked(thing, reads, arguments, self._asking)
        assert isinstance(reads, Edge)
        return await self._edges(thing, reads, definition, arguments)

    async def _edges(self, thing: Thing, reads: Edge, definition: Any, arguments: dict[str, Any]) -> Any:
        """All edges of a node, then the page of them."""
        connection = get_named_type(definition.type)
        expand = _whole(reads, get_named_type(connection.fields["edges"].type))
        rows = (await self._stock.view(thing, Select(edges=(expand,)))).edges(expand)
        assert len(rows) <= EDGES_MAX
        places = {name: FACT_HEAD + place for place, name in enumerate(expand.properties)}
        facts = [
            Fact(fact, places, others, (node, thing.time), CURSORS.write(_place(node, fact)))
            for node, fact, others in rows
        ]
        after = arguments.get("after")
        left = facts
        if after is not None:
            start = CURSORS.read(after, _cursor_shape(reads))
            left = [fact for fact in facts if fact.node and _follows(_place(fact.node[0], fact.row), start)]
        first = PAGE if arguments.get("first") is None else arguments["first"]
        page = left[:first]
        return _connection(page, [fact.cursor for fact in page], len(left) > len(page), after, len(facts))

    def _shown(self, value: Any, named: GraphQLNamedOutputType) -> Any:
        """The value with its nodes as `Thing`s, where the schema has nodes."""
        if value is None:
            return None
        if isinstance(value, list):
            return [self._shown(each, named) for each in value]
        if isinstance(reads := named.extensions.get("reads"), OfNodes):
            return reads.read(value, lambda pair: NodeView(pair[0], Layout.of(FILED), pair[1]))
        if not is_abstract_type(named) and named.name not in KIND_OF_TYPE:
            return value
        row, time = value
        possible = schema().get_possible_types(named) if is_abstract_type(named) else (named,)
        names = [type_.name for type_ in possible]
        own = TYPES[row[NODE_KIND]]
        if own not in names and len(names) > 1:
            return None
        return Thing(str(row[NODE_ID]), own if own in names else names[0], time)


def _of_fact(fact: Fact, name: str, definition: Any) -> Any:
    if name == "node":
        return fact.node
    if name == "cursor":
        return fact.cursor
    if name == "otherStatements":
        return [Fact(row, fact.places) for row in fact.others]
    reads = definition.extensions["reads"]
    if isinstance(reads, FactProperty):
        return reads.read(fact.row[fact.places[reads.name]])
    assert isinstance(reads, FactField)
    return reads.read(fact.row)


@cache
def _all_of(type_: GraphQLObjectType) -> Select:
    """All that any property of a type looks at."""
    reads = (definition.extensions["reads"] for definition in type_.fields.values())
    needs = {need for each in reads if isinstance(each, Property) for need in each.needs}
    return Select(properties=tuple(sorted(needs)), sources=True)


def _whole(reads: Edge, edge: GraphQLObjectType) -> Expand:
    """All edges of a relation with all that their facts say."""
    relation = reads.relation
    said = (definition.extensions.get("reads") for definition in edge.fields.values())
    return Expand(
        relations=(relation.name,),
        direction=reads.direction,
        kinds=reads.kinds,
        first=EDGES_MAX,
        properties=tuple(sorted({each.name for each in said if isinstance(each, FactProperty)})),
        order_by=relation.ordered_by,
        order_missing=-1.0 if _by_number(reads) else "",
        separate=relation.separate,
        yields=relation.yields,
        others=True,
    )


def _by_number(reads: Edge) -> bool:
    ordered = [
        attribute.type for attribute in reads.relation.attributes if attribute.name == reads.relation.ordered_by
    ]
    return not ordered or ordered[0] in (Type.SHARE, Type.MONEY, Type.NUMBER)


def _cursor_shape(reads: Edge) -> tuple[Any, ...]:
    return ((int, float) if _by_number(reads) else str), str, str


def _place(node: list[Any], fact: list[Any]) -> tuple[Any, str, str]:
    return fact[FACT_ORDER], node[NODE_ID], fact[FACT_SLOT]


def _follows(place: tuple[Any, str, str], start: list[Any]) -> bool:
    """Whether an edge comes after the one at which a page ended: what they are ordered by falls, then ids rise."""
    if place[0] != start[0]:
        return bool(place[0] < start[0])
    return list(place[1:]) > start[1:]


def _check(operation: Operation, variables: VariableValues, caller: Caller, errand: Errand) -> None:
    """What is refused before anything is asked: arguments that cannot be, and root fields for others."""
    query = schema().query_type
    assert query is not None
    roots: list[FieldNode] = []
    _check_below(operation, operation.node.selection_set, query, variables, set(), roots)
    for root in roots:
        if (serves := serves_of(query.fields[root.name.value])) is not None:
            serves.check(caller, errand, root.name.value)
    for root in roots:
        get_argument_values(query.fields[root.name.value], root, variables, hide_suggestions=True)


def _check_below(
    operation: Operation,
    selection_set: SelectionSetNode,
    parent: GraphQLNamedType | None,
    variables: VariableValues,
    spread: set[str],
    roots: list[FieldNode] | None = None,
) -> None:
    for node in selection_set.selections:
        if not _included(node, variables):
            continue
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            narrowed = schema().get_type(condition.name.value) if condition else parent
            _check_below(operation, node.selection_set, narrowed, variables, spread, roots)
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value not in spread:
                spread.add(node.name.value)
                fragment = operation.fragments[node.name.value]
                on = schema().get_type(fragment.type_condition.name.value)
                _check_below(operation, fragment.selection_set, on, variables, spread, roots)
        elif isinstance(node, FieldNode) and not node.name.value.startswith("__"):
            definition = fields_of(parent)[node.name.value]
            if roots is not None:
                roots.append(node)
            else:
                arguments = get_argument_values(definition, node, variables, hide_suggestions=True)
                reads = (definition.extensions or {}).get("reads")
                if isinstance(reads, Edge) and arguments.get("after") is not None:
                    try:
                        CURSORS.read(arguments["after"], _cursor_shape(reads))
                    except BadCursor:
                        raise HubError(ErrorCode.BAD_INPUT, BAD_CURSOR) from None
            if node.selection_set is not None:
                _check_below(operation, node.selection_set, get_named_type(definition.type), variables, spread)


def _included(node: SelectionNode, variables: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])
