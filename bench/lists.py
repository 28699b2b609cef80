"""How long a list takes through `hub match`: time, memory, and what came of it, on an embedded engine.

The list is drawn from a synthetic province, deterministically: subjects by number, by name with details, with a
letter wrong, by name alone, with a number that does not hold, and names that nobody bears.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from adapters.sample.draw import Draw, Draws
from adapters.sample.names import SHORT_NAMES, TRADES, draw_person_name
from adapters.sample.province import write_province
from bench.figure import Figure
from bench.hubs import command, served

SUBJECTS: Final = 25_000
RECORDS: Final = 20_000
SEED: Final = 3
HEADER: Final = (
    *(
        "key",
        "kind",
        "name",
        "uscc",
        "citizenId",
        "birthDate",
        "region",
        "phone",
        "address",
        "legalRepresentative",
    ),
)
_BY: Final = ("number", "details", "details", "details", "letter", "letter", "name", "bad", "nobody", "nobody")


def lists(work: Path, records: int = RECORDS) -> list[Figure]:
    province, data, listed = work / "province", work / "data", work / "list.csv"
    write_province(province, scale=SUBJECTS, seed=1)
    write_list(province, listed, records)
    with served(data):
        command(data, "load", "rows", str(province), "--source", "province")
        done = command(data, "match", str(listed))
    return [
        Figure(
            what=f"`hub match` of {records:,} records, province of {SUBJECTS:,}, embedded, beside a running hub",
            measured=f"{done.seconds:.0f} s, {records / done.seconds:,.0f} records/s",
        ),
        Figure(
            what="- processor time of the command", measured=f"{done.cpu_seconds / records * 1e3:.1f} ms a record"
        ),
        Figure(what="- its peak memory", measured=f"{done.peak_mib:.0f} MiB"),
    ]


def write_list(province: Path, path: Path, records: int) -> None:
    """A list of so many records as an office sends it."""
    subjects = [*_rows(province, "PERSON"), *_rows(province, "COMPANY")]
    draws = Draws(SEED, "list")
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, HEADER, extrasaction="ignore")
        out.writeheader()
        for index in range(records):
            draw = draws.at(index)
            out.writerow({**_record(dict(draw.pick(subjects)), draw.pick(_BY), draw), "key": index + 1})


def _rows(province: Path, kind: str) -> Iterator[dict[str, Any]]:
    of = "PERSON" if kind == "PERSON" else "ORGANISATION"
    with (province / f"{kind.lower()}.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            yield {**row, "kind": of, "legalRepresentative": row.get("legalRepresentativeName", "")}


def _record(row: dict[str, Any], by: str, draw: Draw) -> dict[str, Any]:
    numbers = [name for name in ("uscc", "citizenId") if row.get(name)]
    if by == "bad":
        for name in numbers:
            row[name] = row[name][:-1] + ("0" if row[name][-1] != "0" else "1")
    elif by != "number":
        row = {name: value for name, value in row.items() if name not in numbers}
    if by in ("name", "nobody"):
        row = {"kind": row["kind"], "name": row["name"]}
    if by == "nobody":
        person = row["kind"] == "PERSON"
        trade = draw.pick(TRADES)[1]
        row["name"] = draw_person_name(draw, True) if person else f"{draw.pick(SHORT_NAMES)}{trade}有限公司"
    if by == "letter":
        at = draw.below(len(row["name"]))
        row["name"] = row["name"][:at] + draw.pick("伟华江达明兴业发新建") + row["name"][at + 1 :]
    return row
