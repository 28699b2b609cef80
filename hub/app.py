"""The ASGI application: paths, and what they are served by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from graphql import GraphQLSchema
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from graph.engine import Engine
from graph.failures import EngineError
from graph.rules.sealing import KeyRing
from hub.answering.documents import Documents
from hub.answering.lookout import Lookout
from hub.answering.service import Service
from hub.answering.standings import Standings
from hub.answering.stored import StoredOperations
from hub.answering.streaming import Streaming
from hub.answering.watching import Watching
from hub.api.schema import KIND_OF_TYPE, schema
from hub.budgets.budget import Accounts
from hub.budgets.budgets import Budgets
from hub.budgets.leases import GraphLeases
from hub.budgets.metrics import BudgetMetrics
from hub.callers.beside import beside
from hub.callers.caller import Caller
from hub.callers.discovery import Discovery
from hub.callers.head import Head
from hub.callers.issuers import PublishedIssuer
from hub.callers.replay import GraphReplayMemory
from hub.callers.revoked import RevokedFile
from hub.callers.trust import Trust
from hub.callers.verifier import Verifier
from hub.cases.waking import Waking
from hub.door.door import Door
from hub.door.noting import Noting
from hub.door.trails import Trails
from hub.errors import HubError
from hub.http.endpoint import graphql_endpoint
from hub.http.wire import SECURITY_HEADERS, Answer, GraphQLRequest
from hub.read.cursor import Cursors
from hub.record.gauges import register_gauges
from hub.record.writer import Record
from hub.running.deadlines import pass_now_and_then
from hub.running.forgetting import Forgetting
from hub.running.warming import WARMING, warm_up
from hub.settings.config import Settings
from hub.sockets.caps import Caps
from hub.sockets.endpoint import SocketEndpoint
from hub.sockets.seats import Seats
from hub.telemetry.gauges import Gauges, register
from hub.telemetry.telemetry import Telemetry
from hub.web.page import graphiql_routes


class Hub:
    """One hub over one open engine, which its opener closes."""

    def __init__(
        self,
        settings: Settings,
        ring: KeyRing,
        engine: Engine,
        contract: GraphQLSchema | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        contract = contract or schema()
        self._settings = settings
        self._graphiql = settings.graphiql or settings.dev
        self._ring = ring
        self._clock = clock
        self._documents = Documents(contract, KIND_OF_TYPE, settings, Cursors.of(ring))
        trust = Trust.of(settings)
        self._published = PublishedIssuer(settings, Discovery(settings, trust)) if trust.issuer else None
        issuers = {trust.issuer: self._published} if trust.issuer and self._published else {}
        self._revoked = RevokedFile(settings)
        replays = GraphReplayMemory(engine, timeout_seconds=settings.request_timeout_seconds)
        self._forgetting = Forgetting(engine, batch=settings.forget_batch, pause_seconds=settings.forget_seconds)
        leases = GraphLeases(engine, timeout_seconds=settings.request_timeout_seconds)
        budgets = self._budgets = Budgets(settings, Accounts(settings, ring), leases)
        verifier = Verifier(settings, issuers=issuers, revoked=self._revoked, replays=replays)
        stored = StoredOperations(settings)
        self._registry = CollectorRegistry()
        self._telemetry = Telemetry(settings, self._registry)
        self._record = Record(settings, ring)
        self._door = Door(
            engine,
            timeout_seconds=settings.request_timeout_seconds,
            statements_kept=settings.statement_cache_entries,
            plan_seconds=settings.plan_seconds,
        )
        self._trails = Trails(settings, self._door, ring)
        self._noting = Noting(self._record, clock, self._telemetry)
        self.service = Service(
            settings=settings,
            documents=self._documents,
            verifier=verifier,
            stored=stored,
            door=self._door,
            noting=self._noting,
            trails=self._trails,
            budgets=budgets,
            ring=ring,
            clock=clock,
        )
        inquiring = self.service.inquiring
        self.lookout = Lookout(
            door=self._door,
            books=inquiring.books,
            clock=clock,
            seconds=settings.standing_seconds,
            keys_max=settings.standing_subjects_max,
            share_max=settings.standing_subjects_per_caller_max,
        )
        standings = Standings(
            lookout=self.lookout, inquiring=inquiring, budgets=budgets, asking=self.service.asking
        )
        watching = Watching(
            schema=contract,
            documents=self._documents,
            verifier=verifier,
            stored=stored,
            record=self._record,
            noting=self._noting,
            budgets=budgets,
            standings=standings,
        )
        self._streaming = Streaming(
            verifier=verifier, execute=self._execute, watching=watching, refused=self._refused
        )
        timeout_seconds = settings.request_timeout_seconds
        self._seats = Seats(engine, seconds=settings.socket_seat_seconds, timeout_seconds=timeout_seconds)
        self._caps = Caps(settings, self._seats, ring)
        self._requests = Counter("hub_requests", "GraphQL requests by outcome", ["code"], registry=self._registry)
        documents, door, caps, lookout = self._documents, self._door, self._caps, self.lookout
        gauges: Gauges = {
            "sockets": ("WebSockets open", lambda: caps.open),
            "standings": ("Parties whose standing is followed", lambda: lookout.followed),
            "document_cache_hits": ("Documents found in the cache", lambda: documents.hits),
            "document_cache_misses": ("Documents parsed and validated", lambda: documents.misses),
            "statement_cache_hits": ("Statements found in the cache", lambda: door.hits),
            "statement_cache_misses": ("Statements compiled", lambda: door.misses),
            "stored_operation_hits": ("Operations found among the stored ones", lambda: stored.hits),
            "stored_operation_misses": ("Operations looked for among them in vain", lambda: stored.misses),
        }
        register("hub", gauges, self._registry)
        register_gauges(self._record, self._registry)
        self._registry.register(BudgetMetrics(budgets))

    def app(self) -> Starlette:
        """The application, with its lifespan."""
        return Starlette(
            routes=[
                Route("/graphql", graphql_endpoint(self._execute, self._settings, self._turned_away)),
                WebSocketRoute("/graphql", SocketEndpoint(self._streaming, self._caps, self._settings)),
                Route("/healthz", self._healthz, methods=["GET"]),
                Route("/readyz", self._readyz, methods=["GET"]),
                Route("/metrics", self._metrics, methods=["GET"]),
                Route("/", self._front, methods=["GET"]),
                *(graphiql_routes() if self._graphiql else ()),
            ],
            lifespan=self._lifespan,
        )

    async def warm_up(self) -> int:
        """Has the engine plan what is asked most, for as long as the settings allow; see `hub.running.warming`."""
        seconds = self._settings.warm_up_seconds
        if seconds:
            with suppress(HubError, EngineError):  # what fails here fails again for who comes, and is told then
                await self._budgets.request(WARMING)
        return await warm_up(
            self._door,
            self._documents,
            self._ring,
            seconds=seconds,
            clock=self._clock,
            limits=self._settings.walk_limits(self._settings.max_cost),
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await self._record.open()
        works = [self._revoked.run(), self._forgetting.run(), self._seats.run(), self.lookout.run()]
        if seconds := self._settings.deadlines_seconds:
            waking = Waking(
                door=self._door, record=self._record, clock=self._clock, ahead=self._settings.move_ahead
            )
            works.append(pass_now_and_then(waking, pause_seconds=seconds))
        if self._published is not None:
            works.append(self._published.run())
        try:
            async with beside(*works):
                yield
        finally:
            await self._seats.close()
            if self._published is not None:
                await self._published.close()
            self._trails.close()
            await self._door.close()
            await self._record.close()
            await self._telemetry.close()

    async def _execute(self, request: GraphQLRequest, headers: Head, request_id: str) -> Answer:
        answer = await self.service.execute(request, headers, request_id)
        self._requests.labels(answer.failure.value if answer.failure else "OK").inc()
        return answer

    async def _turned_away(self, _headers: Head, request_id: str, error: HubError) -> None:
        await self._refused(request_id, error)

    async def _refused(self, request_id: str, error: HubError, caller: Caller | None = None) -> None:
        self._requests.labels(error.code.value).inc()
        await self._noting.refusal(request_id, error, caller)

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
        if self._graphiql:
            text += "GraphiQL: /graphiql\n"
        return PlainTextResponse(text, headers=SECURITY_HEADERS)
