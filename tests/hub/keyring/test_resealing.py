"""Rotating the keys of a graph on both engines: nobody is missed, nobody is two, and a kill changes nothing."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine, EngineAddress
from graph.rules.identifiers import CITIZEN_ID
from graph.rules.sealing import Opening, Protected, match_hash, open_sealed
from graph.statement import Statement
from hub.keyring.resealing import Resealed, reseal_graph, users_of
from hub.keyring.ring import StoredRing
from tests.conftest import clean
from tests.graphs import Node, bring_in, case_of_the_purpose
from tests.hub.keyring.killed_reseal import nowhere, reseal
from tests.hub.serving import Client, served

ROOT = Path(__file__).resolve().parents[2]
FIRST = StoredRing.fresh()
NEXT = FIRST.with_next(matching=True, sealing=True)
TURNED = NEXT.turned()
PASSPORT = {"documentType": "PASSPORT", "documentNumber": "E12345678"}
STORED = Statement(
    text="MATCH (n:Node)<-[:ABOUT]-(t:Statement) WHERE t.citizenMatch IS NOT NULL OR t.documentMatch IS NOT NULL"
    " RETURN n.rk, t.slot, t.supersededAt, t.citizenMatch, t.citizenMask, t.citizenSealed,"
    " t.documentType, t.documentMatch, t.documentSealed",
    name="stored numbers",
)


def numbers(count: int) -> list[str]:
    """So many citizen IDs that can be somebody's."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    made = []
    for serial in range(count):
        head = f"42011219850307{serial:03d}"
        made.append(head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights, strict=True)) % 11])
    return made


def people(count: int) -> list[Node]:
    return [
        Node("PERSON", f"p{place}", {"name": f"某{place}", "citizenId": number})
        for place, number in enumerate(numbers(count))
    ]


async def stored(engine: Engine) -> list[list[Any]]:
    return sorted(await engine.read(STORED), key=repr)


async def opened(engine: Engine, ring: StoredRing) -> list[tuple[str, ...]]:
    """Each number in clear by record and slot: the end state, whatever nonce a seal has."""
    found = []
    for rk, slot, until, match, mask, sealed, type_, document, document_sealed in await stored(engine):
        for scheme, hashed, box in ((CITIZEN_ID, match, sealed), (type_, document, document_sealed)):
            if hashed is not None:
                number = Protected(scheme=scheme, match=hashed, mask=mask or "", sealed=box)
                clear = open_sealed(number, ring.ring(), _seen, "test")
                assert hashed == match_hash(clear, scheme, ring.ring())
                assert box.startswith(f"{ring.sealing}:")
                found.append((rk, slot, until, scheme, clear, hashed))
    return sorted(found)


def _seen(_opening: Opening) -> None:
    """Nothing of a test is put on a record."""


async def test_every_number_of_every_version_is_put_under_the_new_keys(engine: Engine, tmp_path: Path) -> None:
    await bring_in(
        engine, tmp_path, [*people(30), Node("PERSON", "d", {"name": "丁", **PASSPORT})], ring=FIRST.ring()
    )
    changed = [replace(each, values={**each.values, "name": "改名"}) for each in people(10)]
    await bring_in(engine, tmp_path, changed, ring=FIRST.ring())
    before = await opened(engine, FIRST)
    assert len(before) == 41 and any(until != "9999-12-31T23:59:59.999999Z" for _, _, until, *_ in before)
    done = await reseal_graph(engine, TURNED.ring(), nowhere)
    assert (done.numbers, done.records, done.shut) == (31, 31, [])
    after = await opened(engine, TURNED)
    assert [each[:5] for each in after] == [each[:5] for each in before]
    assert not {each[5] for each in after} & {each[5] for each in before}
    assert await users_of(engine, "m1") == await users_of(engine, "s1") == {}
    # Nothing is left to do, and nothing is opened to find that out.
    assert await reseal_graph(engine, TURNED.ring(), _no_opening) == Resealed()


async def _no_opening(_ids: Sequence[str], _numbers: int) -> None:
    raise AssertionError("a number was opened")


