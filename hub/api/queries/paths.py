"""How two parties are tied: the shortest paths between them, over ties of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    get_named_type,
)

from graph.cypher.rows import NODE_ID
from graph.plan import Find, Select
from hub.api.adding import LegalGroundType
from hub.api.export import EXPORT
from hub.api.linkage import Evidence, listed
from hub.api.networks import RelationKindType
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey, chosen_relations, subject_key
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.types import NodeInterface
from hub.errors import within
from hub.limits import SEARCHES
from hub.linkage.adding import grounds_shown
from hub.linkage.among import Among, shared_out
from hub.linkage.exports import Exportable, of_paths
from hub.linkage.facts import fact_shown
from hub.linkage.neighbours import Link, Neighbours, PathBounds, counted
from hub.linkage.network import TOLD
from hub.linkage.paths import Path, Search
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.gather import Grove
from hub.read.inquiry import call
from hub.read.limits import PathLimits
from hub.read.pages import page_size
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import told_nodes
from hub.read.writing import Write

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
        "grounds": GraphQLField(
            listed(LegalGroundType),
            description="Grounds for adding one of the two to the other, its judgment debtor, as far as facts tell"
            " what it asks. Most ties are none: control is no ground, nor a shareholding alone (追加事由).",
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
            description="More may be there: `first` or another bound left them out (已截断).",
        ),
        "hubsSkipped": GraphQLField(
            listed(GraphQLID), description="Ids of hubs that were met and not walked through (略过的枢纽)."
        ),
        "hubs": GraphQLField(listed(SkippedHub), description="The same, with what they are (枢纽)."),
        "hubsLeftOut": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="Hubs beyond those named (未列枢纽数)."
        ),
        "export": EXPORT,
    },
    description="How parties are tied (关联路径).",
)


def _nothing(asking: Asking) -> dict[str, Any]:
    value = {"paths": [], "truncated": False, "hubsSkipped": [], "hubs": [], "hubsLeftOut": 0}
    return _exported(value, asking)


def _exported(value: dict[str, Any], asking: Asking) -> dict[str, Any]:
    return {**value, "export": Exportable(value, of_paths, asking.walks.export_bytes)}


def _paths(field: RootField) -> Bind:
    answer, write = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        keys = (subject_key(arguments["from"], asking), subject_key(arguments["to"], asking))
        time, limits, first = asking.slice(arguments), asking.walks.paths, page_size(arguments.get("first"))
        hops, relations = _hops(arguments, limits), chosen_relations(arguments)

        def searching() -> Inquiry[Any]:
            [(rows, _)] = yield (Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=Select()),)
            ends = [row[NODE_ID] for row in rows if row is not None]
            if len(set(ends)) < len(keys):
                return write(_nothing(asking))
            neighbours = Neighbours(relations, time, answer.told_of_ties)
            bounds = PathBounds(limits, asking.walks.until)
            search = Search(neighbours, bounds, hops, first, through=arguments["throughHubs"])
            yield from search.between(*ends)
            cut = bounds.cut or len(search.found) > first
            return write((yield from answer.told(search.found[:first], cut, neighbours, ends, asking)))

        return call(searching())

    return bind


def _among(field: RootField) -> Bind:
    answer, write = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        time, limits, first = asking.slice(arguments), asking.walks.paths, page_size(arguments.get("first"))
        given = arguments["subjects"]
        within("subjects", len(given), 2, limits.subjects_max)
        keys = tuple(subject_key(each, asking) for each in given)
        hops, relations = _hops(arguments, limits), chosen_relations(arguments)

        def searching() -> Inquiry[Any]:
            [(rows, _)] = yield (Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=Select()),)
            ends = list(dict.fromkeys(row[NODE_ID] for row in rows if row is not None))
            if len(ends) < 2:
                return write(_nothing(asking))
            neighbours = Neighbours(relations, time, answer.told_of_ties)
            bounds = PathBounds(limits, asking.walks.until)
            search = Among(neighbours, bounds, hops, first, through=arguments["throughHubs"])
            yield from search.search(ends)
            shown, more = shared_out(search.found.values(), first)
            return write((yield from answer.told(shown, bounds.cut or more, neighbours, ends, asking)))

        return call(searching())

    return bind


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is wanted of all nodes of an answer, and which of the parts are that cost a question of their own: how
    many ties hubs have, which steps are grounds; and what of each tie a file tells.
    """

    select: Select
    grove: Grove
    counts: bool
    grounds: bool
    told_of_ties: tuple[str, ...]

    @classmethod
    def planned(cls, field: RootField) -> tuple[_Answer, Write]:
        select, write, grove = field.planner.values(field.definition.type, field.nodes)
        counts = _selects(field, "hubs", "ties")
        grounds, told = _selects(field, "paths", "steps", "grounds"), TOLD if _selects(field, "export") else ()
        return cls(select, grove, counts, grounds, told), write

    def told(
        self, paths: list[Path], cut: bool, neighbours: Neighbours, ends: list[str], asking: Asking
    ) -> Inquiry[dict[str, Any]]:
        """The answer as the schema names it."""
        time = neighbours.time
        hubs = _skipped(neighbours, ends)
        named = hubs[: asking.walks.paths.hubs_told]
        ties = (yield from counted(named, neighbours.relations, time)) if self.counts else {}
        ids = (*named, *(node for path in paths for node in path))
        pairs = yield from told_nodes(ids, self.select, self.grove, time, asking)
        links = {step: neighbours.between(*step) for path in paths for step in pairwise(path)}
        grounds: Mapping[tuple[str, str], list[dict[str, Any]]] = {}
        if self.grounds:
            grounds = yield from grounds_shown(links, pairs, asking.walks.paths.end_ties, time)
        value = {
            "paths": [_path(path, links, grounds, pairs) for path in paths],
            "truncated": cut,
            "hubsSkipped": named,
            "hubs": [{"node": pairs.get(hub), "ties": ties.get(hub)} for hub in named],
            "hubsLeftOut": len(hubs) - len(named),
        }
        return _exported(value, asking)


