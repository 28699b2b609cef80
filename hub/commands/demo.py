"""`hub demo`: from nothing to a served hub with data, in the foreground."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hub.commands.options import DATA
from hub.commands.up import serve_hub

if TYPE_CHECKING:
    from graph.engine import Engine
    from graph.rules.sealing import KeyRing
    from hub.settings.config import Settings

FINBENCH = Path(__file__).resolve().parents[2] / "samples" / "finbench"
PROVINCE_SCALE = 2_000
PROVINCE_SEED = 1
# Written once everything is loaded: a second run serves at once.
LOADED = "demo.loaded"

QUERY = """{ subject(by: {source: {system: "finbench", key: "company:423"}}) {
    name ... on Company { shareholders(first: 5) { edges { share node { name kind } } } } } }"""

# What else there is to ask of subjects that the samples hold: ties, money, and who answers for wages on a project.
MORE = (
    """{ network(of: {source: {system: "finbench", key: "company:423"}}, hops: 2, first: 10) {
    nodes { name kind } links { relation why } truncated } }""",
    """{ moneyFlow(from: {source: {system: "finbench", key: "company:423"}}, since: "2022-01-01T00:00:00Z",
    until: "2023-01-01T00:00:00Z", maxHops: 2, first: 5) {
    why transfers { traced transfer { amount occurredAt } } } }""",
    """{ searchNodes(text: "利川市柏联污水处理厂") { edges { node { ... on Project { name contractChain { chains {
    contracts { tier amount contractor { name } client { name } }
    wages { employer { name } liable { liability subject { name } article } } } } } } } } }""",
)


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(data: DATA = None) -> None:
    """Load a synthetic province and the FinBench sample once, serve, print a token and queries."""
    from hub.settings.config import load_settings

    os.environ.setdefault("HUB_DEV", "1")
    settings = load_settings(data=data)

    async def prepare(engine: Engine, ring: KeyRing) -> None:
        await _load_samples(engine, ring, settings)

    serve_hub(settings, prepare, lambda url: _show(url, settings))


async def _load_samples(engine: Engine, ring: KeyRing, settings: Settings) -> None:
    from adapters.formats import FORMATS
    from adapters.sample.province import write_province
    from hub.commands.load import load_delivery

    mark = settings.data / LOADED
    if mark.exists():
        return
    province = settings.data / "province"
    write_province(province, scale=PROVINCE_SCALE, seed=PROVINCE_SEED)
    for name, folder, source in (("rows", province, "province"), ("finbench", FINBENCH, "finbench")):
        found = FORMATS[name]
        summary = await load_delivery(engine, ring, settings, found, found.open((folder,)), source)
        typer.echo(summary.line())
    typer.echo(
        "(the FinBench sample holds 173 account rows whose owner does not exist: rejected, as they should be)"
    )
    mark.write_text(datetime.now(UTC).isoformat() + "\n", encoding="utf-8")


def _show(url: str, settings: Settings) -> None:
    from urllib.parse import quote

    import orjson

    from hub.callers.issuer import issue
    from hub.running.development import CASE_NUMBER

    token = issue(settings, "INVESTIGATOR", court="鄂0112", subject="demo")
    body = orjson.dumps({"query": " ".join(QUERY.split())}).decode()
    typer.echo(f"token {token}\n")
    typer.echo("Paste this into another terminal (Ctrl-C here stops the hub):\n")
    typer.echo(
        f"curl -s {url}/graphql -H 'Content-Type: application/json' \\\n"
        f"  -H 'Authorization: Bearer {token}' \\\n"
        f"  -H 'X-Purpose: ENFORCEMENT' -H 'X-Case-Number: {quote(CASE_NUMBER)}' \\\n"
        f"  -d '{body}'\n"
    )
    typer.echo("More to ask, once the first of these lines has made a command of it:\n")
    typer.echo(
        f"ask() {{ curl -sG {url}/graphql -H 'Authorization: Bearer {token}' -H 'X-Purpose: ENFORCEMENT'"
        f" -H 'X-Case-Number: {quote(CASE_NUMBER)}' --data-urlencode \"query=$1\"; echo; }}"
    )
    for query in MORE:
        typer.echo(f"ask '{' '.join(query.split())}'")
