"""The neighbourhood of a subject: some hops of it, one node more of it, what of it changed between two days."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from graph.cypher.rows import NODE_ID
from graph.plan import Find, Select, Slice
from graph.rules.network.ranking import nodes_of
from hub.api.networks import Network as NetworkType
from hub.api.networks import NetworkChange, NetworkExpansion, RelationKindType
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey, chosen_relations, subject_key
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.scalars import Date
from hub.documents.cost import SEARCHES
from hub.errors import bad_input, too_costly, within
from hub.linkage.expansion import expand
from hub.linkage.exportable import with_export
from hub.linkage.exports import of_change, of_network
from hub.linkage.network import Network, Shown, network_bounds, read_first
from hub.linkage.network_change import read_change
from hub.linkage.shown import NAMES, beyond_shown, link_shown, nodes_shown
from hub.read.asking import Asking
from hub.read.by_id import nodes_by_id
from hub.read.fields import Inquiry
from hub.read.inquiry import call, together
from hub.read.keys import LONGEST_KEY, Key
from hub.read.pages import page_info, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import fill


def _network(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes, NAMES)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        key, hops = subject_key(arguments["of"], asking), _hops(arguments, asking)
        first, relations = arguments["first"], chosen_relations(arguments)
        time, limits = asking.slice(arguments), asking.walks

        def reading() -> Inquiry[Any]:
            centre = yield from _subject(key, time)
            if centre is None:
                nothing = {"nodes": [], "links": [], **beyond_shown(Shown([], {}, False)), "notFound": ["of"]}
                return write(with_export(nothing, of_network, limits))
            network = Network(centre, relations, time, network_bounds(limits))
            shown = yield from read_first(network, hops, first)
            nodes, rows = yield from nodes_shown(network, nodes_of(centre, shown.order), select)
            yield from fill(grove, rows.values(), time, asking)
            links = [link_shown(each, network) for each in shown.order]
            value = {"nodes": nodes, "links": links, **beyond_shown(shown), "notFound": []}
            return write(with_export(value, of_network, limits))

        return call(reading())

    return bind


def _expansion(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes, NAMES)
    cursors = field.planner.cursors

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        beside, limits = arguments["beside"], asking.walks
        if len(beside) > limits.network.beside_max:
            raise too_costly("networkExpansion(beside)", len(beside), limits.network.beside_max)
        node, time = arguments["of"][:LONGEST_KEY], asking.slice(arguments)
        page, relations = wanted_page(arguments, ((int, float), str), cursors), chosen_relations(arguments)

        def reading() -> Inquiry[Any]:
            # Asked about, so on record; and under the ids by which they stand now.
            [(rows_, _)] = yield (nodes_by_id((node, *beside), Select(), time),)
            centre, *there = (row and str(row[NODE_ID]) for row in rows_)
            if centre is None:
                return write(None)
            network = Network(centre, relations, time, network_bounds(limits))
            found = yield from expand(network, {id_ for id_ in there if id_}, page.first, page.after)
            nodes, rows = yield from nodes_shown(network, found.nodes, select)
            yield from fill(grove, rows.values(), time, asking)
            return write(
                {
                    "nodes": nodes,
                    "links": [link_shown(each, network) for each in found.links],
                    "linksLeftOut": found.left_out,
                    "pageInfo": page_info(
                        further=found.more,
                        after=page.after,
                        start=cursors.write(found.page[0]) if found.page else None,
                        end=cursors.write(found.page[-1]) if found.page else None,
                    ),
                    **beyond_shown(found.shown),
                }
            )

        return call(reading())

    return bind


def _change(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes, NAMES)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        key, hops = subject_key(arguments["of"], asking), _hops(arguments, asking)
        first, relations = arguments["first"], chosen_relations(arguments)
        known = arguments.get("knownAt") or asking.present.known_at
        days = tuple(Slice(as_of=day, known_at=known) for day in _days(arguments))

        def reading() -> Inquiry[Any]:
            centres = yield from together([_subject(key, time) for time in days])
            if not any(centres):
                return write(None)
            value, rows = yield from read_change(centres, relations, days, hops, first, select, asking.walks)
            for time, found in zip(days, rows, strict=True):
                yield from fill(grove, found.values(), time, asking)
            return write(with_export(value, of_change, asking.walks))

        return call(reading())

    return bind


def _subject(key: Key, time: Slice) -> Inquiry[str | None]:
    [([row], _)] = yield (Find(keys=(key,), kinds=SUBJECT_KINDS, time=time, node=Select()),)
    return None if row is None else str(row[NODE_ID])


def _hops(arguments: Arguments, asking: Asking) -> int:
    return within("hops", arguments["hops"], 1, asking.walks.network.hops_max)


def _days(arguments: Arguments) -> tuple[str, str]:
    """Raises HubError BAD_INPUT where the second is before the first."""
    first, second = arguments["from"], arguments["to"]
    if first > second:
        raise bad_input(f"from: {first} is after to: {second}; the first day comes first, or is the same")
    return first, second


_RELATIONS = GraphQLArgument(
    GraphQLList(GraphQLNonNull(RelationKindType)), description="Kinds of tie; all unless given (关系类型)."
)


def _hops_argument() -> GraphQLArgument:
    return GraphQLArgument(
        GraphQLNonNull(GraphQLInt), default_value=1, description="1 up to `HUB_NETWORK_HOPS_MAX` (层数)."
    )


def _first_argument(usual: int, of: str) -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=usual, description=f"{of}, at most.")


FIELDS = {
    "network": GraphQLField(
        GraphQLNonNull(NetworkType),
        args={
            "of": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            "hops": _hops_argument(),
            "first": _first_argument(200, "Links"),
            "relations": _RELATIONS,
            **TIME_ARGUMENTS,
        },
        description="A subject and what it is tied to within some hops, the most relevant first (关系网络).",
        extensions={"root": _network, SEARCHES: 1},
    ),
    "networkExpansion": GraphQLField(
        NetworkExpansion,
        args={
            "of": GraphQLArgument(GraphQLNonNull(GraphQLID), description="Id of a node of any kind (节点)."),
            "beside": GraphQLArgument(
                GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID))),
                default_value=[],
                description="Ids of nodes that are there already: `HUB_NETWORK_BESIDE_MAX` (画布已有节点).",
            ),
            "first": _first_argument(50, "New nodes"),
            "after": GraphQLArgument(GraphQLString, description="`endCursor` of the page before."),
            "relations": _RELATIONS,
            **TIME_ARGUMENTS,
        },
        description="What one more node brings to nodes that are shown already; null where there is none of this"
        " id that you may see (展开节点).",
        extensions={"root": _expansion, SEARCHES: 1},
    ),
    "networkChange": GraphQLField(
        NetworkChange,
        args={
            "of": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            "hops": _hops_argument(),
            "first": _first_argument(200, "Links that are another"),
            "relations": _RELATIONS,
            "from": GraphQLArgument(GraphQLNonNull(Date), description="The first day (起始日)."),
            "to": GraphQLArgument(
                GraphQLNonNull(Date), description="The second, the same or a later one (截止日)."
            ),
            "knownAt": TIME_ARGUMENTS["knownAt"],
        },
        description="What is another in the network of a subject between two days; null where the key names nobody"
        " whom you may see on either (网络变化).",
        extensions={"root": _change, SEARCHES: 2},
    ),
}