async def test_a_new_sealing_key_alone_keeps_every_hash(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(5), ring=FIRST.ring())
    hashes = [row[3] for row in await stored(engine)]
    ring = FIRST.with_next(matching=False, sealing=True).turned()
    assert (await reseal_graph(engine, ring.ring(), nowhere)).numbers == 5
    assert [row[3] for row in await stored(engine)] == hashes
    assert len(await opened(engine, ring)) == 5


async def test_an_opening_that_cannot_be_recorded_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(3), ring=FIRST.ring())
    before = await stored(engine)
    with pytest.raises(AssertionError):
        await reseal_graph(engine, TURNED.ring(), _no_opening)
    assert await stored(engine) == before


async def test_each_batch_says_which_records_it_opened(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(20), ring=FIRST.ring())
    told: list[str] = []
    total = 0

    async def note(ids: Sequence[str], opened_: int) -> None:
        nonlocal total
        told.extend(ids)
        total += opened_

    await reseal_graph(engine, TURNED.ring(), note)
    ids = [row[0] for row in await engine.read(Statement(text="MATCH (n:Node) RETURN n.id", name="ids"))]
    assert sorted(told) == sorted(ids) and total == 20


async def test_a_number_that_cannot_be_opened_stays_and_is_told_of(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(4), ring=FIRST.ring())
    match = match_hash(numbers(1)[0], CITIZEN_ID, FIRST.ring())
    text = "MATCH (t:Statement {citizenMatch: $match}) SET t.citizenSealed = 's1:AAAA'"
    spoil = Statement(text=text, parameters={"match": match}, name="spoil")
    await engine.write([spoil])
    done = await reseal_graph(engine, TURNED.ring(), nowhere)
    assert done.numbers == 3 and done.shut == [match]
    assert "1 could not be opened" in done.line()
    assert await users_of(engine, "m1") == {"numbers": 1}


# --- reads and loads in between -------------------------------------------------------------------

FIND = "query ($by: SubjectKey!) { subject(by: $by) { id sources { key } } }"


async def found(client: Client, number: str) -> list[str]:
    """Keys of the records of whom the number finds, by the key and by the search."""
    by_key = await client.ask(FIND, {"by": {"citizenId": number}})
    searched = await client.ask(
        "query ($t: String!) { searchSubjects(text: $t) { edges { node { id sources { key } } } } }", {"t": number}
    )
    hits = [edge["node"] for edge in searched["searchSubjects"]["edges"]]
    assert hits == [by_key["subject"]] if by_key["subject"] else hits == []
    return sorted(source["key"] for source in by_key["subject"]["sources"]) if by_key["subject"] else []


@pytest.mark.parametrize("ring", [NEXT, TURNED], ids=["next", "turned"])
async def test_in_the_middle_everybody_is_found_by_whichever_key(
    engine: Engine, tmp_path: Path, ring: StoredRing
) -> None:
    """Processes restarted before and after the turn answer alike while the graph is half and half."""
    await bring_in(engine, tmp_path, [case_of_the_purpose(), *people(12)], ring=FIRST.ring())
    half = [row[3] for row in await stored(engine)][:6]
    await _reseal_only(engine, half)
    async with served(engine, tmp_path / "hub", ring=ring.ring()) as client:
        for place, number in enumerate(numbers(12)):
            assert await found(client, number) == [f"p{place}"]
        screened = await client.ask(
            "query ($s: [SubjectKey!]!) { screen(subjects: $s) { underMeasure problem } }",
            {"s": [{"citizenId": number} for number in numbers(12)]},
            role="PARTNER",
            agency="RAILWAY",
        )
        assert [row["problem"] for row in screened["screen"]] == [None] * 12
        assert await found(client, "110101199003070011") == []


async def _reseal_only(engine: Engine, hashes: Sequence[str]) -> None:
    """Numbers with these hashes alone, as a walk that was killed in the middle leaves them."""
    from graph.cypher import sealing
    from hub.keyring import resealing

    found = await resealing._found(engine, TURNED.ring(), sealing.PLACES[0], "", "g", [])
    some = [number for number in found if number.match in hashes]
    assert len(some) == len(hashes)
    await resealing._batch(engine, TURNED.ring(), sealing.PLACES[0], some, nowhere, Resealed())


