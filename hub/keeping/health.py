"""What `hub doctor` looks at: each check is a function that returns one finding and changes nothing."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import stat
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.catalogue import measure_definitions
from graph.catalogue.amounts import built_in_amounts
from graph.catalogue.impact_gate import built_in_gates
from graph.catalogue.limits import built_in_limits
from graph.catalogue.own_limits import load_limits
from graph.cypher.dialects import dialect_of
from graph.cypher.inventory import show_constraints, show_indexes, shown_rules, wanted_rules
from graph.engine import Engine
from graph.failures import EngineError
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, graph_version
from hub.keeping.errors import disk_words
from hub.keyring.keys import RING_FILE, KeyUnusable, stored_ring
from hub.record.finding import Finding, note, ok, wrong
from hub.record.since import reach
from hub.settings.config import BadSetting, Settings
from hub.settings.law import further_calendar, read_law

FREE_MIN_BYTES: Final = 1 << 30
CLOCK_TIMEOUT_SECONDS: Final = 5
CLOCK_APART_MAX_SECONDS: Final = 5.0
MISSING_SHOWN: Final = 3
DISTRIBUTION: Final = "enforcement-hub"


# --- the engine and its graph ---------------------------------------------------------------------


def check_engine(engine: Engine, *, embedded: bool) -> Finding:
    kind = "embedded" if embedded else "at its URL"
    return ok("engine", f"{engine.flavour} {engine.version}, {kind}, answers")


async def check_versions(engine: Engine | None) -> Finding:
    """Of the hub, Python, the driver and the graph; WRONG if this hub cannot use the graph's."""
    text = ", ".join(
        (
            f"hub {_version(DISTRIBUTION)}",
            f"Python {platform.python_version()}",
            f"driver {_version('neo4j')}",
        )
    )
    if engine is None:
        return ok("versions", f"{text}, graph not reached")
    found = await graph_version(engine)
    if found == GRAPH_VERSION:
        return ok("versions", f"{text}, graph {found}")
    return wrong("versions", f"{text}, graph {found or 'without a version'}; needed: {GRAPH_VERSION}")


async def check_constraints(engine: Engine) -> Finding:
    """Whether all constraints and indexes of the model are in force."""
    wanted = wanted_rules(dialect_of(engine.flavour))
    found = shown_rules(await engine.read(show_constraints()), await engine.read(show_indexes()))
    if not (missing := sorted(wanted - found)):
        return ok("constraints", f"all {len(wanted)} constraints and indexes are in force")
    shown = ", ".join(map(str, missing[:MISSING_SHOWN])) + (", …" if len(missing) > MISSING_SHOWN else "")
    return wrong(
        "constraints",
        f"{len(missing)} of {len(wanted)} are missing or not ready: {shown}; `hub up` or `hub load` makes them",
    )


async def check_clock(engine: Engine) -> Finding:
    """This clock against the engine's, as instants: time zones do not matter. Takes the middle of the question."""
    ask = Statement(text="RETURN datetime().epochMillis", name="clock")
    before = time.time()
    try:
        [[millis]] = await engine.read(ask, timeout_seconds=CLOCK_TIMEOUT_SECONDS)
    except EngineError:
        return note("clock", f"the engine did not tell its time within {CLOCK_TIMEOUT_SECONDS} s")
    return compare_clocks((before + time.time()) / 2, millis / 1000)


def compare_clocks(ours: float, theirs: float) -> Finding:
    """Both in seconds since 1970 (UTC)."""
    apart = abs(ours - theirs)
    text = f"{datetime.fromtimestamp(ours, UTC):%Y-%m-%d %H:%M:%S} UTC, {apart:.1f} s from the engine's"
    if apart <= CLOCK_APART_MAX_SECONDS:
        return ok("clock", text)
    return wrong("clock", f"{text}; allowed: {CLOCK_APART_MAX_SECONDS:g} s. Facts are dated by this clock")


# --- the folder -----------------------------------------------------------------------------------


def check_disk(data: Path) -> Finding:
    try:
        free = shutil.disk_usage(_existing(data)).free
    except OSError as error:
        return wrong("disk", f"{data}: {disk_words(error)}")
    text = f"{free / (1 << 30):.1f} GiB free at {data}"
    return ok("disk", text) if free > FREE_MIN_BYTES else wrong("disk", f"{text}; needed: more than 1 GiB")


