"""`hub explain FILE` as a user runs it, beside a running hub, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from tests.graphs import CITIZEN, USCC, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.commands.cli import Ended, hub
from tests.hub.recorded import recorded

HOLDERS = """query Holders($by: SubjectKey!) {
  subject(by: $by) { name ... on Company { shareholders { edges { share node { name } } } } } }"""
NETWORK = "query Ties($by: SubjectKey!) { network(of: $by) { nodes { name } links { relation } } }"
BY = f'{{"by": {{"uscc": "{USCC}"}}}}'


@pytest.fixture
async def loaded(engine: Engine, tmp_path: Path) -> Engine:
    await ensure_version(engine, datetime.now(UTC))
    rows = [
        case_of_the_purpose(),
        Node("COMPANY", "c", {"name": "汉江公司", "uscc": USCC}),
        Node("PERSON", "p", {"name": "张三"}),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.5}),
    ]
    await bring_in(engine, tmp_path, rows)
    return engine


def explain(settings: Mapping[str, str], own: Path, text: str, *arguments: str) -> Ended:
    path = own / "operation.graphql"
    path.write_text(text, encoding="utf-8")
    return hub(_folder(settings, own), "explain", str(path), *arguments, **settings)


def of_record(settings: Mapping[str, str], own: Path) -> list[dict[str, Any]]:
    return recorded(_folder(settings, own))


def _folder(settings: Mapping[str, str], own: Path) -> Path:
    return Path(settings.get("HUB_DATA", own / "command"))


@pytest.mark.usefixtures("loaded")
async def test_a_query_is_shown_and_not_run(engine_settings: dict[str, str], tmp_path: Path) -> None:
    before = len(of_record(engine_settings, tmp_path))
    ended = explain(engine_settings, tmp_path, HOLDERS, "--variables", BY)
    assert ended.code == 0, ended
    for told in (
        "operation  Holders",
        "caller     INVESTIGATOR 鄂0112 ENFORCEMENT",
        "relations: SHAREHOLDER_OF",
        "keys: 1 by uscc (not shown)",
        "own Find",  # the case of the purpose, looked up in the same statement
        "MATCH (t3:Statement {uscc: key})",
        "round 1, plan of",
        "The first round alone, and not run",
    ):
        assert told in ended.out, ended.out
    assert USCC not in ended.out and "汉江" not in ended.out
    last = ended.out.partition("round 1, plan of")[2].splitlines()
    assert last[0].strip() in ("neo4j", "arcadedb") and len(last) > 6  # an engine's plan has some steps
    assert len(of_record(engine_settings, tmp_path)) == before


@pytest.mark.usefixtures("loaded")
async def test_rights_of_the_caller_are_in_it(engine_settings: dict[str, str], tmp_path: Path) -> None:
    partner = ("--as", "PARTNER", "--agency", "RAILWAY", "--purpose", "CREDIT_CHECK", "--case-number", "file 7")
    ours = explain(engine_settings, tmp_path, HOLDERS, "--variables", BY)
    theirs = explain(engine_settings, tmp_path, HOLDERS, "--variables", BY, *partner)
    assert "INTERNAL" in ours.out and "own Find" in ours.out
    assert theirs.code == 0 and "INTERNAL" not in theirs.out and "own Find" not in theirs.out


@pytest.mark.usefixtures("loaded")
async def test_a_profile_runs_all_rounds_and_is_on_record(engine_settings: dict[str, str], tmp_path: Path) -> None:
    before = len(of_record(engine_settings, tmp_path))
    variables = tmp_path / "variables.json"
    variables.write_text(BY, encoding="utf-8")
    ended = explain(engine_settings, tmp_path, NETWORK, "--variables", str(variables), "--profile")
    assert ended.code == 0, ended
    assert "round 1, plan\n" in ended.out and "round 4, plan\n" in ended.out
    assert "not run" not in ended.out and " rows" in ended.out.rpartition("plan of")[2]  # how many came
    assert USCC not in ended.out and "汉江" not in ended.out and "张三" not in ended.out
    (entry,) = of_record(engine_settings, tmp_path)[before:]
    assert (entry["decision"], entry["role"], entry["purpose"]) == ("OK", "INVESTIGATOR", "ENFORCEMENT")
    assert entry["operation_name"] == "hub explain" and entry["rows"] > 0 and entry["touched"]


@pytest.mark.usefixtures("loaded")
async def test_who_is_refused_is_on_record(engine_settings: dict[str, str], tmp_path: Path) -> None:
    before = len(of_record(engine_settings, tmp_path))
    other = ("--court", "鄂0112", "--case-number", "（2026）鄂0112执999号")
    ended = explain(engine_settings, tmp_path, HOLDERS, "--variables", BY, "--profile", *other)
    assert ended.code != 0 and "--case-number names no open file" in ended.complaint
    (entry,) = of_record(engine_settings, tmp_path)[before:]
    assert entry["decision"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("text", "arguments", "complaint"),
    [
        ("mutation Move { __typename }", (), "Move is a mutation; only queries are explained"),
        ("subscription Watch { auditHead { at: __typename } }", (), "Watch is a subscription; only queries"),
        ("{ nonsense }", (), "Cannot query field"),
        ("{ grants { edges { node { id } } } }", ("--as", "AUDITOR", "--purpose", "AUDIT"), "told by a desk"),
        ("{ viewer { role } }", ("--variables", "[1]"), "--variables: not a JSON object"),
        ("{ viewer { role } }", ("--variables", '{"a": '), "--variables is not JSON in UTF-8"),
        (
            "{ viewer { role } }",
            ("--variables", '{"a": 1, "a": 2}'),
            "--variables names a member of an object twice",
        ),
        (
            "{ viewer { role } }",
            ("--variables", f'"by": "{CITIZEN}"'),
            "hub: --variables: neither a JSON object nor a file",
        ),
        (
            "{ viewer { role } }",
            ("--variables", "x" * 5_000),
            "hub: --variables: neither a JSON object nor a file",
        ),
        ("#" * (1 << 20) + "\n{ __typename }", (), "too large; at most 1048576 bytes"),
        (
            "{ viewer { role } }",
            ("--court", "", "--case-number", "（2026）鄂0112执1号"),
            "--court: not a court's code",
        ),
        (
            "{ viewer { role } }",
            ("--court", "鄂0112", "--case-number", "\udcff"),
            "--case-number: percent-encoded",
        ),
        (
            '{ auditTrail(subject: {id: "x"}) { edges { node { number } } } }',
            ("--as", "AUDITOR", "--purpose", "AUDIT"),
            "told by a desk or the record",
        ),
        (f'{{ subject(by: "张三 {USCC}") {{ id }} }}', (), "to be an object, found: (not shown)"),
        (f"mutation Of{CITIZEN} {{ __typename }}", (), "Of*** is a mutation"),
        ("{ viewer { role } }", ("--as", "NOBODY"), "--as: no such role; allowed: "),
        ("{ viewer { role } }", ("--purpose", "NONE"), "--purpose: no such purpose"),
    ],
)
@pytest.mark.usefixtures("loaded")
async def test_what_cannot_be_explained_is_said_in_a_line(
    engine_settings: dict[str, str], tmp_path: Path, text: str, arguments: tuple[str, ...], complaint: str
) -> None:
    before = len(of_record(engine_settings, tmp_path))
    ended = explain(engine_settings, tmp_path, text, *arguments)
    assert ended.code != 0 and complaint in ended.complaint, ended
    assert CITIZEN not in ended.complaint and "张三" not in ended.complaint
    assert len(of_record(engine_settings, tmp_path)) == before


@pytest.mark.usefixtures("loaded")
async def test_what_asks_nothing_has_no_statement(engine_settings: dict[str, str], tmp_path: Path) -> None:
    ended = explain(engine_settings, tmp_path, "{ __typename }")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "no statement: nothing of the graph is asked")


@pytest.mark.usefixtures("loaded")
async def test_the_name_of_an_operation_tells_no_number(engine_settings: dict[str, str], tmp_path: Path) -> None:
    ended = explain(engine_settings, tmp_path, f"query Of{CITIZEN} {{ __typename }}")
    assert ended.out.splitlines()[0] == "operation  Of***"
