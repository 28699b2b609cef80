"""`python -m bench [NAME …] [--rows N] [--write]`: runs the measurements and prints one table."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.delivery.isolation import isolation
from bench.delivery.measure import delivery
from bench.figure import Figure, table
from bench.growth import SCALES, growth
from bench.hubs import ENGINES
from bench.linkage import linkage
from bench.lists import lists
from bench.load.measure import load
from bench.loads import finbench, rows
from bench.matching import matching
from bench.pages import pages
from bench.peers.measure import peers
from bench.phases import phases
from bench.reads import subject
from bench.record import record
from bench.rights import rights
from bench.screening import screening
from bench.starts import ready
from bench.telemetry import telemetry
from bench.towers import towers

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
# What each measures from the folder to work in and the options; in the order of running.
MEASURES: dict[str, Callable[[Path, argparse.Namespace], Iterable[Figure]]] = {
    "ready": lambda work, _: ready(work),
    "finbench": lambda work, _: finbench(work),
    "subject": lambda work, _: subject(work),
    "phases": lambda work, _: phases(work),
    "peers": lambda work, given: peers(work, given.rounds, given.seconds),
    "pages": lambda work, _: pages(work),
    "linkage": lambda work, _: linkage(work),
    "towers": lambda work, _: towers(work),
    "matching": lambda work, _: matching(work),
    "lists": lambda work, _: lists(work),
    "record": lambda work, _: record(work),
    "rights": lambda work, _: rights(work),
    "telemetry": lambda *_: telemetry(),
    "rows": lambda work, given: rows(work, given.rows),
    "growth": lambda work, given: growth(given.folder or work, given.scales, given.engine),
    "screening": lambda work, given: screening(given.folder or work, min(given.scales)),
    "delivery": lambda work, given: delivery(work, given.instructions, given.seeds),
    "isolation": lambda work, _: isolation(work),
    "load": lambda work, given: load(given.folder or work, min(given.scales), given.minutes),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Figures beside their floors.")
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], help=f"of {', '.join(MEASURES)}; all if none")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument(
        "--scales",
        type=int,
        nargs="*",
        default=SCALES,
        help="subjects of the provinces of growth; the smallest is that of load and screening",
    )
    parser.add_argument("--engine", choices=ENGINES, nargs="*", default=ENGINES, help="of growth")
    parser.add_argument("--minutes", type=float, default=30, help="of load, its longest phase")
    parser.add_argument(
        "--folder", type=Path, help="where provinces of growth are kept; none: loaded anew each time"
    )
    parser.add_argument("--instructions", type=int, default=10_000, help="of delivery, in each run")
    parser.add_argument("--seeds", type=int, nargs="*", default=(1, 2, 3, 4, 5), help="of delivery, a run each")
    parser.add_argument("--rounds", type=int, default=5, help="of peers")
    parser.add_argument("--seconds", type=float, default=4, help="that a peer is asked one question in a round")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    given = parser.parse_args()
    os.environ.setdefault("HUB_DEV", "1")
    figures = []
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        work = Path(folder)
        for name in given.names or MEASURES:
            for figure in MEASURES[name](work, given):
                figures.append(figure)
                print(figure.what, figure.measured, figure.floor, sep=" | ", flush=True)
    text = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
        f" (`make bench`):\n\n{table(figures)}"
    )
    print("\n" + text)
    if given.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