def check_keys(settings: Settings) -> Finding:
    """Whether the ring of keys is there, whole, and closed to others."""
    if settings.keys_command is not None:
        return _check_ring(settings, "by HUB_KEYS_COMMAND")
    path = settings.keys / RING_FILE
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return wrong("keys", f"{path}: missing; `hub up` or `hub load` makes the keys of a new hub")
    except OSError as error:
        return wrong("keys", f"{path}: {disk_words(error)}")
    if mode & 0o077:
        return wrong("keys", f"{path}: mode {mode:04o}; allowed: 0600, its owner alone")
    return _check_ring(settings, "for their owner alone")


def _check_ring(settings: Settings, how: str) -> Finding:
    try:
        ring = stored_ring(settings, make=False)
    except KeyUnusable as error:
        return wrong("keys", str(error))
    text = f"{len(ring.sealing_keys)} for sealing, {len(ring.match_keys)} for matching, {how}"
    if ring.next_match or ring.next_sealing:
        return note("keys", f"{text}; a rotation is under way: restart all processes, then `hub keys reseal`")
    if len(ring.match_keys) > 1 or len(ring.sealing_keys) > 1:
        return note("keys", f"{text}; a rotation is under way: `hub keys reseal`, then `hub keys retire`")
    return ok("keys", text)


def check_record(folder: Path) -> Finding:
    """Whether a line could be written (no request is answered without one), and since when there are any."""
    place = _existing(folder)
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"\n")
            probe.flush()
            os.fsync(probe.fileno())
        found = reach(folder)
    except OSError as error:
        return wrong("record", f"{place}: {disk_words(error)}")
    if found.beheaded:
        return wrong("record", f"{', '.join(found.beheaded)}: the beginning is gone; entries are kept for 3 years")
    kept = f"reaches back to {found.since:%Y-%m-%d}, and the hub removes nothing" if found.since else "is empty"
    return ok("record", f"{folder} can be written, {kept}")


# --- what the hub knows of the law ----------------------------------------------------------------


def check_calendar(settings: Settings, year: int) -> Finding:
    """Whether the working days of the year are known; the State Council announces them each November."""
    try:
        known = further_calendar(settings).years
    except BadSetting as error:
        return wrong("calendar", str(error))
    text = f"working days are known to the end of {max(known)}"
    if year in known:
        return ok("calendar", text)
    return wrong(
        "calendar",
        f"{text}; those of {year} are provisional: update chinesecalendar,"
        " or name a file of the edition in HUB_CALENDAR_FILE",
    )


def check_limits(settings: Settings) -> Finding:
    """Whether the time limits that courts have of their own can be taken, and how many there are."""
    file = settings.limits_file
    if file is None:
        return ok("limits", "no court has any of its own but those that are built in")
    try:
        rows = read_law("HUB_LIMITS_FILE", file, load_limits).rows
    except BadSetting as error:
        return wrong("limits", str(error))
    own = set(rows) - set(built_in_limits().rows)
    courts = len({row.court for row in own})
    return ok("limits", f"{len(own)} of {courts} courts of their own, in {file}")


def check_parameters() -> Finding:
    """How much of the catalogue was never compared with its source."""
    by_code: dict[str, bool] = {}  # a measure of two modes is verified if both are
    for row in measure_definitions():
        by_code[row.measure_code] = by_code.get(row.measure_code, True) and row.verified
    measures = list(by_code.values())
    told = {
        "measures": measures,
        "time limits": [row.verified for row in built_in_limits().rows],
        "amounts": [row.verified for row in built_in_amounts().values()],
        "acts on enterprises": [row.verified for row in built_in_gates().values()],
    }
    if all(all(verified) for verified in told.values()):
        every = ", ".join(f"{len(verified)} {what}" for what, verified in told.items())
        return ok("parameters", f"all {every} were read in their sources")
    unread = (
        f"{verified.count(False)} of {len(verified)} {what}"
        for what, verified in told.items()
        if not all(verified)
    )
    return note("parameters", f"{', '.join(unread)} of the catalogue are unverified")


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists: a new hub makes the rest."""
    folder = folder.absolute()
    return next(each for each in (folder, *folder.parents) if each.exists())
