"""`searchSubjects` in order and in pages: rank, folded name, id; ties paged whole, also while others change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.names import fold_name
from hub.read.cursor import Cursors
from tests.graphs import CITIZEN, OTHER_USCC, RING, USCC, Node, bring_in
from tests.hub.serving import Client
from tests.hub.two_engines import cursor_of

BEFORE = datetime(2026, 2, 1, tzinfo=UTC)

SEARCH = """query ($text: String!, $kinds: [SubjectKind!], $first: Int, $after: String) {
  searchSubjects(text: $text, kinds: $kinds, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id name kind } } } }"""


async def search(client: Client, text: str, **more: Any) -> dict[str, Any]:
    page: dict[str, Any] = (await client.ask(SEARCH, {"text": text, **more}))["searchSubjects"]
    return page


async def paged(client: Client, text: str, first: int, **more: Any) -> list[dict[str, Any]]:
    """All edges, by pages of this size."""
    edges: list[dict[str, Any]] = []
    after, unread = None, True
    while unread:
        page = await search(client, text, first=first, after=after, **more)
        edges += page["edges"]
        after, unread = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(edges) <= page["totalCount"]
    assert len(edges) == page["totalCount"]
    return edges


async def refusal(client: Client, text: str, **more: Any) -> tuple[str, str]:
    """Code and message."""
    (error,) = (await client.post(SEARCH, {"text": text, **more})).json()["errors"]
    return error["extensions"]["code"], error["message"]


def names(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"] for edge in page["edges"]]


async def test_equal_ranks_come_by_folded_name_in_order_of_code_points(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    # U+20BB7 comes last by code point; by UTF-16 unit, as Java compares, it would come before U+FA0E.
    stated = ["乙江", "B江", "a江", "\ufa0e江", "𠮷江", "甲江", "é江"]
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": name}) for n, name in enumerate(stated)])
    wanted = sorted(stated, key=fold_name)
    assert names(await search(client, "江")) == wanted
    assert [edge["node"]["name"] for edge in await paged(client, "江", 1)] == wanted


async def test_equal_names_come_by_id_and_page_without_loss(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [Node("COMPANY", f"c{n}", {"name": "长江"}) for n in range(7)]
    await bring_in(engine, tmp_path, [*rows, Node("COMPANY", "other", {"name": "长江电力"})])
    whole = await search(client, "长江", first=100)
    ids = [edge["node"]["id"] for edge in whole["edges"]]
    assert names(whole) == ["长江"] * 7 + ["长江电力"]
    assert ids[:7] == sorted(ids[:7])
    for first in (1, 2, 3, 7):
        assert [edge["node"]["id"] for edge in await paged(client, "长江", first)] == ids


KINDS = ("COMPANY", "PERSON", "GOVERNMENT_BODY", "UNION")


@pytest.mark.parametrize("kinds", [None, ["PERSON", "GOVERNMENT_BODY"]])
async def test_ties_between_kinds_come_by_id_whatever_their_kind(
    client: Client, engine: Engine, tmp_path: Path, kinds: list[str] | None
) -> None:
    """Every kind has one of each name, so that each tie is one between kinds, on every page."""
    stated = ("长江", "长江 电力", "北京长江", "北京长江")
    rows = [Node(kind, f"{kind}{n}", {"name": name}) for kind in KINDS for n, name in enumerate(stated)]
    await bring_in(engine, tmp_path, rows)
    whole = await search(client, "长江", kinds=kinds, first=100)
    nodes = [edge["node"] for edge in whole["edges"]]
    each = len(kinds or KINDS)
    assert names(whole) == ["长江"] * each + ["长江 电力"] * each + ["北京长江"] * 2 * each
    for tie in (nodes[:each], nodes[each : 2 * each], nodes[2 * each :]):
        assert [node["id"] for node in tie] == sorted(node["id"] for node in tie)
        assert {node["kind"] for node in tie} == set(kinds or KINDS)
    for first in (1, 3, each, each + 1):
        assert await paged(client, "长江", first, kinds=kinds) == whole["edges"]


@pytest.mark.slow
async def test_hits_that_stay_are_each_shown_once_while_others_merge(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [Node("COMPANY", f"c{n}", {"name": "长江"}) for n in range(6)]
    await bring_in(engine, tmp_path, rows, now=BEFORE)
    whole = (await search(client, "长江", first=100))["edges"]
    first = await search(client, "长江", first=3)
    assert first["edges"] == whole[:3]
    # The second of the page and its last, whose place the cursor holds, become one.
    merged = [await _key(client, edge["node"]["id"]) for edge in (whole[1], whole[2])]
    await bring_in(engine, tmp_path, [Node("COMPANY", key, {"name": "长江", "uscc": USCC}) for key in merged])
    assert (await search(client, "长江", first=100))["totalCount"] == 5
    rest = await search(client, "长江", first=3, after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["id"] for edge in rest["edges"]] == [edge["node"]["id"] for edge in whole[3:]]


async def test_a_page_goes_on_after_a_name_that_has_changed_since(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """No hit bears the cursor's name any more; the order is still that of code points (U+FA0E, U+20BB7)."""
    rows = [Node("COMPANY", f"c{n}", {"name": name}) for n, name in enumerate(("\ufa0e江", "𠮷江", "𠮷江上"))]
    await bring_in(engine, tmp_path, rows, now=BEFORE)
    first = await search(client, "江", first=1)
    assert names(first) == ["\ufa0e江"]
    await bring_in(engine, tmp_path, [Node("COMPANY", "c0", {"name": "黄河"})])
    rest = await search(client, "江", after=first["pageInfo"]["endCursor"])
    assert names(rest) == ["𠮷江", "𠮷江上"]


