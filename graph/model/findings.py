"""What a court found of a person: the role on whose ground a measure may reach it.

Candidates of an algorithm are clues (`graph.rules.controllers`). A finding may say which of them it looked at; it
rests on its own reasons and papers. No delivery brings one.
"""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = ("DRAFT", "REJECTED", "DECIDED", "SERVED", "OBJECTED", "WITHDRAWN")

ROLE: Final = desk(
    "role",
    Type.CHOICE,
    "认定身份",
    "As what it is found. FORMER: it answers for the debt though the office ended. OBSTRUCTION needs no office"
    " (民事诉讼法 第一百一十四条).",
    (
        "ACTUAL_CONTROLLER",
        "DIRECTLY_RESPONSIBLE",
        "OBSTRUCTION",
        "FORMER_LEGAL_REPRESENTATIVE",
        "FORMER_PRINCIPAL_OFFICER",
    ),
)
ROLE_UNTIL: Final = desk(
    "roleUntil", Type.DATE, "身份截止日期", "Last day for which it is found; none: that one day alone."
)
ROLE_IN: Final = desk(
    "roleIn",
    Type.TEXT,
    "所在单位",
    "Id of the debtor of the file in which it had the role; not needed where the file has one unit alone.",
)
REASONS: Final = desk("reasons", Type.TEXT, "认定理由", "Why the court finds so.")
EVIDENCE: Final = desk("evidence", Type.TEXTS, "证据", "The papers that it rests on, at least one.")
CANDIDATE_TIER: Final = desk(
    "candidateTier",
    Type.CHOICE,
    "候选级别",
    "Tier of the candidate that was looked at: a clue and never the finding.",
    ("MAJORITY", "PRESUMED", "ASSERTED", "CLUE"),
)
CANDIDATE_PATH: Final = desk(
    "candidatePath", Type.TEXTS, "候选控制链", "Ids on the path of that candidate, from it down to the unit."
)
CANDIDATE_AS_OF: Final = desk("candidateAsOf", Type.DATE, "候选基准日", "Day for which it was computed.")
CANDIDATE_KNOWN_AT: Final = desk(
    "candidateKnownAt", Type.INSTANT, "候选所知时点", "Up to when the hub knew what it was computed from."
)
OBJECTED_ON: Final = desk("objectedOn", Type.DATE, "提出异议日期", "Day of the objection in writing.")

JUDICIAL_FINDING = NodeKind(
    name="JUDICIAL_FINDING",
    zh="司法认定",
    doc="A finding of the court: in which role a person answers for a debtor of the file, and for which days.",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("ROLE_FINDING"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        measures.DECIDED_ON,
        measures.SERVED_ON,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        ROLE,
        cases.ROLE_ON,
        ROLE_UNTIL,
        ROLE_IN,
        REASONS,
        EVIDENCE,
        CANDIDATE_TIER,
        CANDIDATE_PATH,
        CANDIDATE_AS_OF,
        CANDIDATE_KNOWN_AT,
        OBJECTED_ON,
        cases.WRONG_SINCE,
        cases.WITHDRAWN_ON,
    ),
    access=Access.INTERNAL,
)

NODES = (JUDICIAL_FINDING,)
