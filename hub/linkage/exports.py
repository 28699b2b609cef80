"""Answers as their exports take them: what an answer holds, read once more; the graph is asked nothing for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from adapters.exports.columns import ATTRIBUTES
from adapters.exports.facts import Answer, Change, Role, Thing, Tie
from graph.cypher.rows import (
    FACT_GRADE,
    FACT_HEAD,
    FACT_OUTWARD,
    FACT_RECORDED_AT,
    FACT_SYSTEM,
    FACT_VALID_FROM,
    FACT_VALID_TO,
    RECORDED_AT,
)
from graph.model import MODEL
from graph.rules.days import day_of_stored
from graph.rules.yuan import yuan
from hub.linkage.exportable import View
from hub.linkage.facts import fraction, shown_day
from hub.linkage.neighbours import Link
from hub.linkage.network import TOLD
from hub.linkage.shown import NAMES, name_of
from hub.read.view import NodeView

# Attributes under the names by which the schema shows them; of personal numbers the mask.
_STORED: Final[Mapping[str, str]] = {
    attribute.name + ("Masked" if len(attribute.stored) > 1 else ""): (attribute.stored or (attribute.name,) * 2)[
        1
    ]
    for kind in MODEL.nodes.values()
    for attribute in kind.attributes
}
NEEDS: Final = tuple(dict.fromkeys((*NAMES, *(_STORED[name] for name in ATTRIBUTES))))
_PLACES: Final = {name: FACT_HEAD + place for place, name in enumerate(TOLD)}
_DUST: Final = 1e-9  # of a share: what binary fractions leave over
_PLACES_OF_SHARE: Final = 12  # decimals of a difference of two shares; what is beyond is dust


def of_network(value: Mapping[str, Any], view: View) -> Answer:
    pairs = [node["node"] for node in value["nodes"]]
    return _answer(pairs[0] if pairs else None, pairs, list(map(_of_link, value["links"])), view)


def of_change(value: Mapping[str, Any], view: View) -> Answer:
    """A link with another share or amount is two ties, as it was and as it is; a node with another name is one
    thing, as it is, and tells what it was called.
    """
    things = [
        *(_changed(node, view, Change.ADDED) for node in value["nodesAdded"]),
        *(_changed(node, view, Change.REMOVED) for node in value["nodesRemoved"]),
        *(_changed(pair["after"], view, Change.CHANGED, pair["before"]) for pair in value["nodesChanged"]),
        *(_thing(view(node["node"])) for node in value["ends"]),
    ]
    ties = [
        *(replace(_of_link(link), change=Change.ADDED) for link in value["linksAdded"]),
        *(replace(_of_link(link), change=Change.REMOVED) for link in value["linksRemoved"]),
        *(
            replace(_of_link(pair[side]), change=change)
            for pair in value["linksChanged"]
            for side, change in (("before", Change.WAS), ("after", Change.IS))
        ),
    ]
    once: dict[str, Thing] = {}
    for thing in things:
        once.setdefault(thing.id, thing)
    return Answer(subject="", published_on="", things=list(once.values()), ties=ties, changes=True)


def _changed(
    node: Mapping[str, Any], view: View, change: Change, before: Mapping[str, Any] | None = None
) -> Thing:
    was = before["name"] if before is not None else None
    return replace(_thing(view(node["node"])), change=change, name_before=was)


def _of_link(link: Mapping[str, Any]) -> Tie:
    return Tie(
        relation=link["relation"],
        source=link["from"],
        target=link["to"],
        valid_from=link["validFrom"],
        valid_to=link["validTo"],
        relevance=link["relevance"],
        **_of_fact(link["row"]),
    )


def of_paths(value: Mapping[str, Any], view: View) -> Answer:
    steps = [step for path in value["paths"] for step in path["steps"]]
    pairs = [pair for step in steps for pair in (step["from"], step["to"]) if pair is not None]
    ties: dict[tuple[str, str, str], Tie] = {}
    for step in steps:
        for link in step["links"]:
            ends = (link.near, link.far) if link.fact[FACT_OUTWARD] else (link.far, link.near)
            ties.setdefault((link.relation, *ends), _tie_of_path(link, ends))
    seen = {view(pair).id for pair in pairs}
    shown = [tie for tie in ties.values() if {tie.source, tie.target} <= seen]
    return _answer(pairs[0] if pairs else None, pairs, shown, view)


def of_ownership(value: Mapping[str, Any], view: View) -> Answer:
    """Each owner and other end with its share of the whole, and the chains that are told of it."""
    subject = value["subject"]
    if subject is None:
        return _answer(None, [], [], view)
    company = view(subject).id
    pairs, ties = [subject], list[Tie]()
    links: dict[tuple[str, str], Tie] = {}
    for owner in value["owners"]:
        between: dict[str, None] = {}
        for step in (step for path in owner["paths"] for step in path["steps"]):
            pairs += [pair for pair in (step["from"], step["to"]) if pair is not None]
            if step["from"] is None or step["to"] is None:
                continue
            ends = view(step["from"]).id, view(step["to"]).id
            links.setdefault(ends, _link(ends, step))
            between.update(dict.fromkeys(ends))
        if owner["person"] is not None:
            pairs.append(owner["person"])
            ties += _whole(owner["person"], owner, company, between, view, beneficial=owner["certain"])
    for end in value["otherEnds"]:
        if end["subject"] is not None:
            pairs.append(end["subject"])
            ties += _whole(end["subject"], end, company, (), view, beneficial=False)
    if value["unknownShare"] > _DUST:
        unknown = Tie(
            relation="UNKNOWN",
            source=None,
            target=company,
            role=Role.WHOLE,
            share=(0.0, value["unknownShare"]),
            directness="UNKNOWN",
            beneficial=False,
        )
        ties.append(unknown)
    return _answer(subject, pairs, [*links.values(), *ties], view)


def _whole(
    pair: Any, told: Mapping[str, Any], company: str, between: Iterable[str], view: View, *, beneficial: bool
) -> Iterator[Tie]:
    """What is held directly, and what through others: two ties where it is both."""
    owner = view(pair).id
    others = [node for node in between if node not in (owner, company)]
    share = (told["share"]["lower"], told["share"]["upper"])
    direct = (told["direct"]["lower"], told["direct"]["upper"])
    rest = _beside(share, direct)
    through = rest[1] > _DUST and (share != direct or bool(others))
    whole = Tie(
        relation="SHAREHOLDER_OF",
        source=owner,
        target=company,
        role=Role.WHOLE,
        share=share,
        directness="DIRECT",
        beneficial=beneficial,
    )
    if direct[1] > _DUST or not through:
        yield replace(whole, share=direct if through else share)
    if through:
        yield replace(whole, share=rest, directness="INDIRECT", components=others)


def _beside(share: tuple[float, float], direct: tuple[float, float]) -> tuple[float, float]:
    """The two ends between which lies what of the share is not direct."""
    lower, upper = share[0] - direct[1], share[1] - direct[0]
    return max(0.0, round(lower, _PLACES_OF_SHARE)), max(0.0, round(upper, _PLACES_OF_SHARE))


def _link(ends: tuple[str, str], step: Mapping[str, Any]) -> Tie:
    """A link of a chain, as the first of its facts is dated."""
    fact: Mapping[str, Any] = next(iter(step["facts"]), {})
    source = fact.get("source", {})
    return Tie(
        relation="SHAREHOLDER_OF",
        source=ends[0],
        target=ends[1],
        role=Role.COMPONENT,
        share=(step["share"]["lower"], step["share"]["upper"]),
        directness="DIRECT",
        valid_from=fact.get("validFrom"),
        valid_to=fact.get("validTo"),
        recorded_on=_day(source.get("recordedAt")),
        grade=fact.get("grade"),
        system=source.get("system"),
    )


def _tie_of_path(link: Link, ends: tuple[str, str]) -> Tie:
    return Tie(
        relation=link.relation,
        source=ends[0],
        target=ends[1],
        valid_from=shown_day(link.fact[FACT_VALID_FROM]),
        valid_to=shown_day(link.fact[FACT_VALID_TO]),
        **_of_fact(link.fact),
    )


def _of_fact(fact: list[Any]) -> dict[str, Any]:
    """What a fact tells that was read with the properties of `TOLD`."""
    told = {name: fact[place] for name, place in _PLACES.items()}
    return {
        "share": _share(told["share"], told["shareMin"], told["shareMax"]),
        "votes": told["votingShare"],
        "amount": yuan(told["amount"]),
        "interest": told["interest"],
        "directness": told["directness"],
        "beneficial": told["beneficial"],
        "recorded_on": _day(fact[FACT_RECORDED_AT]),
        "grade": fact[FACT_GRADE],
        "system": fact[FACT_SYSTEM],
    }


def _share(exact: float | None, lower: float | None, upper: float | None) -> tuple[float, float] | None:
    if exact is None and lower is None and upper is None:
        return None
    return fraction(exact, lower, upper)


def _answer(subject: Any, pairs: Iterable[Any], ties: list[Tie], view: View) -> Answer:
    """The answer with each thing once; what was published when is told by the slice of its nodes."""
    if subject is None:
        return Answer(subject="", published_on="")
    views = {each.id: each for each in map(view, pairs)}
    centre = view(subject)
    return Answer(
        subject=centre.id,
        published_on=_day(centre.time.known_at),
        things=[_thing(each) for each in views.values()],
        ties=ties,
    )


def _thing(view: NodeView) -> Thing:
    return Thing(
        id=view.id,
        kind=view.kind,
        name=name_of(view),
        stated_on=_day(max((str(statement[RECORDED_AT]) for statement in view.statements), default=None)),
        values=dict(_values(view)),
    )


def _values(view: NodeView) -> Iterator[tuple[str, str]]:
    for name in ATTRIBUTES:
        value = view.pick(_STORED[name])
        if value is not None:
            yield name, str(value)


def _day(instant: str | None) -> str:
    """The legal day on which something was recorded; an empty text for what tells none."""
    return day_of_stored(instant) if instant else ""
