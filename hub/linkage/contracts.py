"""Contract chains of projects: read until nobody new is met on a project; who answers for wages there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.rules.contracts import INSTRUMENT, LACKS, Answer, Lack, Liable, wages
from graph.rules.works import Contract, Works
from graph.rules.yuan import yuan
from hub.linkage.facts import fact_shown
from hub.linkage.registers import Bounds
from hub.linkage.works import Group, WorksRead
from hub.read.fields import Inquiry, Walk
from hub.read.pages import page_size


def walk_contracts(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`contractChain` of all parents, companies or projects."""
    limits, first = walk.limits.contracts, page_size(walk.arguments.get("first"))
    read, bounds = WorksRead(walk.time, limits), Bounds(walk.limits)
    yield from read.read_all(walk.ids, bounds)
    yield from read.read_all([project for id_ in walk.ids for project in read.of(id_, {})], bounds)
    yield from read.find(read.keys_of(walk.ids), bounds)
    wanted: dict[str, list[Group]] = {}
    for _ in range(limits.levels):
        groups = read.groups()
        wanted = {id_: read.of(id_, groups) for id_ in walk.ids}
        people = {each for of in wanted.values() for group in of[:first] for each in read.on(group, groups)}
        if read.read.issuperset(people) or not (yield from read.read_all(people, bounds)):
            break
    groups = read.groups()
    found = {id_: [_Chain.of(read, id_, group, groups) for group in of[:first]] for id_, of in wanted.items()}
    nodes = yield from walk.nodes(each for chains in found.values() for chain in chains for each in chain.named())
    return {
        id_: {
            "chains": [chain.shown(read, nodes) for chain in chains],
            "leftOut": len(wanted[id_]) - len(chains),
            "truncated": id_ not in read.read or id_ in read.cut,
        }
        for id_, chains in found.items()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chain:
    """One project as it is told of one parent: a company's is what lies above it."""

    group: Group
    works: Works
    contracts: tuple[Contract, ...]
    answers: tuple[Answer, ...]
    parties: tuple[str, ...]
    truncated: bool

    @classmethod
    def of(cls, read: WorksRead, parent: str, group: Group, groups: Mapping[Group, list[Contract]]) -> _Chain:
        works = read.works(group, groups)
        employers, contracts = works.top_down(works.contractors), works.contracts_top_down()
        if parent != group:
            employers = (parent,) if parent in employers else ()
            above = {parent, *works.upwards(parent)}
            contracts = tuple(each for each in contracts if each.contractor in above)
        everybody = {*read.on(group, groups), *((group,) if group in read.kinds else ())}
        answers = tuple(wages(works, each) for each in employers)
        liable = (each.subject for answer in answers for each in answer.liable)
        ends = (end for each in contracts for end in (each.contractor, each.client))
        return cls(
            group=group,
            works=works,
            contracts=contracts,
            answers=answers,
            parties=works.top_down({*liable, *ends, *(role.subject for role in works.roles)}),
            truncated=not read.read.issuperset(everybody) or bool(read.cut & everybody),
        )

    def named(self) -> Iterator[str]:
        yield self.group
        yield from self.parties
        for answer in self.answers:
            for each in answer.liable:
                yield from (end for one in each.chain for end in (one.contractor, one.client))

    def shown(self, read: WorksRead, nodes: Mapping[str, Any]) -> dict[str, Any]:
        project = nodes.get(self.group)
        return {
            "project": project,
            "projectKey": None if self.group in read.kinds else self.group.partition("|")[2],
            "parties": [
                {
                    "subject": nodes.get(each),
                    "parts": [part.value for part in self.works.parts(each)],
                    "facts": [
                        fact_shown(read.facts[str(role.fact)]) for role in self.works.roles if role.subject == each
                    ],
                }
                for each in self.parties
            ],
            "contracts": [_contract(each, read, nodes) for each in self.contracts],
            "wages": [_answer(each, read, nodes) for each in self.answers],
            "truncated": self.truncated,
        }


def _answer(answer: Answer, read: WorksRead, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "employer": nodes.get(answer.employer),
        "parts": [part.value for part in answer.parts],
        "liable": [_liable(each, read, nodes) for each in answer.liable],
        "lacks": [_lack(each) for each in answer.lacks],
    }


def _liable(found: Liable, read: WorksRead, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "liability": found.liability.value,
        "subject": nodes.get(found.subject),
        "instrument": INSTRUMENT,
        "article": found.article,
        "why": found.en,
        "whyZh": found.zh,
        "certain": found.certain,
        "chain": [_contract(each, read, nodes) for each in found.chain],
        "price": yuan(found.price),
        "lacks": [_lack(each) for each in found.lacks],
    }


def _contract(contract: Contract, read: WorksRead, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "contractor": nodes.get(contract.contractor),
        "client": nodes.get(contract.client),
        "tier": contract.tier and contract.tier.value,
        "amount": yuan(contract.amount),
        "fact": fact_shown(read.facts[str(contract.fact)]),
    }


def _lack(lack: Lack) -> dict[str, str]:
    return {"lack": lack.value, "what": LACKS[lack].en, "whatZh": LACKS[lack].zh}
