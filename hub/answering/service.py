"""One request, from who asks to what is answered: the order in which everything is checked.

Token, document, purpose, limits, plan, the door, the record. The answer leaves only after the record has it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import structlog
from graphql import FieldNode

from graph.model.roles import PURPOSES
from graph.rules.days import stored_instant
from graph.rules.sealing import KeyRing
from hub.answering.documents import Documents
from hub.answering.mutating import mutate
from hub.answering.stored import StoredOperations
from hub.api.narrowed import narrowed_text
from hub.budgets.budgets import Budgets
from hub.callers.caller import Caller
from hub.callers.head import Head
from hub.callers.verifier import Verifier
from hub.cases.counter import CaseCounter
from hub.cases.desk import CaseDesk
from hub.cases.seat import CaseSeat
from hub.desk.counter import Counter
from hub.desk.grants import GrantDesk, Note, Seat
from hub.desk.moving import Mover
from hub.desk.rights import right_of
from hub.door.door import Door
from hub.door.inquiring import Inquiring
from hub.door.noting import PARENT_HEADER, Noting, Trace
from hub.door.opened import written
from hub.door.trails import Trails
from hub.errands.purpose import CASE_HEADER, PURPOSE_HEADER, check
from hub.errors import ErrorCode, HubError, bad_input, code_of, public_error, retry_headers
from hub.http.wire import Answer, GraphQLRequest
from hub.matching.counter import MatchCounter
from hub.matching.desk import AtMatchDesk
from hub.matching.seat import MatchDesk, MatchSeat
from hub.read.asking import Asking, present
from hub.read.fields import Inquiry
from hub.read.operation import Operation, Refused
from hub.record.entry import DECISION_CANCELLED, DECISION_OK
from hub.rights.grants import Books
from hub.rights.reach import SCHEMA_READERS
from hub.settings.config import Settings
from hub.telemetry.timing import Phase

_log = structlog.get_logger(__name__)


class Service:
    """Answers GraphQL requests over one door; holds nothing of a caller between requests."""

    def __init__(
        self,
        *,
        settings: Settings,
        documents: Documents,
        verifier: Verifier,
        stored: StoredOperations,
        door: Door,
        noting: Noting,
        trails: Trails,
        budgets: Budgets,
        ring: KeyRing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._documents = documents
        self._verifier = verifier
        self._stored = stored
        self._door = door
        self._noting = noting
        self._trails = trails
        self._budgets = budgets
        self.inquiring = Inquiring(
            door=door,
            books=Books(own=door.own_pages, seconds=settings.rights_seconds, present=lambda: present(clock())),
            judging=ThreadPoolExecutor(settings.walk_threads, thread_name_prefix="walks"),
        )
        self._walks = settings.walk_limits(settings.max_cost)
        mover = Mover(
            door=door,
            ring=ring,
            keys_kept=timedelta(days=settings.idempotency_days),
            ahead=settings.move_ahead,
        )
        self._grants = GrantDesk(door=door, ring=ring, mover=mover)
        self._cases = CaseDesk(
            door=door, ring=ring, mover=mover, settles=timedelta(seconds=settings.instruction_settle_seconds)
        )
        self._matching = MatchDesk(door=door, ring=ring, mover=mover, limits=self._walks.matching)
        self._ring = ring
        self._clock = clock

    async def execute(self, request: GraphQLRequest, headers: Head, request_id: str) -> Answer:
        """The answer to one request; whatever comes of it, the record has one entry of it first."""
        trace = Trace(request_id, headers.get(PARENT_HEADER))
        try:
            answer = await self._answer(request, headers, trace)
        except (Refused, HubError) as error:
            answer = refusal(error, trace.caller, request_id)
        except asyncio.CancelledError:  # the client left
            await self._noting.request(request, trace, DECISION_CANCELLED)
            raise
        except Exception as error:  # the record must hold requests that failed in unforeseen ways, too
            await self._noting.request(request, trace, code_of(error).value)
            raise
        decision = answer.failure.value if answer.failure else trace.decision
        await self._noting.request(request, trace, decision)
        return answer

    async def _answer(self, request: GraphQLRequest, headers: Head, trace: Trace) -> Answer:
        caller = trace.caller = await self._verifier.caller(headers)
        await self._budgets.request(caller)
        request, trace.stored = self._stored.resolve(request, caller)
        trace.timing.enter(Phase.PARSE)
        checked = self._documents.read(request.query, request.operation_name)
        operation = checked.operation
        trace.operation, trace.kind = operation.name, operation.kind
        trace.timing.enter(Phase.PLAN)
        if request.by_get and not operation.is_query:
            raise bad_input("GET serves queries only, stored ones too; send the request by POST")
        if not (operation.is_query or operation.is_mutation):
            raise bad_input("a subscription is answered over a WebSocket only")
        variables = operation.variables(request.variables)
        # Before the shape: written out, what is refused here may be exponential.
        cost = checked.gauge.check(request.variables)
        await self._budgets.cost(caller, cost)
        shape = operation.shape(variables)
        trace.fields = len(shape.fields)
        if shape.meta and caller.role not in SCHEMA_READERS:
            raise HubError(ErrorCode.FORBIDDEN, "the schema is shown to DEVELOPER and ADMIN only")
        if shape.reads:
            trace.errand = check(caller, headers.get(PURPOSE_HEADER.lower()), headers.get(CASE_HEADER.lower()))
            for name, serves in shape.serves:
                serves.check(caller, trace.errand, name)
        asking = self.asking(caller, trace)
        if operation.is_mutation:
            trace.timing.enter(Phase.DESK)
            return await mutate(shape, variables, asking, trace, self._noting)
        rounds = shape.bind(variables, asking)
        if rounds.told:
            trace.timing.enter(Phase.DESK)
            await rounds.hear()
        await self.inquiring.ask(rounds, caller, trace, asking)
        trace.timing.enter(Phase.PROJECT)
        described = self._describe(operation, shape.meta, request)
        body: dict[str, Any] = {"data": rounds.data(described)}
        if asking.errors:
            body["errors"] = asking.errors
        if caller.role in SCHEMA_READERS:
            body["extensions"] = {"cost": cost, "costLimit": self._settings.max_cost}
        text, trace.opened = written(body, self._ring)
        return Answer(body=text)

    def asking(self, caller: Caller, trace: Trace) -> Asking:
        """What one request carries besides its text, as of now."""
        asking = Asking(
            now=self._clock(),
            ring=self._ring,
            viewer=lambda: self._viewer(caller),
            counter=lambda: self._counter(caller, trace, asking),
            matching=lambda: self._match_counter(caller, trace, asking),
            cases=lambda: self._case_counter(caller, trace, asking),
            trail=lambda question: self._trails.page(question, trace.touched),
            walks=self._walks.of_request(time.monotonic()),
        )
        return asking

    def _counter(self, caller: Caller, trace: Trace, asking: Asking) -> Counter:
        errand = trace.errand
        assert errand is not None  # whatever reads or moves was asked for one
        return self._grants.at(
            Seat(
                caller=caller,
                right=right_of(caller, errand),
                now=asking.now,
                present=asking.present,
                note=self._note(trace),
                touch=trace.touch,
            )
        )

    def _match_counter(self, caller: Caller, trace: Trace, asking: Asking) -> MatchCounter:
        async def inquire(inquiry: Inquiry[Any]) -> Any:
            value = await self.inquiring.inquire(inquiry, caller, trace, asking)
            trace.timing.enter(Phase.DESK)
            return value

        seat = MatchSeat(
            caller=caller,
            now=asking.now,
            present=asking.present,
            note=self._note(trace),
            touch=trace.touch,
            inquire=inquire,
            until=asking.walks.until,
        )
        return AtMatchDesk(place=self._matching.at(seat))

    def _case_counter(self, caller: Caller, trace: Trace, asking: Asking) -> CaseCounter:
        assert trace.errand is not None  # whatever moves was asked for one

        async def inquire(inquiry: Inquiry[Any], closed: bool = False) -> Any:
            value = await self.inquiring.inquire(inquiry, caller, trace, asking, closed=closed)
            trace.timing.enter(Phase.DESK)
            return value

        return self._cases.at(
            CaseSeat(
                caller=caller,
                errand=trace.errand,
                now=asking.now,
                present=asking.present,
                note=self._note(trace),
                touch=trace.touch,
                inquire=inquire,
            )
        )

    def _note(self, trace: Trace) -> Note:
        async def note(name: str, node: str) -> None:
            await self._noting.mutation(trace, name, node, DECISION_OK)

        return note

    def _describe(self, operation: Operation, meta: list[FieldNode], request: GraphQLRequest) -> Mapping[str, Any]:
        if not meta:
            return {}
        result = operation.describe(meta, request.variables)
        if result.errors:
            raise Refused(result.errors)
        return result.data or {}

    def _viewer(self, caller: Caller) -> dict[str, Any]:
        return {
            "role": caller.role.value,
            "agency": caller.agency.value if caller.agency else None,
            "court": caller.court,
            "subject": caller.subject,
            "purposes": [purpose.value for purpose in PURPOSES[caller.role]],
            "schema": narrowed_text(caller.role),
            "expiresAt": stored_instant(datetime.fromtimestamp(caller.expires_at, UTC)),
            "quota": self._quota(caller),
        }

    def _quota(self, caller: Caller) -> dict[str, Any]:
        quota = self._budgets.quota(caller)
        return {
            "subjectsPerRequest": self._settings.subjects_max,
            "pageSize": self._settings.first_root_max,
            "costPerRequest": self._settings.max_cost,
            "requestsPerMinute": quota.budget.requests,
            "requestsLeft": quota.left.requests,
            "costPerMinute": quota.budget.cost,
            "costLeft": quota.left.cost,
            "secondsLeft": quota.seconds,
        }


def refusal(error: Refused | HubError, caller: Caller | None, request_id: str) -> Answer:
    """The answer to a request that is refused as a whole."""
    if isinstance(error, HubError):
        body = orjson.dumps({"errors": [error.formatted()]})
        return Answer(body=body, failure=error.code, headers=retry_headers(error))
    shown = caller is not None and caller.role in SCHEMA_READERS
    errors = [public_error(reason, request_id, suggestions=shown) for reason in error.errors]
    return Answer(body=orjson.dumps({"errors": errors}), failure=ErrorCode.BAD_INPUT)
