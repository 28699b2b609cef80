"""GraphiQL in a real browser, under its own policy."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from graphql import get_introspection_query
from playwright.async_api import ConsoleMessage, Page, async_playwright

from graph.engine import Engine
from hub.app import Hub
from hub.callers.issuer import issue
from hub.settings.config import Settings
from hub.web.page import FILES, FOLDER
from tests.conftest import Servers
from tests.graphs import RING
from tests.hub.serving import Client, served
from tests.leaving_out import leave_out

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE_MS = 20_000


@pytest.fixture
async def client(servers: Servers, tmp_path: Path) -> AsyncIterator[Client]:
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path / "data") as client,
    ):
        yield client


@asynccontextmanager
async def browsing(profile: Path) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of a new browser, and what it complains of."""
    path = shutil.which("chromium")
    if path is None:
        leave_out("no chromium to open the pages with")
    complaints: list[str] = []
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=FLAGS, headless=True
        )
        page = context.pages[0]
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)
        yield page, complaints
        await context.close()


def _is_complaint(said: ConsoleMessage) -> bool:
    """GraphiQL's own libraries warn of this and that."""
    return said.type == "error" or "Content Security Policy" in said.text


@pytest.mark.slow
async def test_a_developer_asks_a_query_and_reads_its_answer(client: Client, tmp_path: Path) -> None:
    base = str(client.http.base_url)
    asked: list[str] = []
    async with browsing(tmp_path / "profile") as (page, complaints):
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{base}/graphiql")
        await page.fill("#token", issue(client.settings, "DEVELOPER"))
        await page.fill("#purpose", "DEVELOPMENT")
        await page.click("text=Use")
        await page.click("button.graphiql-execute-button")
        await page.locator(".result-window").get_by_text('"DEVELOPER"').wait_for()
        # The documentation of the schema is there: introspection passes the hub's limits.
        await page.click('button[aria-label="Show Documentation Explorer"]')
        await page.get_by_text("ShareholdingConnection").wait_for()
        # A dialog locks scrolling by a <style> of its own, which the nonce lets through.
        await page.click('button[aria-label="Open settings dialog"]')
        await page.get_by_text("Adjust how the interface appears.").wait_for()
        styled = await page.evaluate("[...document.querySelectorAll('style')].map(style => style.sheet !== null)")
        kept = await page.evaluate("localStorage.length + sessionStorage.length")
    assert complaints == []
    assert styled == [True]
    assert kept == 0
    assert all(url.startswith((base, "data:")) for url in asked)


@pytest.mark.slow
async def test_purpose_and_case_number_go_with_the_query(client: Client, tmp_path: Path) -> None:
    async with browsing(tmp_path / "profile") as (page, _):
        await page.goto(f"{client.http.base_url}/graphiql")
        await page.fill("#token", issue(client.settings, "INVESTIGATOR", court="鄂0112"))
        await page.fill("#purpose", "ENFORCEMENT")
        await page.fill("#case-number", "（2026）鄂0112执9号")
        await page.click("text=Use")
        await page.click("button.graphiql-execute-button")
        await page.locator(".result-window").get_by_text("names no open file").wait_for()


@pytest.mark.slow
async def test_its_policy_stops_a_script_that_is_not_the_hubs(client: Client, tmp_path: Path) -> None:
    async with browsing(tmp_path / "profile") as (page, complaints):
        await page.goto(f"{client.http.base_url}/graphiql")
        await page.evaluate(
            """() => { const s = document.createElement("script"); s.textContent = "window.ran = 1";
                       document.body.append(s); }"""
        )
        assert await page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in complaints)


@pytest.mark.parametrize(("settings", "there"), [({}, False), ({"graphiql": True}, True), ({"dev": True}, True)])
async def test_it_is_off_unless_asked_for(
    servers: Servers, tmp_path: Path, settings: dict[str, bool], there: bool
) -> None:
    async with await Engine.open(await servers.address("embedded")) as engine:
        app = Hub(Settings(data=tmp_path, **settings), RING, engine).app()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as http:
            assert ((await http.get("/graphiql")).status_code == 200) is there


async def test_its_answers_carry_the_policy_and_no_more_files_than_its_own(client: Client) -> None:
    policy, again = [(await client.http.get("/graphiql")).headers["content-security-policy"] for _ in range(2)]
    assert "script-src 'self';" in policy and "unsafe" not in policy and "http" not in policy
    assert again != policy, "a nonce is used once"
    for name in FILES:
        answer = await client.http.get(f"/graphiql/{name}")
        assert answer.status_code == 200 and answer.headers["x-content-type-options"] == "nosniff"
    for name in ("index.html", "../config.py", "vendor/README.md", "%2e%2e/%2e%2e/config.py"):
        assert (await client.http.get(f"/graphiql/{name}")).status_code == 404


async def test_the_tools_own_introspection_is_answered(client: Client) -> None:
    headers = client.headers("DEVELOPER", purpose="DEVELOPMENT")
    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
    assert "errors" not in (await client.post(query, headers=headers)).json()


def test_others_files_are_the_ones_that_the_table_names() -> None:
    table = (FOLDER / "vendor" / "README.md").read_text()
    listed = dict(re.findall(r"\| `([^`]+)` \| [^|]+ \| `([0-9a-f]{64})`", table))
    theirs = [path for path, _ in FILES.values() if path.parent.name == "vendor"]
    assert listed == {path.name: sha256(path.read_bytes()).hexdigest() for path in theirs}
