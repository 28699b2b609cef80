"""What every peer is asked, in its own words, and the targets; one form to compare all answers in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

HOLDERS = 20  # a company, at most: the sample has ten
COMPANIES = 32  # asked about in turn
# What holds today. Rights, merged records and several statements of one fact are the hub's alone.
NOW: Final = "validFrom: {lte: $day}, validTo: {gt: $day}, supersededAt: {eq: $never}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The hub beside a peer: at least so many times its requests/s, at most this part of its CPU."""

    speed: float
    cpu: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One shape. `root` is how many companies are read, None for one by its id; `levels` of shareholders up and,
    where `down`, one of investments; `counts` asks for totals. `target` is against @neo4j/graphql.
    """

    what: str
    root: int | None
    levels: int
    target: Target
    counts: bool = False
    down: bool = False

    @property
    def hub(self) -> str:
        """As the hub is asked; Strawberry's view has the same types."""
        node = _hub_node(self.levels, self)
        if self.root is not None:
            return f"{{ companies(first: {self.root}) {{ edges {{ node {{ {node} }} }} }} }}"
        below = f" {_hub_page('investments', 'id name', self)}" if self.down else ""
        return f"query ($id: ID!) {{ subject(by: {{id: $id}}) {{ {node}{below} }} }}"

    @property
    def neo4j_graphql(self) -> str:
        node = _record(self.levels, self)
        if self.root is not None:
            page = f'first: {self.root}, where: {{kind: {{eq: "COMPANY"}}}}, sort: [{{id: ASC}}]'
            return (
                "query ($day: String!, $never: String!) {"
                f" recordsConnection({page}) {{ edges {{ node {{ {node} }} }} }} }}"
            )
        below = f" {_record_page('investments', _NAMED, self)}" if self.down else ""
        return (
            "query ($id: ID!, $day: String!, $never: String!) {"
            f" records(where: {{id: {{eq: $id}}}}) {{ {node}{below} }} }}"
        )


QUESTIONS: Final[Mapping[str, Question]] = {
    "one": Question(
        what=f"one company, its first {HOLDERS} shareholders",
        root=None,
        levels=1,
        target=Target(speed=2, cpu=1 / 2),
    ),
    "fifty": Question(
        what="50 companies, two levels of shareholders", root=50, levels=2, target=Target(speed=5, cpu=1 / 6)
    ),
    "all": Question(
        what="a page of all companies with shareholders", root=1000, levels=1, target=Target(speed=7, cpu=1 / 8)
    ),
    "three": Question(
        what="one company, three levels up, one down, counts",
        root=None,
        levels=3,
        down=True,
        counts=True,
        target=Target(speed=3, cpu=1 / 4),
    ),
}


def _hub_node(levels: int, question: Question) -> str:
    if not levels:
        return "id name"
    page = _hub_page("shareholders", _hub_node(levels - 1, question), question)
    return f"id name ... on Company {{ {page} }}"


def _hub_page(field: str, node: str, question: Question) -> str:
    total = "totalCount " if question.counts else ""
    return f"{field}(first: {HOLDERS}) {{ {total}edges {{ share node {{ {node} }} }} }}"


_NAMED: Final = f"id statements(where: {{{NOW}}}) {{ name }}"


def _record(levels: int, question: Question) -> str:
    if not levels:
        return _NAMED
    return f"{_NAMED} {_record_page('shareholders', _record(levels - 1, question), question)}"


def _record_page(field: str, node: str, question: Question) -> str:
    total = "totalCount " if question.counts else ""
    order = "sort: [{edge: {share: DESC}}, {node: {id: ASC}}]"
    return (
        f"{field}Connection(first: {HOLDERS}, where: {{edge: {{{NOW}}}}}, {order})"
        f" {{ {total}edges {{ properties {{ share }} node {{ {node} }} }} }}"
    )


def normal(data: Mapping[str, Any]) -> list[Any]:
    """The companies of an answer of any peer, in its order, as [id, name, pages by field].

    A page is [total, [[share, node], ...]], the total None where none was asked for. A page without edges counts
    as none: some peers are asked for persons' shareholders, too.
    Raises KeyError or ValueError for an answer of another form.
    """
    (root,) = data.values()
    if isinstance(root, list):
        return [_normal_node(node) for node in root]
    if root is None:
        return []
    if set(root) == {"edges"}:
        return [_normal_node(edge["node"]) for edge in root["edges"]]
    return [_normal_node(root)]


def _normal_node(node: Mapping[str, Any]) -> list[Any]:
    pages = {field: page for field in _FIELDS if (page := _page_of(node, field)) and page[1]}
    return [node["id"], _name(node), pages]


_FIELDS: Final = ("shareholders", "investments")


def _name(node: Mapping[str, Any]) -> Any:
    if "statements" not in node:
        return node["name"]
    (statement,) = node["statements"]
    return statement["name"]


def _page_of(node: Mapping[str, Any], field: str) -> list[Any] | None:
    page = node.get(field, node.get(f"{field}Connection"))
    if page is None:
        return None
    edges = [[edge.get("properties", edge)["share"], _normal_node(edge["node"])] for edge in page["edges"]]
    return [page.get("totalCount"), edges]