def _hops(arguments: Arguments, limits: PathLimits) -> int:
    return within("maxHops", arguments["maxHops"], 1, limits.hops_max)


def _selects(field: RootField, *names: str) -> bool:
    """Whether this field below the answer is selected, by its name and those above it."""
    flattener, type_, sets = field.planner.flattener, PathResult, field.sets
    for name in names[:-1]:
        below = [nodes for nodes in flattener.fields(type_, sets).values() if nodes[0].name.value == name]
        if not below:
            return False
        sets = [subset for nodes in below for subset in flattener.subsets(nodes)]
        named = get_named_type(type_.fields[name].type)
        assert isinstance(named, GraphQLObjectType)
        type_ = named
    return any(nodes[0].name.value == names[-1] for nodes in flattener.fields(type_, sets).values())


def _skipped(neighbours: Neighbours, ends: list[str]) -> list[str]:
    """Hubs in the order met; an end is one only where another's could not be read either."""
    shut = [end for end in ends if end in neighbours.closed]
    if len(shut) > 1:
        return [*shut, *(hub for hub in neighbours.crowded if hub not in ends)]
    return [hub for hub in neighbours.crowded if hub not in ends]


def _path(
    path: Path,
    links: Mapping[tuple[str, str], list[Link]],
    grounds: Mapping[tuple[str, str], list[dict[str, Any]]],
    nodes: Mapping[str, Any],
) -> dict[str, Any]:
    steps = []
    for start, end in pairwise(path):
        first, *_ = between = links[start, end]
        steps.append(
            {
                "relation": first.relation,
                "from": nodes.get(start),
                "to": nodes.get(end),
                "forward": first.forward(start),
                "facts": [fact_shown(link.fact) for link in between],
                "grounds": grounds.get((start, end), []),
                "links": between,
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
        extensions={"root": _paths, SEARCHES: 1},
    ),
    "tiesAmong": GraphQLField(
        GraphQLNonNull(PathResult),
        args={
            "subjects": GraphQLArgument(
                GraphQLNonNull(GraphQLList(GraphQLNonNull(SubjectKey))), description="2 to 20 (主体)."
            ),
            **_SEARCH_ARGUMENTS,
            "first": GraphQLArgument(
                GraphQLNonNull(GraphQLInt), default_value=200, description="Paths of all pairs together, at most."
            ),
        },
        description="The shortest ties of each two of some subjects, and no longer ones (多方关联).",
        extensions={"root": _among, SEARCHES: 1},
    ),
}
