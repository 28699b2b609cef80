"""How an operation would be answered, shown instead of the answer: plan, narrowed plan, statement, engine's plan.

It takes a request's way as far as the door, which then shows what it is asked (`hub.door.explaining`). Unless the
statements are run, only the first round is known: what a walk asks next follows from what it was answered.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, Self
from uuid import uuid4

from graph.engine import Engine
from graph.rules.sealing import KeyRing
from hub.answering.documents import Documents
from hub.answering.explained import Told
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Caller
from hub.door.explaining import ExplainingDoor, Shown
from hub.door.inquiring import Inquiring
from hub.door.noting import Noting, Trace
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, bad_input, code_of
from hub.http.wire import PLAIN_JSON, GraphQLRequest
from hub.read.asking import Asking, present
from hub.read.cursor import Cursors
from hub.read.operation import Refused
from hub.record.entry import DECISION_CANCELLED, DECISION_OK
from hub.record.writer import Record
from hub.rights.grants import Books
from hub.settings.config import Settings

NAME = "hub explain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explaining:
    """One command's way: documents, door and record as a request's."""

    documents: Documents
    door: ExplainingDoor
    inquiring: Inquiring
    record: Record
    ring: KeyRing
    settings: Settings
    runs: bool

    @classmethod
    @asynccontextmanager
    async def over(cls, engine: Engine, ring: KeyRing, settings: Settings, *, runs: bool) -> AsyncIterator[Self]:
        """At the end nothing of it reads any more, and what it put on record is signed."""
        door = ExplainingDoor(
            engine,
            timeout_seconds=settings.request_timeout_seconds,
            statements_kept=settings.statement_cache_entries,
            runs=runs,
        )
        books = Books(
            own=door.own_pages, seconds=settings.rights_seconds, present=lambda: present(datetime.now(UTC))
        )
        async with AsyncExitStack() as ends:
            record = Record(settings, ring)
            ends.push_async_callback(record.close)
            judging = ThreadPoolExecutor(1, thread_name_prefix="explaining")
            ends.callback(judging.shutdown, wait=False, cancel_futures=True)
            ends.push_async_callback(books.settled)
            yield cls(
                documents=Documents(schema(), KIND_OF_TYPE, settings, Cursors.of(ring)),
                door=door,
                inquiring=Inquiring(door=door, books=books, judging=judging),
                record=record,
                ring=ring,
                settings=settings,
                runs=runs,
            )

    async def explain(
        self, text: str, name: str | None, given: Mapping[str, Any], caller: Caller, errand: Errand
    ) -> Told:
        """Raises Refused, HubError (a mutation or a subscription, what a desk tells), EngineError; where it runs,
        RecordUnavailable, and whatever came of it is on the record first.
        """
        request = GraphQLRequest(
            query=text, operation_name=name, variables=given, extensions={}, accept=PLAIN_JSON, by_get=False
        )
        trace = Trace(uuid4().hex, caller=caller, errand=errand, operation=NAME)
        noting = Noting(self.record, lambda: datetime.now(UTC))
        decision = DECISION_CANCELLED
        try:
            told = await self._explained(request, trace, caller, errand)
            decision = DECISION_OK
        except Exception as error:
            decision = _code(error)
            raise
        finally:  # whatever came of it, who tried is on the record
            if self.runs:
                await noting.request(request, trace, decision)
        return told

    async def _explained(self, request: GraphQLRequest, trace: Trace, caller: Caller, errand: Errand) -> Told:
        checked = self.documents.read(request.query, request.operation_name)
        operation = checked.operation
        if not operation.is_query:
            name = operation.name or "the operation"
            raise bad_input(f"{name} is a {operation.kind}; only queries are explained")
        variables = operation.variables(request.variables)
        cost = checked.gauge.check(request.variables)
        shape = operation.shape(variables)
        trace.fields = len(shape.fields)
        for field, serves in shape.serves:
            serves.check(caller, errand, field)
        limits = self.settings.walk_limits(self.settings.max_cost)
        asking = Asking(
            now=datetime.now(UTC),
            ring=self.ring,
            viewer=dict,
            counter=_of_a_desk,
            matching=_of_a_desk,
            walks=limits.of_request(time.monotonic()),
        )
        rounds = shape.bind(variables, asking)
        if rounds.told:
            _of_a_desk()
        whole = True
        try:
            await self.inquiring.ask(rounds, caller, trace, asking)
        except Shown:
            whole = False
        return Told(
            operation=operation.name,
            cost=cost,
            cost_max=self.settings.max_cost,
            caller=caller,
            errand=errand,
            rounds=tuple(self.door.rounds),
            whole=whole,
            dialect=self.door.dialect,
        )


def _of_a_desk() -> NoReturn:
    raise bad_input(
        "a field of this operation is told by a desk or the record, which have no plan to be explained"
    )


def _code(error: Exception) -> str:
    return (ErrorCode.BAD_INPUT if isinstance(error, Refused) else code_of(error)).value
