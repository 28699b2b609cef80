"""How two parties are tied: the shortest paths between them, over ties of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from graph.cypher.rows import NODE_ID
from graph.plan import Find, Select
from hub.api.networks import RelationKindType
from hub.api.paths import PathResult
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey, chosen_relations, subject_key
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.documents.cost import SEARCHES
from hub.errors import within
from hub.linkage.adding import grounds_shown
from hub.linkage.among import Among, shared_out
from hub.linkage.exportable import with_export
from hub.linkage.exports import of_paths
from hub.linkage.facts import fact_shown
from hub.linkage.neighbours import Link, Neighbours, PathBounds, counted
from hub.linkage.network import TOLD
from hub.linkage.paths import Path, Search
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.gather import Grove
from hub.read.inquiry import call
from hub.read.pages import page_size
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import told_nodes
from hub.read.writing import Write
from hub.settings.limits import PathLimits


def _nothing(missing: list[str], asking: Asking) -> dict[str, Any]:
    value = {"paths": [], "truncated": False, "hubsSkipped": [], "hubs": [], "hubsLeftOut": 0}
    return _whole(value, missing, asking)


def _whole(value: dict[str, Any], missing: list[str], asking: Asking) -> dict[str, Any]:
    return with_export({**value, "notFound": missing}, of_paths, asking.walks)


def _missing(names: Iterable[str], rows: Iterable[Any]) -> list[str]:
    """The arguments that name nobody whom the caller may see."""
    return [name for name, row in zip(names, rows, strict=True) if row is None]


def _paths(field: RootField) -> Bind:
    answer, write = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        keys = (subject_key(arguments["from"], asking), subject_key(arguments["to"], asking))
        time, limits, first = asking.slice(arguments), asking.walks.paths, page_size(arguments.get("first"))
        hops, relations = _hops(arguments, limits), chosen_relations(arguments)

        def searching() -> Inquiry[Any]:
            [(rows, _)] = yield (Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=Select()),)
            ends, missing = [row[NODE_ID] for row in rows if row is not None], _missing(("from", "to"), rows)
            if len(set(ends)) < len(keys):
                return write(_nothing(missing, asking))
            neighbours = Neighbours(relations, time, answer.told_of_ties)
            bounds = PathBounds(limits, asking.walks.until)
            search = Search(neighbours, bounds, hops, first, through=arguments["throughHubs"])
            yield from search.between(*ends)
            cut = bounds.cut or len(search.found) > first
            value = yield from answer.told(search.found[:first], cut, neighbours, ends, asking)
            return write(_whole(value, missing, asking))

        return call(searching())

    return bind


def _among(field: RootField) -> Bind:
    answer, write = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        time, limits, first = asking.slice(arguments), asking.walks.paths, page_size(arguments.get("first"))
        given = arguments["subjects"]
        within("subjects", len(given), 2, limits.subjects_max)
        keys = tuple(subject_key(each, asking) for each in given)
        names = [f"subjects[{place}]" for place in range(len(keys))]
        hops, relations = _hops(arguments, limits), chosen_relations(arguments)

        def searching() -> Inquiry[Any]:
            [(rows, _)] = yield (Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=Select()),)
            ends = list(dict.fromkeys(row[NODE_ID] for row in rows if row is not None))
            missing = _missing(names, rows)
            if len(ends) < 2:
                return write(_nothing(missing, asking))
            neighbours = Neighbours(relations, time, answer.told_of_ties)
            bounds = PathBounds(limits, asking.walks.until)
            search = Among(neighbours, bounds, hops, first, through=arguments["throughHubs"])
            yield from search.search(ends)
            shown, more = shared_out(search.found.values(), first)
            value = yield from answer.told(shown, bounds.cut or more, neighbours, ends, asking)
            return write(_whole(value, missing, asking))

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
        counts = _selects(field, "hubs", "ties") or _selects(field, "hubs", "tiesAtLeast")
        grounds, told = _selects(field, "paths", "steps", "grounds"), TOLD if _selects(field, "export") else ()
        return cls(select, grove, counts, grounds, told), write

    def told(
        self, paths: list[Path], cut: bool, neighbours: Neighbours, ends: list[str], asking: Asking
    ) -> Inquiry[dict[str, Any]]:
        """What was found as the schema names it."""
        time = neighbours.time
        hubs = _skipped(neighbours, ends)
        named, most = hubs[: asking.walks.paths.hubs_told], asking.walks.paths.counted
        ties = (yield from counted(named, neighbours.relations, most, time)) if self.counts else {}
        ids = (*named, *(node for path in paths for node in path))
        pairs = yield from told_nodes(ids, self.select, self.grove, time, asking)
        links = {step: neighbours.between(*step) for path in paths for step in pairwise(path)}
        grounds: Mapping[tuple[str, str], list[dict[str, Any]]] = {}
        if self.grounds:
            grounds = yield from grounds_shown(links, pairs, asking.walks.paths.end_ties, time)
        return {
            "paths": [_path(path, links, grounds, pairs) for path in paths],
            "truncated": cut,
            "hubsSkipped": named,
            "hubs": [
                {"node": pairs.get(hub), "ties": ties.get(hub), "tiesAtLeast": ties.get(hub, 0) > most}
                for hub in named
            ],
            "hubsLeftOut": len(hubs) - len(named),
        }


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
        GraphQLNonNull(GraphQLInt),
        default_value=6,
        description="Steps, at most; up to `HUB_PATH_HOPS_MAX` (最大步数).",
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
                GraphQLNonNull(GraphQLList(GraphQLNonNull(SubjectKey))),
                description="2 up to `HUB_PATH_SUBJECTS_MAX` (主体).",
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
