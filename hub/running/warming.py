"""The first plans of an engine, made before anybody waits for them.

Neo4j plans a statement when it first meets its text, and in a fresh JVM the planner itself runs uncompiled.
Measured in processor seconds on Neo4j 5.26.30: 5 to 10 for whichever of our statements comes first, 1 to 5 for
each that asks something else, 0.2 to 0.6 for another text of a kind that was met before. So a hub that has just
begun to serve asks common questions about nobody: their plans are kept, and for all others the planner is warm.
The embedded engine takes 0.7 for the first and under 0.3 for each other; it is asked the same.

A plan serves one text, and the shape of the rights is in it. So it is asked as those will ask who come: from a
court that has a grant, if any has, with the grants that the graph holds.

Nothing of it goes on the record of requests: nobody is asked about, and nobody is answered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from graph.failures import EngineError, StatementTimeout
from graph.model.roles import Purpose, Role
from graph.plan import Plan
from graph.rules.sealing import KeyRing
from hub.answering.documents import Documents
from hub.callers.caller import Agency, Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.errors import HubError
from hub.read.asking import Asking, present
from hub.rights.case import check_file
from hub.rights.grants import Book, Books
from hub.rights.policy import Acting
from hub.running.rounds import common_rounds
from hub.settings.limits import WalkLimits

_log = structlog.get_logger(__name__)

# Sources, codes and cases that are nobody's, about as long as real ones are.
_BY: Final = 'by: {source: {system: "warm-up", key: "nobody:0"}}'
_OF: Final = 'of: {source: {system: "warm-up", key: "nobody:0"}}'
_COURT: Final = "鄂0199"
_CASE: Final = Errand(purpose=Purpose.ENFORCEMENT, case_number=f"（1900）{_COURT}执1号")
_CHECK: Final = Errand(purpose=Purpose.CREDIT_CHECK, case_number="warm-up")


# Nobody, for whom the first part of a budget is leased, so that its statement is planned.
WARMING: Final = Caller(
    role=Role.DEVELOPER, agency=None, court=None, subject="warm-up", token_id="warm-up", expires_at=0
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """An operation, and in which role and for what it is asked: both go into its statement."""

    text: str
    role: Role = Role.INVESTIGATOR
    agency: Agency | None = None
    errand: Errand = _CASE


# In the order of how many wait for them.
QUESTIONS: Final = (
    Question(
        text='{ screen(subjects: [{source: {system: "warm-up", key: "nobody:0"}}])'
        " { underMeasure since caseNumber court asAt problem"
        " measures { code since until caseNumber court legalBasis } } }",
        role=Role.PARTNER,
        agency=Agency.RAILWAY,
        errand=_CHECK,
    ),
    Question(
        text=f"{{ subject({_BY}) {{ id name kind aliases sources {{ system key recordedAt }}"
        " standing { underMeasure since measures { code since } } } }"
    ),
    Question(
        text=f"{{ subject({_BY}) {{ name"
        " ... on Company { shareholders(first: 5) { edges { share node { name kind } } } } } }"
    ),
    Question(
        text=f"{{ subject({_BY}) {{ name ... on Company {{ shareholders(first: 5)"
        " { edges { share validFrom source { system document } node { name kind } } } } } }"
    ),
    Question(
        text=f"{{ subject({_BY}) {{ name investments(first: 20)"
        " { totalCount edges { share node { id name } } pageInfo { hasNextPage endCursor } } } }"
    ),
    Question(
        text='{ searchSubjects(text: "无名氏有限公司") { edges { node { id name kind } }'
        " pageInfo { hasNextPage endCursor } } }"
    ),
    Question(
        text=f"{{ network({_OF}) {{ nodes {{ id name kind }} links {{ relation from to share }} truncated }} }}"
    ),
)


async def warm_up(
    door: Door,
    documents: Documents,
    ring: KeyRing,
    *,
    seconds: float,
    clock: Callable[[], datetime],
    limits: WalkLimits,
) -> int:
    """Asks all questions, one after the other so that others get their turn, for `seconds` at most.

    How many were answered. An engine that fails ends it; that is no failure of the hub. 0 seconds ask nothing.
    """
    if not seconds:
        return 0
    began = time.perf_counter()
    answered = 0
    walks = common_rounds(present(clock()), limits)
    books = Books(own=door.own_pages, seconds=seconds, present=lambda: present(clock()))
    try:
        async with asyncio.timeout(seconds):
            book = await books.current()
            for question in QUESTIONS:
                # One that takes too long now may have its plan all the same, and has warmed the planner.
                with suppress(StatementTimeout):
                    asking = Asking(now=clock(), ring=ring, viewer=dict, walks=limits)
                    await _ask(question, door, documents, asking, book)
                    answered += 1
            acting = _acting(QUESTIONS[-1], book)
            for roots in walks.values():
                with suppress(StatementTimeout):
                    await door.ask(Plan(roots=roots), acting)
                    answered += 1
    except (TimeoutError, EngineError, HubError) as error:
        _log.info("warm-up ended early", why=type(error).__name__)
    _log.info(
        "warmed up",
        answered=answered,
        of=len(QUESTIONS) + len(walks),
        seconds=round(time.perf_counter() - began, 1),
    )
    return answered


async def _ask(question: Question, door: Door, documents: Documents, asking: Asking, book: Book) -> None:
    operation = documents.read(question.text, None).operation
    variables = operation.variables({})
    rounds = operation.shape(variables).bind(variables, asking)
    acting = _acting(question, book)
    file = check_file(acting, asking.present)
    await door.ask(rounds.plan, acting, file.roots if file is not None else ())


def _acting(question: Question, book: Book) -> Acting:
    granted = (grant.court for grant in book.grants if grant.role == question.role and grant.court)
    court = next(granted, _COURT)
    caller = Caller(
        role=question.role,
        agency=question.agency,
        court=court,
        subject="warm-up",
        token_id="warm-up",
        expires_at=0,
    )
    return Acting(caller=caller, errand=question.errand, book=book)
