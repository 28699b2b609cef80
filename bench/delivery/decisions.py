"""Debtors are listed and restricted over HTTP, each in a file of its own, and some have paid.

Each move has a key, and is sent until it is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import httpx

CLIENTS: Final = 16
TRIES_MAX: Final = 200
PAUSE_SECONDS: Final = 0.5
REQUEST_SECONDS: Final = 60.0
_AGAIN: Final = ("UNAVAILABLE", "RATE_LIMITED", "INTERNAL")
SYSTEM: Final = "bench"
COURT: Final = "鄂0112"
_FIRST_FILE: Final = 1_001
_BARS: Final = {"sufficientProperty": False, "holdOffRequested": False, "campusLoanStudent": False}


def name_of(number: int) -> str:
    """The key of a debtor."""
    return f"p{number:03}"


def file_of(debtor: str) -> str:
    """The number of its file."""
    return f"（2026）{COURT}执{_FIRST_FILE + int(debtor[1:])}号"


@dataclass(kw_only=True, slots=True)
class Decisions:
    """`day`: of every move. `tokens` by role. Cases whose opening was answered stand in `cases`: type, id."""

    url: str
    tokens: Mapping[str, str]
    day: str
    cases: list[tuple[str, str]] = field(default_factory=list)
    asked_again: int = 0

    async def on(self, debtors: Sequence[str], paid: frozenset[str]) -> None:
        """All debtors, some at a time; those that have paid are lifted at the end."""
        left = list(reversed(debtors))
        async with httpx.AsyncClient(timeout=REQUEST_SECONDS) as client:

            async def work() -> None:
                while left:
                    debtor = left.pop()
                    await self._decide(client, debtor, lifts=debtor in paid)

            async with asyncio.TaskGroup() as group:
                for _ in range(CLIENTS):
                    group.create_task(work())

    async def _decide(self, client: httpx.AsyncClient, debtor: str, *, lifts: bool) -> None:
        subject, day = {"source": {"system": SYSTEM, "key": debtor}}, self.day
        listing = _Case(self, client, "Listing", debtor)
        await listing.open(
            {
                "list": "COURT_DISHONEST",
                "subject": subject,
                "grounds": ["G1"],
                "conduct": "有能力而拒不履行",
                "requested": "EX_OFFICIO",
            }
        )
        bars = {**_BARS, "sufficientSecurity": False, "notYetInRank": False}
        await listing.move("JUDGE", "assess", **bars)
        await listing.move("PRESIDENT", "decide", decisionNumber="（2026）鄂0112执1号决定书", decidedOn=day)
        await listing.move("CLERK", "serve", servedOn=day)
        await listing.move("CLERK", "publish", publishedOn=day, stillUnperformed=True)
        order = _Case(self, client, "Restriction", debtor)
        await order.open({"subject": subject, "basisRole": "DEBTOR", **_BARS})
        await order.move("PRESIDENT", "issue", decisionNumber="（2026）鄂0112执1号限", issuedOn=day)
        await order.move("CLERK", "serve", servedOn=day)
        self.cases += [("LISTING", listing.id), ("RESTRICTION", order.id)]
        if lifts:
            await order.move("CLERK", "end", liftCause="PERFORMED", endedOn=day)
            await order.move("CLERK", "lift")

    async def ask(
        self, client: httpx.AsyncClient, debtor: str, role: str, query: str, variables: Mapping[str, Any]
    ) -> Any:
        headers = {
            "Authorization": f"Bearer {self.tokens[role]}",
            "X-Purpose": "ENFORCEMENT",
            "X-Case-Number": quote(file_of(debtor)),
        }
        for _ in range(TRIES_MAX):
            try:
                response = await client.post(
                    f"{self.url}/graphql", json={"query": query, "variables": variables}, headers=headers
                )
                answer = response.json()
            except (httpx.TransportError, ValueError):
                answer = {"errors": [{"extensions": {"code": "UNAVAILABLE"}}]}
            if "errors" not in answer:
                [value] = answer["data"].values()
                return value
            if answer["errors"][0]["extensions"]["code"] not in _AGAIN:
                raise RuntimeError(f"the hub refused a decision: {answer['errors'][0]}")
            self.asked_again += 1
            await asyncio.sleep(PAUSE_SECONDS)
        raise RuntimeError("the hub did not answer any more")


class _Case:
    def __init__(self, decisions: Decisions, client: httpx.AsyncClient, type_: str, debtor: str) -> None:
        self._decisions, self._client, self._type, self._debtor = decisions, client, type_, debtor
        self.id, self.version = "", 0

    async def open(self, given: Mapping[str, Any]) -> None:
        query = f"""mutation ($input: {self._type}Input!, $key: String) {{
          open{self._type}(input: $input, idempotencyKey: $key) {{ id version }} }}"""
        await self._ask("JUDGE", query, {"input": given, "key": f"{self._debtor}-{self._type}"})

    async def move(self, role: str, event: str, **facts: Any) -> None:
        type_ = self._type
        query = f"""mutation ($id: ID!, $version: Int!, $event: {type_}Event!, $key: String) {{
          advance{type_}(id: $id, version: $version, event: $event, idempotencyKey: $key) {{ id version }} }}"""
        key = f"{self._debtor}-{type_}-{event}"
        await self._ask(role, query, {"id": self.id, "version": self.version, "event": {event: facts}, "key": key})

    async def _ask(self, role: str, query: str, variables: Mapping[str, Any]) -> None:
        told = await self._decisions.ask(self._client, self._debtor, role, query, variables)
        self.id, self.version = told["id"], told["version"]
