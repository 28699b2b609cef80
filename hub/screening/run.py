"""The whole file: a batch asked, its answers on disk, the next; a second run goes on where the first one ended.

FILE.screened.csv        the result, once it is whole
FILE.screened.csv.part   what was answered so far
FILE.screened.state      of which file and question that is, and how many bytes of it count
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TextIO

import orjson

from adapters.disk import sync_folder
from adapters.loading.rejects import harmless
from hub.screening.asking import Asker
from hub.screening.parties import Party, PartyList

COLUMNS: Final = (
    *("line", "record", "underMeasure", "since", "caseNumber", "court", "measures", "asAt", "problem"),
)
KEPT_SECONDS: Final = 24 * 3600
_BOM: Final = "\ufeff"  # spreadsheets need it to see that it is UTF-8


@dataclass(slots=True)
class Progress:
    """What was asked, of which file, how far it came: rows and bytes that are on disk, and what they say."""

    digest: str
    question: str
    rows: int = 0
    bytes: int = 0
    under: int = 0
    problems: int = 0

    def line(self) -> str:
        clear = self.rows - self.under - self.problems
        return f"{self.under} under a measure, {clear} under none, {self.problems} with a problem"


async def screen_file(
    listed: PartyList, asker: Asker, *, batch: int, on_progress: Callable[[int], None]
) -> Progress:
    """Writes `FILE.screened.csv`. Raises NotAnswered, after which the same call goes on; OSError."""
    result = beside(listed.path)
    part, state = result.with_name(f"{result.name}.part"), result.with_name(f"{listed.path.name}.screened.state")
    progress = _progress(state, part, listed, asker)
    client = asker.client()
    try:
        part.touch(mode=0o600)  # for its owner alone
        with part.open("r+", encoding="utf-8", newline="") as out:
            out.truncate(progress.bytes)  # what is behind that is not known to be whole
            out.seek(0, os.SEEK_END)
            if not progress.bytes:
                out.write(_BOM)
                csv.writer(out, lineterminator="\n").writerow(COLUMNS)
            for parties in _batches(listed, progress.rows, batch):
                keys = [party.key for party in parties if party.key is not None]
                told = iter(await asker.screen(client, keys) if keys else [])
                for party in parties:
                    _write(out, party, next(told) if party.key is not None else None, progress)
                progress.rows += len(parties)
                out.flush()
                os.fsync(out.fileno())
                progress.bytes = out.tell()
                _keep(state, progress)
                on_progress(progress.rows)
    finally:
        await client.close()
    part.replace(result)
    state.unlink(missing_ok=True)
    sync_folder(result.parent)
    return progress


def beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.screened.csv")


def _write(out: TextIO, party: Party, told: dict[str, Any] | None, progress: Progress) -> None:
    told = told or {}
    problem = party.problem or told.get("problem") or ""
    under = "" if problem else str(bool(told.get("underMeasure"))).lower()
    progress.problems += bool(problem)
    progress.under += under == "true"
    codes = " ".join(dict.fromkeys(each["code"] for each in told.get("measures") or ()))
    says = (told.get("since"), told.get("caseNumber"), told.get("court"), codes, told.get("asAt"), problem)
    cells = (party.line, party.record, under, *(each or "" for each in says))
    csv.writer(out, lineterminator="\n").writerow([harmless(str(cell)) for cell in cells])


def _batches(listed: PartyList, done: int, size: int) -> Iterator[list[Party]]:
    batch: list[Party] = []
    for place, party in enumerate(listed.read()):
        if place < done:
            continue
        batch.append(party)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _progress(state: Path, part: Path, listed: PartyList, asker: Asker) -> Progress:
    """Where the run before ended; at the beginning if that was of another file, question or caller, is not whole,
    or older than a day.
    """
    question = orjson.dumps([asker.url, asker.who, asker.purpose, asker.case_number, asker.measure]).decode()
    fresh = Progress(digest=listed.digest, question=question)
    try:
        kept = Progress(**orjson.loads(state.read_bytes()))
        # What was clear weeks ago is no answer today.
        young = time.time() - state.stat().st_mtime <= KEPT_SECONDS
        whole = part.stat().st_size >= kept.bytes and young
    except (OSError, orjson.JSONDecodeError, TypeError):
        return fresh
    same = (kept.digest, kept.question) == (fresh.digest, fresh.question)
    return kept if same and whole else fresh


def _keep(state: Path, progress: Progress) -> None:
    beside_it = state.with_name(f"{state.name}.part")
    with beside_it.open("wb") as file:
        file.write(orjson.dumps(asdict(progress)))
        file.flush()
        os.fsync(file.fileno())
    beside_it.replace(state)
    sync_folder(state.parent)
