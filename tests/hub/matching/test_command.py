"""`hub match FILE` as a user runs it, beside a running hub, on both engines."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from tests.graphs import CITIZEN, USCC, Node, bring_in, case_of_the_purpose
from tests.hub.commands.cli import Ended, hub
from tests.hub.matching.asking import REVIEWS, matched
from tests.hub.recorded import recorded
from tests.hub.serving import served

HEADER = "key,kind,name,uscc,citizenId,birthDate,phone"
COLUMNS = [
    *("record", "line", "band", "subject", "name", "kind", "score", "reasons", "decision", "truncated", "problem")
]


@pytest.fixture
async def loaded(engine: Engine, tmp_path: Path) -> Engine:
    from datetime import UTC, datetime

    await ensure_version(engine, datetime.now(UTC))
    rows = [
        case_of_the_purpose(),
        Node("COMPANY", "c", {"name": "汉江建筑有限公司", "uscc": USCC}),
        Node("PERSON", "p", {"name": "张伟", "birthDate": "1985-03-07", "phone": "13812345678"}),
    ]
    await bring_in(engine, tmp_path, rows)
    return engine


def match(settings: Mapping[str, str], own: Path, *arguments: str) -> Ended:
    data = Path(settings.get("HUB_DATA", own / "command"))
    return hub(data, "match", *arguments, **settings)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def of_record(settings: Mapping[str, str], own: Path) -> list[dict[str, Any]]:
    return recorded(Path(settings.get("HUB_DATA", own / "command")))


async def test_a_list_is_matched_into_a_file(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "名单.csv"
    lines = [
        HEADER,
        f"1,,汉江建筑有限责任公司,{USCC},,,",
        "2,,张伟,,,19850307,138-1234-5678",
        f"3,,张伟,,{CITIZEN},,",
        "=4,PERSON,李娜,,,,",
        "5,,坏,123456,,,",
        "6,,张伟,,420112198503071230,19850307,13812345678",
        "7,,,123456,,,",
        "too,few",
    ]
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = len(of_record(engine_settings, tmp_path))
    ended = match(engine_settings, tmp_path, str(listed))
    matched_file, rejected = Path(f"{listed}.matched.csv"), Path(f"{listed}.rejected.csv")
    bands = "2 same, 2 review, 2 different, 2 rejected, 2 with a number that does not hold"
    told = f"matched 名单.csv (UTF-8): {bands} ({rejected}); {matched_file}\n"
    assert (ended.code, ended.out) == (3, told), ended
    found = rows_of(matched_file)
    assert list(found[0]) == COLUMNS
    assert [(each["record"], each["line"], each["band"]) for each in found] == [
        ("1", "2", "SAME"),
        ("2", "3", "SAME"),
        ("3", "4", "REVIEW"),
        ("'=4", "5", "DIFFERENT"),
        ("5", "6", "DIFFERENT"),
        ("6", "7", "REVIEW"),
    ]
    assert [(each["name"], each["kind"]) for each in found] == [
        ("汉江建筑有限公司", "COMPANY"),
        *[("张伟", "PERSON")] * 2,
        *[("", "")] * 2,
        ("张伟", "PERSON"),
    ]
    assert [each["problem"].partition(":")[0] for each in found] == ["", "", "", "", "uscc", "citizenId"]
    assert matched_file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert found[0]["reasons"] == "uscc EQUAL +100; name EQUAL +55" and len(found[0]["subject"]) == 32
    assert [(each["line"], each["field"]) for each in rows_of(rejected)] == [
        ("8", "uscc"),
        ("9", "row"),
    ]
    for path in (matched_file, rejected):
        assert CITIZEN not in path.read_text() and "4201121985030712" not in path.read_text()
        assert path.stat().st_mode & 0o077 == 0
    [entry] = of_record(engine_settings, tmp_path)[before:]
    assert (entry["operation_name"], entry["role"], entry["fields"]) == ("hub match", "INVESTIGATOR", 6)
    assert entry["case_number"] and len(entry["touched"]) == 2
    assert not list(tmp_path.glob("*.part"))


async def test_json_lines_in_batches_say_the_same_as_one(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "list.jsonl"
    rows = [{"key": str(n), "kind": "PERSON", "name": "张伟", "phone": f"1381234567{n % 10}"} for n in range(25)]
    listed.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    found = []
    for batch in ("1000", "7"):
        ended = match({**engine_settings, "HUB_MATCH_BATCH": batch}, tmp_path, str(listed))
        assert ended.code == 0, ended
        found.append(Path(f"{listed}.matched.csv").read_text())
    assert found[0] == found[1] and found[0].count("\n") == 26


async def test_pairs_for_review_are_queued_once_and_decisions_are_told(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"{HEADER}\n1,PERSON,张伟,,,,\n", encoding="utf-8")
    ended = match(engine_settings, tmp_path, str(listed), "--queue")
    assert ended.code == 0 and "1 review, 0 different, 0 rejected, 1 not queued (a name alone" in ended.out, ended
    for _ in range(2):
        ended = match(engine_settings, tmp_path, str(listed), "--queue", "--list", "名单")
        assert ended.code == 0 and "not queued" not in ended.out, ended
    async with served(loaded, tmp_path / "hub") as client:
        [edge] = (await client.ask(REVIEWS))["matchReviews"]["edges"]
        assert edge["node"]["state"] == "PENDING"
        decide = 'mutation ($id: ID!) { decideMatch(id: $id, version: 1, decision: SAME, remark: "查") { state } }'
        await client.ask(decide, {"id": edge["node"]["id"]})
        name = {"kind": "PERSON", "name": "张伟", "key": "1"}
        assert [each["band"] for each in await matched(client, {**name, "list": "名单"}, name)] == [
            "SAME",
            "REVIEW",
        ]
    # The next list has gained columns, one of them empty, and has lost one.
    listed.write_text("key,list,kind,name,address,region\n1,名单,PERSON,张伟,,420112\n", encoding="utf-8")
    assert match(engine_settings, tmp_path, str(listed)).code == 0
    [row] = rows_of(Path(f"{listed}.matched.csv"))
    assert row["band"] == "SAME" and row["decision"].startswith("SAME INVESTIGATOR 20")
    listed.write_text("key,kind,name\n1,PERSON,张伟\n", encoding="utf-8")
    assert match(engine_settings, tmp_path, str(listed)).code == 0
    assert rows_of(Path(f"{listed}.matched.csv"))[0]["band"] == "REVIEW"


async def test_of_two_numbers_with_one_mask_one_is_queued_and_the_list_goes_on(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    rows = "".join(f"{number},PERSON,张伟,PASSPORT,{number}\n" for number in ("E12345678", "E12355678"))
    listed.write_text(f"key,kind,name,documentType,documentNumber\n{rows}", encoding="utf-8")
    for _ in range(2):
        ended = match(engine_settings, tmp_path, str(listed), "--queue")
        assert ended.code == 0 and "2 review, 0 different, 0 rejected, 1 not queued" in ended.out, ended
        assert [row["band"] for row in rows_of(Path(f"{listed}.matched.csv"))] == ["REVIEW", "REVIEW"]


async def test_a_case_that_is_not_open_matches_nothing_and_is_on_record(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"{HEADER}\n1,PERSON,张伟,,,,\n", encoding="utf-8")
    case = ("--court", "鄂0112", "--case-number", "（2026）鄂0112执9号")
    ended = match(engine_settings, tmp_path, str(listed), *case)
    assert ended.code == 1 and "--case-number names no open file" in ended.complaint
    assert not Path(f"{listed}.matched.csv").exists()
    assert of_record(engine_settings, tmp_path)[-1]["decision"] == "FORBIDDEN"


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "utf-8-sig"])
async def test_what_chinese_spreadsheets_save_says_the_same(
    loaded: Engine, engine_settings: dict[str, str], tmp_path: Path, charset: str
) -> None:
    rows = [HEADER, f"一,,汉江建筑有限责任公司,{USCC},,,", *(f"{n},PERSON,张伟,,,,13812345678" for n in range(50))]
    found = []
    for folder, encoding in (("plain", "utf-8"), ("sent", charset)):
        (tmp_path / folder).mkdir()
        listed = tmp_path / folder / "list.csv"
        listed.write_bytes("\r\n".join([*rows, ""]).encode(encoding))
        ended = match(engine_settings, tmp_path, str(listed))
        name = "GB18030" if encoding.startswith("gb") else "UTF-8"
        assert ended.code == 0 and ended.out.startswith(f"matched list.csv ({name}): 1 same, 50 review"), ended
        found.append(Path(f"{listed}.matched.csv").read_bytes())
    assert found[0] == found[1] and "一,2,SAME".encode() in found[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("list.csv", HEADER.encode() + b"\n1,\xff\xfe\n", "not UTF-8 at byte 47 of the file"),
        ("list.csv", HEADER.encode() + b"\n1,\xff\xfe\n", "not GB18030 at byte 47 of the file"),
        ("list.csv", HEADER.encode() + "\n1,,张伟".encode("gb18030")[:-1] + b"\n", "not GB18030 at byte"),
        ("list.csv", b"\xef\xbb\xbf" + HEADER.encode() + "\n1,PERSON,张伟,,,,\n".encode("gbk"), "not UTF-8"),
        ("list.csv", HEADER.encode() + "\n1,,张伟,,,,\n".encode() * 3 + b"1,,\xd5\xc5,,,,\n", "line 2 is UTF-8"),
        ("list.csv", HEADER.encode() + "\n1,,李娜,,,,\n".encode("gbk") + "2,,汉江,,,,\n".encode(), "line 3 is"),
        ("list.jsonl", '{"name": "张伟"}\n'.encode("gbk"), "not UTF-8"),
        ("list.csv", b"", "empty"),
        ("list.csv", b"key,nme\n1,a\n", "no column 'nme'"),
        ("list.xlsx", b"PK\x03\x04", "not a list of records"),
        ("list.jsonl", b'[{"name": "a"}]\n', "JSON array"),
        ("list.csv", b"name\n" + b"x" * (2**20 + 1), "too long"),
    ],
)
def test_an_unusable_file_is_said(name: str, content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    ended = hub(tmp_path / "data", "match", str(tmp_path / name))
    assert ended.code == 2 and why in ended.complaint, ended
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ("--role", "PARTNER", "--agency", "RAILWAY", "--purpose", "CREDIT_CHECK", "--case-number", "7"),
            "is for",
        ),
        (("--role", "NOBODY"), "no such role"),
        (("--agency", "NOBODY"), "no such agency"),
        (("--court", "鄂0112"), "--case-number"),
        (("--purpose", "AUDIT"), "may not act for"),
    ],
)
def test_whom_it_does_not_serve_is_said(arguments: tuple[str, ...], why: str, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("kind,name\nPERSON,张伟\n", encoding="utf-8")
    ended = hub(tmp_path / "data", "match", str(listed), *arguments)
    assert ended.code == 2 and why in ended.complaint, ended
