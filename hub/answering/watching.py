"""Subscriptions: opened under the same checks as a query, then one answer and one entry of the record an event.

The stock executor makes the answers: an event is a plain value. What was read for it, a source says in the trace.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

import orjson
import structlog
from graphql import ExecutionResult, GraphQLError, GraphQLField, GraphQLSchema, OperationType, subscribe
from graphql.execution.values import VariableValues

from hub.answering.documents import Checked, Documents
from hub.answering.service import refusal
from hub.answering.standings import Standings
from hub.answering.stored import StoredOperations
from hub.api.subscriptions.watch import Watch
from hub.budgets.budgets import Budgets
from hub.callers.caller import Caller
from hub.callers.head import Head
from hub.callers.verifier import Verifier
from hub.door.noting import Noting, Trace
from hub.errands.purpose import CASE_HEADER, PURPOSE_HEADER, check
from hub.errands.serving import serves_of
from hub.errors import ErrorCode, HubError, bad_input, code_of, public_error
from hub.http.wire import Answer, GraphQLRequest
from hub.read.operation import Operation, Refused
from hub.read.selection import Flattener
from hub.record.entry import DECISION_OK, EntryKind
from hub.record.writer import Record
from hub.telemetry.timing import Phase, Timing

_log = structlog.get_logger(__name__)


class Watching:
    """Runs the schema's subscriptions. A schema without them costs its queries nothing."""

    def __init__(
        self,
        *,
        schema: GraphQLSchema,
        documents: Documents,
        verifier: Verifier,
        stored: StoredOperations,
        record: Record,
        noting: Noting,
        budgets: Budgets,
        standings: Standings,
    ) -> None:
        self._schema = schema
        self._documents = documents
        self._verifier = verifier
        self._stored = stored
        self._record = record
        self._noting = noting
        self._budgets = budgets
        self._standings = standings

    async def serves(self, request: GraphQLRequest, headers: Head) -> bool:
        """Whether the request is a subscription. One that cannot be read is left to the service to refuse."""
        if self._schema.subscription_type is None:
            return False
        try:
            _, checked = await self._read(request, headers, Trace(""))
        except (HubError, Refused):
            return False
        return checked.operation.node.operation is OperationType.SUBSCRIPTION

    async def answers(self, request: GraphQLRequest, headers: Head, request_id: str) -> AsyncGenerator[Answer]:
        """One answer an event; one that failed is the last. Each is on the record before it is given.

        A field `of_the_record` tells of the record itself, so that what it tells makes no news there.
        """
        trace = Trace(request_id)
        try:
            field, events = await self._open(request, headers, trace)
        except (HubError, Refused) as error:
            answer = refusal(error, trace.caller, request_id)
            await self._noting.request(request, trace, _decision(answer))
            yield answer
            return
        except Exception as error:  # the record must hold those that failed in unforeseen ways, too
            await self._noting.request(request, trace, code_of(error).value)
            raise
        opened = trace.timing
        await self._noting.request(request, trace, DECISION_OK)
        news = not field.extensions.get("of_the_record")
        async with aclosing(events):
            while True:
                trace.rows, trace.touched, trace.timing = 1, set(), opened
                try:
                    result = await anext(events, None)
                except Exception as error:  # a right or the engine is gone: who was told no more is on the record
                    trace.rows, trace.timing = 0, Timing(Phase.PROJECT)
                    await self._noting.request(
                        request, trace, code_of(error).value, kind=EntryKind.EVENT, news=news
                    )
                    raise
                if result is None:
                    return
                if trace.timing is opened:  # nothing was read for it
                    trace.timing = Timing(Phase.PROJECT)
                answer = _answer(result, request_id)
                await self._noting.request(request, trace, _decision(answer), kind=EntryKind.EVENT, news=news)
                yield answer

    async def _open(
        self, request: GraphQLRequest, headers: Head, trace: Trace
    ) -> tuple[GraphQLField, AsyncGenerator[ExecutionResult]]:
        caller, checked = await self._read(request, headers, trace)
        operation = checked.operation
        trace.operation, trace.kind, trace.fields = operation.name, operation.kind, 1
        trace.timing.enter(Phase.PLAN)
        trace.errand = check(caller, headers.get(PURPOSE_HEADER.lower()), headers.get(CASE_HEADER.lower()))
        cost = checked.gauge.check(request.variables)
        await self._budgets.request(caller)
        await self._budgets.cost(caller, cost)
        name, field = self._field(operation, operation.variables(request.variables))
        if (serves := serves_of(field)) is not None:
            serves.check(caller, trace.errand, name)
        opened: Any = subscribe(
            self._schema,
            operation.document,
            context_value=Watch(
                caller=caller,
                errand=trace.errand,
                record=self._record,
                follow=lambda arguments: self._standings.follow(arguments, trace, cost),
            ),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        events: AsyncIterator[ExecutionResult] | ExecutionResult = await opened if isawaitable(opened) else opened
        if isinstance(events, ExecutionResult):
            raise _cause_of(events)
        return field, _generator(events)

    def _field(self, operation: Operation, variables: VariableValues) -> tuple[str, GraphQLField]:
        """The one root field of a subscription, by its name."""
        type_ = self._schema.subscription_type
        assert type_ is not None
        flattener = Flattener(self._schema, operation.fragments, variables)
        names = [nodes[0].name.value for nodes in flattener.fields(type_, [operation.node.selection_set]).values()]
        if len(names) != 1 or names[0] not in type_.fields:
            raise bad_input("a subscription asks for one field of Subscription")
        return names[0], type_.fields[names[0]]

    async def _read(self, request: GraphQLRequest, headers: Head, trace: Trace) -> tuple[Caller, Checked]:
        caller = trace.caller = await self._verifier.caller(headers)
        request, trace.stored = self._stored.resolve(request, caller)
        trace.timing.enter(Phase.PARSE)
        return caller, self._documents.read(request.query, request.operation_name)


async def _generator(events: AsyncIterator[ExecutionResult]) -> AsyncGenerator[ExecutionResult]:
    async for event in events:
        yield event


def _cause_of(failed: ExecutionResult) -> Exception:
    """What kept the source from opening: the field's own error, or what graphql-core says of the document."""
    assert failed.errors
    cause = failed.errors[0].original_error
    return Refused(failed.errors) if cause is None or isinstance(cause, GraphQLError) else cause


def _answer(result: ExecutionResult, request_id: str) -> Answer:
    body: dict[str, Any] = {"data": result.data}
    for error in result.errors or ():
        if code_of(error) is ErrorCode.INTERNAL:
            _log.error("event failed", request_id=request_id, exc_info=error)
    if result.errors:
        body["errors"] = [public_error(error, request_id) for error in result.errors]
    return Answer(body=orjson.dumps(body))


def _decision(answer: Answer) -> str:
    return answer.failure.value if answer.failure else DECISION_OK