async def test_a_load_in_the_middle_meets_whom_it_speaks_of(engine: Engine, tmp_path: Path) -> None:
    """Another source names half of the people while half are under each key: each is one subject afterwards."""
    await bring_in(engine, tmp_path, [case_of_the_purpose(), *people(8)], ring=FIRST.ring(), source="market")
    await _reseal_only(engine, [row[3] for row in await stored(engine)][:4])
    others = [
        replace(each, key=f"tax{each.key}", values={"citizenId": each.values["citizenId"]}) for each in people(8)
    ]
    await bring_in(engine, tmp_path, others, ring=TURNED.ring(), source="tax")
    rows = await stored(engine)
    assert {row[3].partition(":")[0] for row in rows} == {
        "m2"
    }  # a number that is met is renewed wherever it stands
    async with served(engine, tmp_path / "hub", ring=TURNED.ring()) as client:
        for place, number in enumerate(numbers(8)):
            assert await found(client, number) == [f"p{place}", f"taxp{place}"]
    assert len(await opened(engine, TURNED)) == 16


async def test_control_a_load_that_knows_the_new_key_alone_makes_two_of_one(
    engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose(), *people(2)], ring=FIRST.ring(), source="market")
    alone = TURNED.without("m1")
    others = [replace(each, key=f"tax{each.key}") for each in people(2)]
    await bring_in(engine, tmp_path, others, ring=alone.ring(), source="tax")
    async with served(engine, tmp_path / "hub", ring=alone.ring()) as client:
        assert [await found(client, number) for number in numbers(2)] == [["taxp0"], ["taxp1"]]


async def test_statements_published_before_are_known_after(engine: Engine, tmp_path: Path) -> None:
    from adapters.loading.ledger import Ledger
    from adapters.loading.recall import _Recalled

    with Ledger.open(tmp_path / "loads", "x" * 64, rows=1) as ledger:
        before = _Recalled(ledger, "bods", FIRST.ring()).digest("a statement")
        after = _Recalled(ledger, "bods", TURNED.ring())
        assert after.digest("a statement") != before == after.digest("a statement", before)
        assert after.digest("another", before) != before


# --- killed ---------------------------------------------------------------------------------------


async def kill(address: EngineAddress, place: str, number: int, done: Path) -> int:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.keyring.killed_reseal", cwd=ROOT, stdin=asyncio.subprocess.PIPE
    )
    told = {"address": asdict(address), "place": place, "number": number, "done": str(done)}
    await child.communicate(json.dumps({**told, "ring": TURNED.to_bytes().decode()}).encode())
    assert child.returncode is not None
    return child.returncode


@pytest.mark.slow
@pytest.mark.parametrize("place", ["work", "graph"])
async def test_killed_anywhere_it_goes_on_to_the_same_end(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, place: str
) -> None:
    given = [*people(60), *(Node("PERSON", f"d{n}", {"name": "丁", **PASSPORT}) for n in range(3))]
    await bring_in(engine, tmp_path, given, ring=FIRST.ring())
    clear = [each[:5] for each in await opened(engine, FIRST)]
    for number in sorted(random.Random(4).sample(range(1, 8), 3)):
        assert await kill(engine_address, place, number, tmp_path / "x") == -signal.SIGKILL
        keys = {row[3].partition(":")[0] for row in await stored(engine) if row[3]}
        assert "m1" in keys, "it was through before it was killed"
    await reseal(engine, TURNED)
    assert [each[:5] for each in await opened(engine, TURNED)] == clear
    assert await users_of(engine, "m1") == await users_of(engine, "s1") == {}


@pytest.mark.slow
async def test_control_a_walk_that_notes_first_leaves_numbers_behind(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    await clean(engine)
    await bring_in(engine, tmp_path, people(60), ring=FIRST.ring())
    assert await kill(engine_address, "naive", 2, tmp_path / "done") == -signal.SIGKILL
    await reseal(engine, TURNED, tmp_path / "done")
    assert await users_of(engine, "m1")
