"""The mutations of one request: one after another, each in a transaction and with an entry of its own."""

from __future__ import annotations

from typing import Any

import structlog
from graphql.execution.values import VariableValues

from hub.door.noting import Noting, Trace
from hub.door.opened import written
from hub.errors import ErrorCode, code_of, public_error
from hub.http.wire import Answer
from hub.read.asking import Asking
from hub.read.shape import Shape
from hub.record.entry import DECISION_OK
from hub.record.errors import RecordUnavailable

_log = structlog.get_logger(__name__)


async def mutate(shape: Shape, variables: VariableValues, asking: Asking, trace: Trace, noting: Noting) -> Answer:
    """Runs the fields one after another; one that fails is null with its error, the others stand.

    All are bound before the first one runs, so whoever may not do one of them does none.
    """
    calls = {field.key: call for field in shape.fields if (call := field.call(variables, asking))}
    data: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    for planned in shape.fields:
        call = calls.get(planned.key)
        if call is None:
            data[planned.key] = planned.constant
            continue
        assert call.tell is not None and planned.node is not None
        try:
            data[planned.key] = await call.tell()
        except RecordUnavailable:
            raise
        except Exception as error:  # the field's own: the others are answered, and the record holds them all
            code = code_of(error)
            if code is ErrorCode.INTERNAL:
                _log.error("mutation failed", request_id=trace.request_id, exc_info=error)
            data[planned.key] = None
            errors.append({**public_error(error, trace.request_id), "path": [planned.key]})
            trace.decision = code.value if trace.decision == DECISION_OK else trace.decision
            await noting.mutation(trace, planned.node.name.value, None, code.value)
    body = {"data": data, "errors": errors} if errors else {"data": data}
    text, trace.opened = written(body, asking.ring)
    return Answer(body=text)
