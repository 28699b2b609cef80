"""Networks as the schema names them: nodes and ties as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.cypher.rows import FACT_VALID_FROM, FACT_VALID_TO, Layout
from graph.model import MODEL
from graph.model.declare import NodeKind
from graph.plan import Select
from graph.rules.network.ranking import Ranked
from graph.rules.network.relevance import why
from graph.rules.yuan import yuan
from hub.linkage.facts import fact_shown, shown_day
from hub.linkage.network import Network, Shown
from hub.read.by_id import nodes_by_id
from hub.read.fields import Inquiry
from hub.read.view import NodeView

# What a kind is called where that is not one attribute: all of the first group that anything is told of.
_CALLED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "ACCOUNT": (("bank", "accountType"),),  # accounts of one type differ by their bank
    "MEDIUM": (("mediumValue",), ("mediumType",)),  # some sources give no value
}


def _called(kind: NodeKind) -> tuple[tuple[str, ...], ...]:
    return _CALLED.get(kind.name, ((kind.named_by,),))


NAMES: Final = tuple(
    dict.fromkeys(name for kind in MODEL.nodes.values() if kind.shown for group in _called(kind) for name in group)
)
_NAMED: Final = Select(properties=NAMES)
_LAYOUT: Final = Layout.of(_NAMED)
_DECIMALS: Final = 6  # of relevance: what is beyond is dust of binary fractions
Rows = Mapping[str, list[Any]]


def nodes_shown(
    network: Network, ids: Iterable[str], select: Select
) -> Inquiry[tuple[list[dict[str, Any]], Rows]]:
    """The nodes with their names, in this order, and their rows."""
    wanted, rows = list(dict.fromkeys(ids)), dict[str, list[Any]]()
    if wanted:
        [(found, _)] = yield (nodes_by_id(wanted, select, network.time),)
        rows = {id_: row for id_, row in zip(wanted, found, strict=True) if row is not None}
    layout = Layout.of(select)
    return [_node(network, row, layout) for row in rows.values()], rows


def names_of(network: Network, ids: Iterable[str]) -> Inquiry[dict[str, tuple[str, str | None]]]:
    """Kinds and names of nodes, to be compared: who is told of them asks again."""
    wanted = list(ids)
    if not wanted:
        return {}
    [(rows, _)] = yield (nodes_by_id(wanted, _NAMED, network.time, passing=True),)
    views = (NodeView(row, _LAYOUT, network.time) for row in rows if row is not None)
    return {view.id: (view.kind, name_of(view)) for view in views}


def name_of(view: NodeView) -> str | None:
    """What a node is called, as far as the caller may know it."""
    for group in _called(MODEL.nodes[view.kind]):
        told = [str(value) for name in group if (value := view.pick(name)) is not None]
        if told:
            return " ".join(told)
    return None


def link_shown(each: Ranked, network: Network) -> dict[str, Any]:
    tie, fact = each.tie, network.facts[each.tie.key]
    sentence, chinese = why(
        tie, network.degrees.get(each.far), each.way, at_least=network.more_than_counted(each.far)
    )
    return {
        "relation": tie.relation,
        "from": tie.source,
        "to": tie.target,
        "share": tie.share,
        "shareMin": tie.share_min,
        "shareMax": tie.share_max,
        "amount": yuan(tie.amount),
        "validFrom": shown_day(fact[FACT_VALID_FROM]),
        "validTo": shown_day(fact[FACT_VALID_TO]),
        "relevance": round(each.worth, _DECIMALS),
        "why": sentence,
        "whyZh": chinese,
        "fact": fact_shown(fact),
        "row": fact,
    }


def beyond_shown(shown: Shown) -> dict[str, Any]:
    return {
        "truncated": shown.truncated,
        "beyond": [
            {"relation": name, "count": shown.beyond[name]} for name in MODEL.relations if name in shown.beyond
        ],
        "beyondAtLeast": shown.more,
    }


def _node(network: Network, row: list[Any], layout: Layout) -> dict[str, Any]:
    view = NodeView(row, layout, network.time)
    ties = network.degrees.get(view.id)
    return {
        "id": view.id,
        "name": name_of(view),
        "kind": view.kind,
        "ties": ties,
        "tiesAtLeast": network.more_than_counted(view.id),
        "hub": view.id in network.hubs or (ties or 0) > network.bounds.limits.hub_ties,
        "node": (row, network.time),
    }
