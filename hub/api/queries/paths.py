"""How two parties are tied: the shortest paths between them, over ties of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)

from graph.cypher.rows import NODE_ID
from graph.plan import Find, Select, Slice
from hub.api.linkage import Evidence, listed
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey
from hub.api.queries.network import RelationKindType
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.types import NodeInterface
from hub.errors import bad_input
from hub.linkage.facts import fact_shown
from hub.linkage.neighbours import TIES, Neighbours, PathBounds, counted, nodes_by_id
from hub.linkage.paths import Path, Search
from hub.read.asking import Asking
from hub.read.fields import Inquiry, PathLimits
from hub.read.inquiry import call
from hub.read.keys import BadKey, Key, read_key
from hub.read.pages import page_size
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import fill

PathStep = GraphQLObjectType(
    "PathStep",
    {
        "relation": GraphQLField(
            GraphQLNonNull(RelationKindType),
            description="Kind of tie: of several, the best grade's, then the model's first (关系).",
        ),
        "from": GraphQLField(NodeInterface, description="Where the step starts, on the way (起点)."),
        "to": GraphQLField(NodeInterface, description="Where it leads (终点)."),
        "forward": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="The relation runs from `from` to `to`, or both ways; else from `to` to `from` (顺向).",
        ),
        "facts": GraphQLField(
            listed(Evidence),
            description="All ties of the two, one a kind and direction, `relation`'s first (依据).",
        ),
    },
    description="A step of a path (路径环节).",
)
TiePath = GraphQLObjectType(
    "Path",
    {
        "length": GraphQLField(GraphQLNonNull(GraphQLInt), description="Number of steps (长度)."),
        "steps": GraphQLField(listed(PathStep), description="In the order of the way (环节)."),
    },
    description="A way from one node to another that meets no node twice (路径).",
)
SkippedHub = GraphQLObjectType(
    "SkippedHub",
    {
        "node": GraphQLField(NodeInterface, description="Which (节点)."),
        "ties": GraphQLField(
            GraphQLInt,
            description="Its ties of the kinds asked for, one a neighbour, kind and direction (关系数).",
        ),
    },
    description="A node of so many ties that they say little of anybody (枢纽节点).",
)
PathResult = GraphQLObjectType(
    "PathResult",
    {
        "paths": GraphQLField(
            listed(TiePath),
            description="The shortest first; of one length, in order of the ids on the way (路径).",
        ),
        "truncated": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="`first` or another bound left some out, all at least as long as the last one (已截断).",
        ),
        "hubsSkipped": GraphQLField(
            listed(GraphQLID), description="Ids of hubs that were met and not walked through (略过的枢纽)."
        ),
        "hubs": GraphQLField(listed(SkippedHub), description="The same, with what they are (枢纽)."),
        "hubsLeftOut": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="Hubs beyond those named (未列枢纽数)."
        ),
    },
    description="How parties are tied (关联路径).",
)
_NOTHING: Mapping[str, Any] = {
    "paths": [],
    "truncated": False,
    "hubsSkipped": [],
    "hubs": [],
    "hubsLeftOut": 0,
}


def _paths(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes)
    counts = _counts_hubs(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        keys = (_key(arguments["from"], asking), _key(arguments["to"], asking))
        time, limits, first = asking.slice(arguments), asking.walks.paths, page_size(arguments.get("first"))
        hops, relations = _hops(arguments, limits), _relations(arguments)

        def searching() -> Inquiry[Any]:
            [(rows, _)] = yield (Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=Select()),)
            ends = [row[NODE_ID] for row in rows if row is not None]
            if len(set(ends)) < len(keys):
                return write(_NOTHING)
            neighbours, bounds = Neighbours(relations, time), PathBounds(limits)
            search = Search(neighbours, bounds, hops, first, through=arguments["throughHubs"])
            yield from search.between(*ends)
            hubs = _skipped(neighbours, ends)
            told = hubs[: limits.hubs_told]
            ties = (yield from counted(told, relations, time)) if counts else {}
            shown = search.found[:first]
            nodes = yield from _nodes((*told, *(node for path in shown for node in path)), select, time)
            yield from fill(grove, nodes.values(), time, asking)
            pairs = {id_: (row, time) for id_, row in nodes.items()}
            return write(
                {
                    "paths": [_path(path, neighbours, pairs) for path in shown],
                    "truncated": bounds.cut or len(search.found) > first,
                    "hubsSkipped": told,
                    "hubs": [{"node": pairs.get(hub), "ties": ties.get(hub)} for hub in told],
                    "hubsLeftOut": len(hubs) - len(told),
                }
            )

        return call(searching())

    return bind


def _key(given: Mapping[str, Any], asking: Asking) -> Key:
    try:
        return read_key(given, asking.ring, asking.today)
    except BadKey as bad:
        raise bad_input(bad.problem) from None


def _hops(arguments: Arguments, limits: PathLimits) -> int:
    hops: int = arguments["maxHops"]
    if not 1 <= hops <= limits.hops:
        raise bad_input(f"maxHops: {hops}; 1 to {limits.hops} are allowed")
    return hops


def _relations(arguments: Arguments) -> tuple[str, ...]:
    """The kinds that are walked, in the model's order, so that one choice is one statement."""
    chosen = arguments.get("relations")
    if chosen is None:
        return TIES
    if not chosen:
        raise bad_input("relations: an empty list; name at least one kind, or leave it out for all")
    return tuple(name for name in TIES if name in chosen)


