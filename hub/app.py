"""The ASGI application: paths, and what they are served by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.engine import Engine
from graph.rules.sealing import KeyRing
from hub.api.schema import KIND_OF_TYPE, schema
from hub.audit import AuditLog
from hub.auth import Verifier
from hub.config import Settings
from hub.documents import Documents
from hub.door import Door
from hub.endpoint import graphql_endpoint
from hub.errors import HubError
from hub.service import Service
from hub.wire import SECURITY_HEADERS, Answer, GraphQLRequest


class Hub:
    """One hub over one open engine, which its opener closes."""

    def __init__(self, settings: Settings, ring: KeyRing, engine: Engine) -> None:
        self._settings = settings
        self._documents = Documents(schema(), KIND_OF_TYPE, settings)
        self._audit = AuditLog(settings.audit, sync=settings.audit_sync)
        self._door = Door(
            engine,
            timeout_seconds=settings.request_timeout_seconds,
            statements_kept=settings.statement_cache_entries,
        )
        self._service = Service(
            settings=settings,
            documents=self._documents,
            verifier=Verifier(settings),
            door=self._door,
            audit=self._audit,
            ring=ring,
        )
        self._registry = CollectorRegistry()
        self._requests = Counter("hub_requests", "GraphQL requests by outcome", ["code"], registry=self._registry)
        hits = Gauge("hub_document_cache_hits", "Documents found in the cache", registry=self._registry)
        misses = Gauge("hub_document_cache_misses", "Documents parsed and validated", registry=self._registry)
        hits.set_function(lambda: self._documents.hits)
        misses.set_function(lambda: self._documents.misses)

    def app(self) -> Starlette:
        """The application, with its lifespan."""
        return Starlette(
            routes=[
                Route("/graphql", graphql_endpoint(self._execute, self._settings, self._refused)),
                Route("/healthz", self._healthz, methods=["GET"]),
                Route("/readyz", self._readyz, methods=["GET"]),
                Route("/metrics", self._metrics, methods=["GET"]),
                Route("/", self._front, methods=["GET"]),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self._audit.close()

    async def _execute(self, request: GraphQLRequest, headers: Mapping[str, str], request_id: str) -> Answer:
        answer = await self._service.execute(request, headers, request_id)
        self._requests.labels(answer.failure.value if answer.failure else "OK").inc()
        return answer

    def _refused(self, _headers: Mapping[str, str], request_id: str, error: HubError) -> None:
        self._requests.labels(error.code.value).inc()
        self._service.record_refusal(request_id, error)

    async def _healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n", headers=SECURITY_HEADERS)

    async def _readyz(self, _request: Request) -> Response:
        if await self._door.answers():
            return PlainTextResponse("ready\n", headers=SECURITY_HEADERS)
        return PlainTextResponse("the engine does not answer\n", status_code=503, headers=SECURITY_HEADERS)

    async def _metrics(self, _request: Request) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST, headers=SECURITY_HEADERS)

    async def _front(self, _request: Request) -> Response:
        text = "enforcement hub\n\nGraphQL: POST /graphql\nhealth: /healthz /readyz\nmetrics: /metrics\n"
        return PlainTextResponse(text, headers=SECURITY_HEADERS)
