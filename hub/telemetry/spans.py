"""Requests as OpenTelemetry spans, their phases beneath them, sent by OTLP over HTTP (protobuf).

Spans are made when a request is over, of what its timing noted: nothing of this runs within a request. What is
made waits in a bounded queue for a thread that sends batches; where the queue is full the oldest are dropped.
This module alone imports the SDK, and is imported only where spans are wanted.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from hub.settings.config import Settings
from hub.telemetry.seen import Seen

SERVICE: Final = "enforcement-hub"
BATCH_SPANS: Final = 512
EXPORT_SECONDS: Final = 1  # between two batches, unless a full one waits

# Codes of errors that are the hub's own, not the caller's.
_FAILED: Final = frozenset(("INTERNAL", "UNAVAILABLE"))


class Spans:
    """Sends spans to `HUB_TRACES_ENDPOINT` until `close`. A caller's own decision to sample or not is followed."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.traces_timeout_seconds
        self._exporter = OTLPSpanExporter(endpoint=settings.traces_endpoint, timeout=self._seconds)
        self._processor = BatchSpanProcessor(
            self._exporter,
            max_queue_size=settings.traces_queue_spans,
            schedule_delay_millis=EXPORT_SECONDS * 1000,
            max_export_batch_size=min(BATCH_SPANS, settings.traces_queue_spans),
        )
        provider = TracerProvider(
            resource=Resource.create({"service.name": SERVICE, "service.instance.id": settings.record_replica}),
            sampler=ParentBased(TraceIdRatioBased(settings.traces_ratio)),
            shutdown_on_exit=False,
        )
        provider.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("hub")
        self._propagator = TraceContextTextMapPropagator()

    def __call__(self, seen: Seen) -> None:
        """An outlet."""
        timing = seen.timing
        zero = time.time_ns() - time.perf_counter_ns()  # when `perf_counter` was 0

        def at(instant: float) -> int:
            return zero + int(instant * 1e9)

        # Without `tracestate`, which is a text of the caller's.
        context = self._propagator.extract({"traceparent": seen.parent}) if seen.parent else None
        request = self._tracer.start_span(
            f"graphql {seen.kind}", context, kind=SpanKind.SERVER, start_time=at(timing.began)
        )
        if request.is_recording():
            request.set_attributes(
                {
                    "graphql.operation.type": seen.kind,
                    "graphql.operation.name": seen.operation,
                    "hub.request_id": seen.request_id,
                    "hub.decision": seen.decision,
                    "hub.rows": seen.rows,
                    "hub.statements": timing.statements,
                }
            )
            if seen.decision in _FAILED:
                request.set_status(Status(StatusCode.ERROR))
            beneath = set_span_in_context(request)
            for span in timing.spans:
                kind = SpanKind.INTERNAL if span.text is None else SpanKind.CLIENT
                phase = self._tracer.start_span(span.phase.value, beneath, kind=kind, start_time=at(span.began))
                phase.end(at(span.ended))
        request.end(at(timing.ended))

    async def close(self) -> None:
        """Sends what waits, for as long as one batch may take; then drops the rest.

        The sender's own limit is for each read, so beside a collector that answers byte by byte it never ends: it
        is left to a thread that nobody waits for.
        """
        closing = threading.Thread(target=self._processor.shutdown, name="closing spans", daemon=True)
        closing.start()
        await asyncio.get_running_loop().run_in_executor(None, closing.join, self._seconds)
        if closing.is_alive():
            self._exporter.shutdown()  # type: ignore[no-untyped-call]  # ends its retries, and refuses the batches that are left