def _counts_hubs(field: RootField) -> bool:
    """Whether it is asked how many ties a hub has, which costs a question of its own."""
    flattener = field.planner.flattener
    for nodes in flattener.fields(PathResult, field.sets).values():
        if nodes[0].name.value == "hubs":
            below = flattener.fields(SkippedHub, flattener.subsets(nodes)).values()
            if any(each[0].name.value == "ties" for each in below):
                return True
    return False


def _skipped(neighbours: Neighbours, ends: list[str]) -> list[str]:
    """Hubs in the order met; an end is one only where nothing could be read from any."""
    if all(end in neighbours.closed for end in ends):
        return list(ends)
    return [hub for hub in neighbours.crowded if hub not in ends]


def _nodes(ids: Iterable[str], select: Select, time: Slice) -> Inquiry[dict[str, list[Any]]]:
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return {}
    [(rows, _)] = yield (nodes_by_id(wanted, select, time),)
    return {id_: row for id_, row in zip(wanted, rows, strict=True) if row is not None}


def _path(path: Path, neighbours: Neighbours, nodes: Mapping[str, Any]) -> dict[str, Any]:
    steps = []
    for start, end in pairwise(path):
        links = neighbours.between(start, end)
        steps.append(
            {
                "relation": links[0].relation,
                "from": nodes.get(start),
                "to": nodes.get(end),
                "forward": links[0].forward(start),
                "facts": [fact_shown(link.fact) for link in links],
            }
        )
    return {"length": len(steps), "steps": steps}


_SEARCH_ARGUMENTS = {
    "maxHops": GraphQLArgument(
        GraphQLNonNull(GraphQLInt), default_value=6, description="Steps, at most (最大步数)."
    ),
    "first": GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=10, description="Paths, at most."),
    "relations": GraphQLArgument(
        GraphQLList(GraphQLNonNull(RelationKindType)), description="Kinds of tie; all unless given (关系类型)."
    ),
    "throughHubs": GraphQLArgument(
        GraphQLNonNull(GraphQLBoolean),
        default_value=False,
        description="Walk through hubs, too: agents, banks, crowded addresses (经过枢纽).",
    ),
    **TIME_ARGUMENTS,
}
FIELDS = {
    "paths": GraphQLField(
        GraphQLNonNull(PathResult),
        args={
            "from": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            "to": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            **_SEARCH_ARGUMENTS,
        },
        description="The shortest ties between two subjects; none from a subject to itself (关联路径).",
        extensions={"root": _paths},
    ),
}
