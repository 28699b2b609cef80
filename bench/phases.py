"""Where a request's time goes, by what the hub itself tells of its phases at /metrics; one caller, nobody beside.

The questions are those of `peers`, on the FinBench sample. Phases are those of `hub/telemetry`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.asking import Asker, investigator
from bench.figure import Figure
from bench.hubs import ENGINES, Served, command, served_on
from bench.peers.questions import COMPANIES, QUESTIONS, Question
from hub.settings.config import Settings
from hub.telemetry.timing import Phase

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "finbench"
WARM = COMPANIES
SECONDS = 5.0  # that a question is asked
TIMES_MAX = 500
LEAST_SHOWN = 0.01  # of the whole


def phases(work: Path) -> list[Figure]:
    """Each question on each engine."""
    return [figure for engine in ENGINES for figure in asyncio.run(_on(engine, work))]


async def _on(engine: str, work: Path) -> list[Figure]:
    # A long time for each: Neo4j plans the deepest for seconds at first.
    async with served_on(engine, work, "phases", HUB_REQUEST_TIMEOUT_SECONDS="60") as hub:
        return await asyncio.to_thread(_asked, engine, hub)


def _asked(engine: str, hub: Served) -> list[Figure]:
    command(hub.data, "load", "finbench", str(SAMPLE), **hub.settings)
    headers = investigator(Settings(data=hub.data, dev=True))
    page = f"{{ companies(first: {COMPANIES}) {{ edges {{ node {{ id }} }} }} }}"
    edges = Asker(hub.url, headers, page).ask()["data"]["companies"]["edges"]
    ids = [edge["node"]["id"] for edge in edges]
    return [_figure(engine, question, *_timed(hub, headers, question, ids)) for question in QUESTIONS.values()]


def _timed(
    hub: Served, headers: dict[str, str], question: Question, ids: list[str]
) -> tuple[int, Mapping[Phase, float]]:
    """How often it was asked, and seconds of all that in each phase."""
    askers = cycle([Asker(hub.url, headers, question.hub, {"id": each}) for each in ids])
    for _ in range(WARM if question.root is None else 2):
        _answered(next(askers))
    before, began, times = _seconds(hub.url), time.perf_counter(), 0
    while times < TIMES_MAX and time.perf_counter() - began < SECONDS:
        _answered(next(askers))
        times += 1
    after = _seconds(hub.url)
    return times, {phase: after[phase] - before[phase] for phase in Phase}


def _answered(asker: Asker) -> None:
    told = asker.ask()
    if "errors" in told:
        raise RuntimeError(told["errors"][0]["message"])


def _seconds(url: str) -> dict[Phase, float]:
    """Of all requests so far."""
    found = dict.fromkeys(Phase, 0.0)
    text = httpx.get(f"{url}/metrics", trust_env=False).raise_for_status().text
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == "hub_phase_seconds_sum":
                found[Phase(sample.labels["phase"])] += sample.value
    return found


def _figure(engine: str, question: Question, times: int, took: Mapping[Phase, float]) -> Figure:
    whole = sum(took.values())
    shown = sorted(((seconds, phase) for phase, seconds in took.items()), reverse=True)
    parts = [
        f"{phase} {seconds / times * 1000:.2f} ({seconds / whole:.0%})"
        for seconds, phase in shown
        if seconds >= LEAST_SHOWN * whole
    ]
    return Figure(
        what=f"where the time goes: {question.what}, {engine}",
        measured=f"{whole / times * 1000:.2f} ms a request of {times}: {', '.join(parts)}",
    )
