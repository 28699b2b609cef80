"""What an agency is told, and what it says of it: values that know no agency's names.

An instruction is complete in itself: whoever writes it out looks nothing up. Its number identifies the target; a
name alone instructs nobody (法释〔2017〕7号 publishes names with numbers; two people share a name).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from adapters.agencies.forms import Family
from adapters.agencies.mapping import Answered, InstructionKind
from graph.model.measures import TARGET_TYPES, Mode
from graph.model.people import DOCUMENT_TYPES
from graph.rules.identifiers import CITIZEN_ID, USCC, masked, masked_document

SCHEMES: Final = (CITIZEN_ID, USCC, *DOCUMENT_TYPES)
TARGET_KINDS: Final = ("PERSON", "COMPANY", "GOVERNMENT_BODY", "ARRANGEMENT", "UNION", "MEDIATION_ORG")


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetTold:
    """Whom a measure meets: a kind of the model, as what (`TARGET_TYPES`), and the number that says who it is."""

    kind: str
    target_type: str
    name: str
    scheme: str  # of `SCHEMES`
    number: str = field(repr=False)

    @property
    def masked(self) -> str:
        """The number as courts publish it; a unit's code is no secret."""
        if self.scheme == USCC:
            return self.number
        return masked(self.number) if self.scheme == CITIZEN_ID else masked_document(self.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class InstructionTold:
    """One instruction. `sequence` counts what one agency is told of one measure and target: a later one replaces.

    `mode` as the catalogue's edition has it; `issued_at` a stored instant, `due_on` a legal day.
    """

    id: str
    sequence: int
    kind: InstructionKind
    measure: str
    edition: str
    mode: str
    target: TargetTold
    case_number: str
    court: str
    legal_basis: str
    issued_at: str
    due_on: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """What makes two instructions the same one."""

    id: str
    sequence: int
    kind: InstructionKind
    measure: str
    case_number: str
    number: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyAnswer:
    """What an agency says of one instruction. `reason` is of those returned or objected to, in its words."""

    id: str
    status: Answered
    reason: str = ""
    on: str | None = None  # a legal day or a stored instant, as its mapping reads it


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """An instruction that is not sent, or an answer that is not taken; `value` is what may be shown."""

    id: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A value of an instruction by the name that mappings use; `among` closes its set where it is closed."""

    take: Callable[[InstructionTold], str | None]
    family: Family = Family.TEXT
    among: tuple[str, ...] = ()


SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "id": Source(take=lambda told: told.id),
        "sequence": Source(take=lambda told: str(told.sequence)),
        "kind": Source(take=lambda told: told.kind.value, among=tuple(InstructionKind)),
        "measure": Source(take=lambda told: told.measure),
        "edition": Source(take=lambda told: told.edition),
        "mode": Source(take=lambda told: told.mode, among=tuple(Mode)),
        "target.kind": Source(take=lambda told: told.target.kind, among=TARGET_KINDS),
        "target.type": Source(take=lambda told: told.target.target_type, among=TARGET_TYPES),
        "target.name": Source(take=lambda told: told.target.name),
        "target.scheme": Source(take=lambda told: told.target.scheme, among=SCHEMES),
        "target.number": Source(take=lambda told: told.target.number, family=Family.PERSONAL),
        "case_number": Source(take=lambda told: told.case_number),
        "court": Source(take=lambda told: told.court),
        "legal_basis": Source(take=lambda told: told.legal_basis),
        "issued_at": Source(take=lambda told: told.issued_at, family=Family.TIME),
        "due_on": Source(take=lambda told: told.due_on, family=Family.DATE),
    }
)