async def test_a_cursor_does_not_tell_which_names_are_held(client: Client, engine: Engine, tmp_path: Path) -> None:
    """A page after a name that nobody bears, and after one that only hidden statements bear, are the same."""
    rows = [Node("COMPANY", f"c{n}", {"name": name}) for n, name in enumerate(("\ufa0e江", "\ufa0f江"))]
    hidden = Node("COMPANY", "h", {"name": "𠮷江"}, meta=FactMeta(access="SEALED"))
    await bring_in(engine, tmp_path, [*rows, hidden])
    rank, _, node, mark = cursor_of((await search(client, "江"))["edges"][0])
    cursors = Cursors.of(RING)
    borne, unborne = [
        await search(client, "江", after=cursors.write((rank, name, node, mark))) for name in ("𠮷江", "𠮷江上")
    ]
    assert borne == unborne


async def _key(client: Client, node_id: str) -> str:
    """Under which its source states it."""
    query = "query ($by: SubjectKey!) { subject(by: $by) { sources { key } } }"
    key: str = (await client.ask(query, {"by": {"id": node_id}}))["subject"]["sources"][0]["key"]
    return key


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("黄河", None), ("长江", ["COMPANY"]), ("长江", []), ("长", None), (USCC, None)],
    ids=["text", "kinds", "no kinds", "shorter", "code"],
)
async def test_a_cursor_of_another_search_is_refused(
    client: Client, engine: Engine, tmp_path: Path, text: str, kinds: list[str] | None
) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": f"长江{n}"}) for n in range(3)])
    cursor = (await search(client, "长江", first=1))["pageInfo"]["endCursor"]
    assert await refusal(client, text, kinds=kinds, after=cursor) == (
        "BAD_INPUT",
        "after takes a cursor of the same search: the same text and the same kinds",
    )


async def test_the_same_search_may_be_written_another_way(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [Node(kind, f"{kind}{n}", {"name": f"长江{n}"}) for kind in ("COMPANY", "PERSON") for n in range(2)]
    await bring_in(engine, tmp_path, rows)
    first = await search(client, "长江", kinds=["COMPANY", "PERSON"], first=1)
    after = first["pageInfo"]["endCursor"]
    rest = await search(client, "長 江", kinds=["PERSON", "COMPANY", "PERSON"], after=after)
    assert len(rest["edges"]) == 3


async def test_a_cursor_of_a_search_tells_nothing_of_its_text(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Two hubs with other keys would give other marks: nobody can try texts against a cursor."""
    rows = [Node("PERSON", f"p{n}", {"name": "张三", "citizenId": CITIZEN}) for n in range(2)]
    await bring_in(engine, tmp_path, [*rows, Node("COMPANY", "c", {"name": "乙", "uscc": OTHER_USCC})])
    by_number = (await search(client, CITIZEN))["edges"]
    by_name = (await search(client, "张三"))["edges"]
    assert [edge["node"]["id"] for edge in by_number] == [edge["node"]["id"] for edge in by_name]
    assert [edge["cursor"] for edge in by_number] != [edge["cursor"] for edge in by_name]
