"""What the record will say of a request, and how it gets there: one entry each, before the answer leaves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, HubError
from hub.http.wire import GraphQLRequest
from hub.record.entry import DECISION_OK, Entry, EntryKind, operation_hash
from hub.record.errors import RecordUnavailable
from hub.record.writer import Record
from hub.telemetry.seen import EVENT, UNREAD, Outlet, Seen, unseen
from hub.telemetry.timing import Phase, Timing

PARENT_HEADER: Final = "traceparent"  # https://www.w3.org/TR/trace-context/


@dataclass(slots=True)
class Trace:
    """One request, as far as it got. `parent` is its `traceparent`, `stored` the hash of its stored operation."""

    request_id: str
    parent: str | None = None
    caller: Caller | None = None
    errand: Errand | None = None
    kind: str = UNREAD
    stored: str | None = None
    operation: str | None = None
    fields: int = 0
    rows: int = 0
    opened: int = 0  # sealed texts in the answer
    touched: set[str] = field(default_factory=set)
    decision: str = DECISION_OK  # of a request that was answered: the code of its first mutation that failed
    timing: Timing = field(default_factory=Timing)

    def touch(self, node: str) -> None:
        self.rows += 1
        self.touched.add(node)


class Noting:
    """Writes entries. Each method returns when the entry is on disk, or raises `RecordUnavailable`.

    A request is over when its entry is on disk: `seen` is told of it then.
    """

    def __init__(self, record: Record, clock: Callable[[], datetime], seen: Outlet = unseen) -> None:
        self._record = record
        self._clock = clock
        self._seen = seen

    async def request(
        self,
        request: GraphQLRequest,
        trace: Trace,
        decision: str,
        *,
        kind: EntryKind = EntryKind.REQUEST,
        news: bool = True,
    ) -> None:
        """A request, or one event of a subscription. `news`: see `Record.append`."""
        timing = trace.timing
        timing.enter(Phase.AUDIT)
        entry = Entry(
            time=self._clock(),
            request_id=trace.request_id,
            kind=kind,
            **_who(trace.caller, trace.errand),
            operation_name=trace.operation,
            operation_hash=hash_of(request),
            fields=trace.fields,
            rows=trace.rows,
            opened=trace.opened or None,
            touched=self._record.touched(trace.touched),
            decision=decision,
            duration_ms=(time.perf_counter() - timing.began) * 1000,
        )
        try:
            await self._record.append(entry, news=news)
        except RecordUnavailable:
            decision = ErrorCode.UNAVAILABLE.value
            raise
        finally:
            timing.end()
            self._seen(
                Seen(
                    request_id=trace.request_id,
                    kind=EVENT if kind is EntryKind.EVENT else trace.kind,
                    stored=trace.stored,
                    name=trace.operation,
                    digest=lambda: hash_of(request),
                    decision=decision,
                    rows=trace.rows,
                    parent=trace.parent if trace.caller is not None else None,
                    timing=timing,
                )
            )

    async def refusal(self, request_id: str, error: HubError, caller: Caller | None = None) -> None:
        """A request that was turned away before it could be read."""
        who, decision = _who(caller, None), error.code.value
        await self._record.append(
            Entry(time=self._clock(), request_id=request_id, **who, decision=decision, duration_ms=0)
        )

    async def mutation(self, trace: Trace, name: str, node: str | None, decision: str) -> None:
        """One mutation, named by its field."""
        entry = Entry(
            time=self._clock(),
            request_id=trace.request_id,
            kind=EntryKind.MUTATION,
            **_who(trace.caller, trace.errand),
            operation_name=name,
            touched=self._record.touched({node}) if node is not None else None,
            decision=decision,
        )
        await self._record.append(entry)


def _who(caller: Caller | None, errand: Errand | None) -> dict[str, Any]:
    who: dict[str, Any] = {}
    if caller is not None:
        who = {
            "subject": caller.subject,
            "role": caller.role.value,
            "agency": caller.agency.value if caller.agency else None,
            "court": caller.court,
        }
    if errand is not None:
        who |= {"purpose": errand.purpose.value, "case_number": errand.case_number}
    return who


def hash_of(request: GraphQLRequest) -> str:
    """What the record calls the operation by, resolved or not."""
    return request.stored if request.stored and not request.query else operation_hash(request.query)
