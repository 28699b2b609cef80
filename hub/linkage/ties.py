"""What was fetched, as the rules of control take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.cypher.rows import FACT_GRADE, FACT_SLOT
from graph.model.declare import Grade
from graph.rules.control.ties import (
    Appointment,
    Concert,
    End,
    Guarantee,
    Holding,
    Influence,
    Kinship,
    Medium,
    Nominee,
    Office,
    Role,
    Share,
    SharedMedium,
    Ties,
)
from hub.linkage.beside import (
    BASIS,
    GUARANTEE,
    INTEREST,
    OFFICES,
    SHARE,
    SHARE_MAX,
    SHARE_MIN,
    Beside,
    Found,
)
from hub.linkage.facts import fraction
from hub.linkage.registers import Registers

KINDS: Final[Mapping[str, End]] = {
    "PERSON": End.PERSON,
    "GOVERNMENT_BODY": End.STATE,
    "UNSPECIFIED": End.UNKNOWN,
}
_ROLES: Final[Mapping[str, Role]] = {
    "LEGAL_REP_OF": Role.LEGAL_REPRESENTATIVE,
    "PRINCIPAL_OF": Role.PRINCIPAL,
    "DIRECTOR_OF": Role.DIRECTOR,
    "SUPERVISOR_OF": Role.SUPERVISOR,
    "MANAGER_OF": Role.MANAGER,
}
# Interest types of BODS 0.4: one chooses the board, these direct the company. Of the others some are offices and
# holdings, told by relations of their own, and some say where money flows.
_APPOINTS: Final = frozenset(("appointmentOfBoard",))
_DIRECTS: Final = frozenset(
    (
        "otherInfluenceOrControl",
        "controlViaCompanyRulesOrArticles",
        "controlByLegalFramework",
        "rightsGrantedByContract",
        "conditionalRightsGrantedByContract",
        "trustee",
        "protector",
    )
)
# Below these a statement stands on its word alone.
_DOCUMENTED: Final = frozenset((Grade.A, Grade.B))


def ties_of(registers: Registers, beside: Beside, day: str, names: Mapping[str, str] | None = None) -> Ties:
    """All ties; a subject without a name is told by its id."""
    return Ties(
        day=day,
        holdings=tuple(holdings_of(registers)),
        concerts=tuple(Concert(**_dated(tie), members=_pair(tie)) for tie in beside.of("ACTS_IN_CONCERT")),
        kinships=tuple(
            Kinship(**_dated(tie), one=_pair(tie)[0], other=_pair(tie)[1]) for tie in beside.of("RELATIVE_OF")
        ),
        nominees=tuple(
            Nominee(**_dated(tie), nominee=tie.source, principal=tie.target, document=tie.told(BASIS))
            for tie in beside.of("NOMINEE_FOR")
        ),
        influences=tuple(
            Influence(
                **_dated(tie),
                holder=tie.source,
                company=tie.target,
                interest=tie.told(INTEREST),
                document=tie.document if tie.grade in _DOCUMENTED else None,
            )
            for tie in beside.of("INFLUENCES")
            if tie.told(INTEREST) in _DIRECTS
        ),
        appointments=tuple(
            Appointment(**_dated(tie), holder=tie.source, company=tie.target, board=_fraction(tie))
            for tie in beside.of("INFLUENCES")
            if tie.told(INTEREST) in _APPOINTS
        ),
        offices=tuple(
            Office(**_dated(tie), holder=tie.source, unit=tie.target, role=_ROLES[tie.kind])
            for tie in beside.of(*OFFICES)
        ),
        guarantees=tuple(
            Guarantee(**_dated(tie), guarantor=tie.source, debtor=tie.target)
            for tie in beside.of(GUARANTEE)
            if tie.until is None or tie.until > day
        ),
        media=tuple(_media(beside)),
        kinds={id_: KINDS.get(kind, End.COMPANY) for id_, kind in registers.kinds.items()},
        names=names or {},
        cut=frozenset(registers.cut | beside.full),
    )


def _pair(tie: Found) -> tuple[str, str]:
    one, other = sorted((tie.near, tie.far_id))
    return one, other


def holdings_of(registers: Registers) -> Iterator[Holding]:
    for stake in registers.stakes.values():
        voting = stake.voting
        yield Holding(
            fact=stake.slot,
            grade=stake.grade,
            holder=stake.holder,
            held=stake.held,
            voting=None if voting is None else Share.exactly(voting),
            capital=Share(lower=stake.lower, upper=stake.upper),
        )


def _dated(tie: Found) -> dict[str, Any]:
    return {"fact": tie.slot, "grade": tie.grade, "since": tie.since, "until": tie.until}


def _fraction(tie: Found) -> Share:
    lower, upper = fraction(tie.told(SHARE), tie.told(SHARE_MIN), tie.told(SHARE_MAX))
    return Share(lower=lower, upper=upper)


def _media(beside: Beside) -> Iterator[SharedMedium]:
    for sharer in beside.sharers:
        if sharer.medium in set(Medium):
            yield SharedMedium(
                fact=sharer.theirs[FACT_SLOT],
                grade=max(sharer.own.grade, Grade(sharer.theirs[FACT_GRADE])),  # the weaker of the two
                subject=sharer.subject,
                company=sharer.company,
                medium=Medium(sharer.medium),
                sharers=sharer.sharers,
            )
