"""Parts and contracts of construction projects, read set by set.

A contract names its project by the key that its source knows it by; so it is of the project that the same source
has under that key, or where none is seen, of that key alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import (
    FACT_GRADE,
    FACT_HEAD,
    FACT_OUTWARD,
    FACT_SLOT,
    FACT_SYSTEM,
    FACT_TYPE,
    NODE_ID,
    NODE_KIND,
    Layout,
)
from graph.model import MODEL
from graph.model.declare import Grade
from graph.plan import Direction, Expand, Find, KeyScheme, Select, Slice
from graph.rules.works import Contract, Part, Role, Works
from hub.linkage.registers import Bounds
from hub.read.by_id import nodes_by_id, read_rows
from hub.read.fields import Inquiry
from hub.read.view import NodeView
from hub.settings.limits import ContractLimits

_RELATIONS: Final = ("CONTRACTS_FOR", "TAKES_PART_IN")
_PROPERTIES: Final = ("tier", "project", "amount", "part")
_TIER, _PROJECT, _AMOUNT, _PART = range(FACT_HEAD, FACT_HEAD + len(_PROPERTIES))
_KINDS: Final = tuple(
    dict.fromkeys(
        kind for name in _RELATIONS for kind in (*MODEL.relations[name].sources, *MODEL.relations[name].targets)
    )
)

Group = str  # id of a project, or `system|key` of one that is not seen


def works_of(ids: Sequence[str], time: Slice, limits: ContractLimits) -> Find:
    """Parts and contracts of subjects, or who has a part in projects: one text for all of them."""
    return nodes_by_id(ids, _select(limits), time, passing=True)


def projects_of(keys: Sequence[str], time: Slice, limits: ContractLimits) -> Find:
    """Projects by `system|key` of a source, with the same of each."""
    found = tuple((KeyScheme.SOURCE, key) for key in keys)
    return Find(keys=found, kinds=("PROJECT",), time=time, node=_select(limits), passing=True)


def _select(limits: ContractLimits) -> Select:
    works = Expand(
        relations=_RELATIONS,
        direction=Direction.BOTH,
        kinds=_KINDS,
        first=limits.ties,
        properties=_PROPERTIES,
        separate=True,
    )
    return Select(sources=True, edges=(works,))


@dataclass(slots=True)
class WorksRead:
    """What was read. `keyed`: contracts with the source key of their project; `project_of`: projects by it."""

    time: Slice
    limits: ContractLimits
    keyed: dict[str, tuple[str, Contract]] = field(default_factory=dict)
    roles: dict[str, dict[tuple[str, Part], Role]] = field(default_factory=dict)
    project_of: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)  # keys that were looked for
    read: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)

    def read_all(self, ids: Iterable[str], bounds: Bounds) -> Inquiry[bool]:
        """Has these read; False if a bound left some out."""
        wanted = sorted({id_ for id_ in ids if id_ not in self.read})

        def take(id_: str, row: list[Any] | None) -> None:
            self.read.add(id_)
            self._take((row,))

        return (
            yield from read_rows(
                wanted,
                lambda batch: works_of(batch, self.time, self.limits),
                take,
                size=self.limits.round_nodes,
                room=lambda: max(0, self.limits.nodes - len(self.read)) if bounds.more() else 0,
            )
        )

    def find(self, keys: Iterable[str], bounds: Bounds) -> Inquiry[None]:
        """Has the projects of these source keys read."""
        wanted = sorted({key for key in keys if key not in self.asked and key not in self.project_of})
        wanted = wanted[: max(0, self.limits.nodes - len(self.read))]
        if not wanted or not bounds.more():
            return
        self.asked.update(wanted)
        [(rows, _)] = yield (projects_of(wanted, self.time, self.limits),)
        self.read.update(str(row[NODE_ID]) for row in rows if row is not None)
        self._take(rows)

    def _take(self, rows: Iterable[list[Any] | None]) -> None:
        select = _select(self.limits)
        layout = Layout.of(select)
        [expand] = select.edges
        for row in rows:
            if row is None:
                continue
            view = NodeView(row, layout, self.time)
            self.kinds[view.id] = view.kind
            if view.kind == "PROJECT":
                keys = (f"{each['system']}|{each['key']}" for each in view.sources() if each["key"] is not None)
                self.project_of.update(dict.fromkeys(keys, view.id))
            edges = view.edges(expand)
            if len(edges) > expand.first:
                self.cut.add(view.id)
            for node, fact, _others in edges[: expand.first]:
                self.kinds.setdefault(node[NODE_ID], node[NODE_KIND])
                if fact[FACT_GRADE] != Grade.D:
                    ends = (view.id, str(node[NODE_ID]))
                    self._take_fact(fact, *(ends if fact[FACT_OUTWARD] else ends[::-1]))

    def _take_fact(self, fact: list[Any], source: str, target: str) -> None:
        slot = str(fact[FACT_SLOT])
        self.facts[slot] = fact
        if fact[FACT_TYPE] == "TAKES_PART_IN":
            if fact[_PART] is not None:
                role = Role(subject=source, part=Part(fact[_PART]), fact=slot)
                known = self.roles.setdefault(target, {})
                known[source, role.part] = min(known.get((source, role.part), role), role, key=self._rank)
        elif fact[_PROJECT] is not None:
            tier = Part(fact[_TIER]) if fact[_TIER] is not None else None
            system = str(fact[FACT_SYSTEM])
            contract = Contract(
                contractor=source, client=target, fact=slot, tier=tier, amount=fact[_AMOUNT], system=system
            )
            self.keyed[slot] = (f"{system}|{fact[_PROJECT]}", contract)

    def _rank(self, role: Role) -> tuple[str, str]:
        """Of several facts of one part the best grade is shown."""
        return str(self.facts[str(role.fact)][FACT_GRADE]), str(role.fact)

    def groups(self) -> dict[Group, list[Contract]]:
        """The contracts of each project."""
        found: dict[Group, list[Contract]] = {}
        for slot in sorted(self.keyed):
            key, contract = self.keyed[slot]
            found.setdefault(self.project_of.get(key, key), []).append(contract)
        return found

    def of(self, id_: str, groups: Mapping[Group, list[Contract]]) -> list[Group]:
        """A project is its own group; a company has those of its contracts and parts."""
        if self.kinds.get(id_) == "PROJECT":
            return [id_]
        by_contract = (
            group for group, contracts in groups.items() if any(id_ in (e.contractor, e.client) for e in contracts)
        )
        by_part = (project for project, roles in self.roles.items() if any(id_ == each for each, _ in roles))
        return sorted({*by_contract, *by_part})

    def on(self, group: Group, groups: Mapping[Group, list[Contract]]) -> Iterator[str]:
        """Everybody on a project who is met so far."""
        yield from (subject for subject, _ in self.roles.get(group, ()))
        for contract in groups.get(group, ()):
            yield from (contract.contractor, contract.client)

    def works(self, group: Group, groups: Mapping[Group, list[Contract]]) -> Works:
        roles = self.roles.get(group, {})
        return Works(
            roles=tuple(roles[each] for each in sorted(roles)),
            contracts=tuple(groups.get(group, ())),
            persons=frozenset(each for each in self.on(group, groups) if self.kinds.get(each) == "PERSON"),
        )

    def keys_of(self, ids: Iterable[str]) -> Iterator[str]:
        """Source keys of the projects that these have contracts for."""
        subjects = frozenset(ids)
        for key, contract in self.keyed.values():
            if contract.contractor in subjects or contract.client in subjects:
                yield key
