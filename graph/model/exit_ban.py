"""A ban on leaving the country, by a decision of the court; one that a delivery brings is a restriction."""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = (
    "DRAFT", "REJECTED", "DECIDED", "ENDED", "SERVED", "LIFTED", "CONFIRMED_LIFTED", "WITHDRAWN",
)  # fmt: skip

CONDUCT: Final = desk("conduct", Type.TEXT, "具体情形", "Why it has to stay.")
LIFT_CAUSE: Final = desk(
    "liftCause",
    Type.CHOICE,
    "解除事由",
    "What ends it.",
    ("PERFORMED", "SECURITY", "APPLICANT_CONSENT", "ROLE_ENDED", "CASE_ENDED"),
)

EXIT_BAN = NodeKind(
    name="EXIT_BAN",
    zh="限制出境决定",
    doc="A decision that bans a person from leaving the country (民事诉讼法 第二百六十六条).",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("EXIT_BAN"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        measures.DECIDED_ON,
        measures.IN_FORCE_ON,
        measures.LIFTED_ON,
        measures.MEASURES,
        measures.EDITION,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        cases.BASIS_ROLE,
        cases.ROLE_ON,
        CONDUCT,
        LIFT_CAUSE,
        cases.ENDED_ON,
        cases.WRONG_SINCE,
        cases.WITHDRAWN_ON,
    ),
    access=Access.PARTNER,
)

NODES = (EXIT_BAN,)
