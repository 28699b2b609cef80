"""A collector of spans on loopback: what is sent by OTLP over HTTP, as it came."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PATIENCE_SECONDS = 30


@dataclass
class Collector:
    """`bodies` are the requests that were answered; while `speak` is not set, none is."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    speak: threading.Event = field(default_factory=threading.Event)

    @property
    def requests(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    async def roots(self, number: int) -> list[Span]:
        """The spans of so many requests, once they have come."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(found := [span for span in self.spans if span.name.startswith("graphql ")]) < number:
                await asyncio.sleep(0.05)
        return found

    def beneath(self, parent: Span) -> list[Span]:
        found = [span for span in self.spans if span.parent_span_id == parent.span_id]
        return sorted(found, key=lambda span: (span.start_time_unix_nano, span.end_time_unix_nano))


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    collector.speak.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.came.set()
            collector.speak.wait()
            assert self.headers["Content-Type"] == "application/x-protobuf" and self.path == "/v1/traces"
            collector.bodies.append(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.speak.set()
        server.shutdown()
        server.server_close()
        thread.join()
