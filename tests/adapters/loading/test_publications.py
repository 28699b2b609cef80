"""Statements with ids of their own, over several loads: what was published stays published."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.loading.loader import Outcome, Summary
from graph.engine import Engine, EngineAddress
from tests.adapters.loading.dump import dump, facts
from tests.bods import Statement, company, deliver, person, relation
from tests.conftest import clean

HALF = {"type": "shareholding", "share": {"exact": 50}, "directOrIndirect": "direct"}
SEAT = {"type": "boardMember", "startDate": "2020-01-01"}


def rejects(summary: Summary) -> list[list[str]]:
    with summary.reject_file.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


async def open_facts(engine: Engine, kind: str) -> list[dict[str, Any]]:
    return [fact for fact in await facts(engine, kind) if "open" in fact]


async def ends(engine: Engine, kind: str) -> list[str]:
    return sorted(fact["validTo"] for fact in await open_facts(engine, kind))


def later(statement: Statement, day: str, **changes: Any) -> Statement:
    """A newer statement about the same record."""
    number = f"{statement['statementId']}-{day}"
    details = {**statement["recordDetails"], **changes.pop("details", {})}
    return {**statement, "statementId": number, "statementDate": day, "recordDetails": details, **changes}


# --- one statementId, two contents -----------------------------------------------------------------


async def test_other_content_under_an_id_of_an_earlier_load_is_rejected(engine: Engine, tmp_path: Path) -> None:
    first = company(name="one")
    await deliver(engine, tmp_path, first)
    summary = await deliver(
        engine, tmp_path, person(), {**company(name="two"), "statementId": first["statementId"]}
    )
    assert (summary.total(Outcome.NEW), summary.total(Outcome.CHANGED), summary.rejected) == (1, 0, 1)
    ((file, line, field, value, reason),) = rejects(summary)
    assert (file, line, field, value) == ("a.json", "2", "statementId", first["statementId"])
    assert "an earlier load brought it with other content; allowed: " in reason
    (fact,) = await facts(engine, "COMPANY")
    assert fact["name"] == "one"


async def test_an_id_cannot_pass_to_another_record(engine: Engine, tmp_path: Path) -> None:
    first = relation(HALF)
    await deliver(engine, tmp_path, company(), person(), first)
    summary = await deliver(engine, tmp_path, {**company("d"), "statementId": first["statementId"]})
    assert [row[2] for row in rejects(summary)] == ["statementId"]
    assert len(await facts(engine, "COMPANY")) == 1


async def test_the_same_content_is_unchanged_however_it_is_laid_out(engine: Engine, tmp_path: Path) -> None:
    statements = [company(), person(), relation(HALF)]
    await deliver(engine, tmp_path, *statements)
    before = await dump(engine)
    turned = [dict(reversed(each.items())) for each in reversed(statements)]
    summary = await deliver(engine, tmp_path, *turned)
    assert (summary.total(Outcome.UNCHANGED), summary.total(Outcome.NEW), summary.rejected) == (3, 0, 0)
    assert [line for line in before if line not in await dump(engine)] == []


async def test_a_new_statement_of_the_record_supersedes(engine: Engine, tmp_path: Path) -> None:
    old = company(name="one")
    await deliver(engine, tmp_path, old)
    summary = await deliver(engine, tmp_path, later(old, "2024-02-01", details={"name": "two"}))
    assert summary.total(Outcome.CHANGED) == 1
    assert [fact["name"] for fact in await open_facts(engine, "COMPANY")] == ["two"]


async def test_an_id_that_was_superseded_within_its_load_is_still_known(engine: Engine, tmp_path: Path) -> None:
    old = company(name="one")
    await deliver(engine, tmp_path, old, later(old, "2024-02-01", details={"name": "two"}))
    summary = await deliver(engine, tmp_path, {**old, "recordDetails": {**old["recordDetails"], "name": "three"}})
    assert [row[2] for row in rejects(summary)] == ["statementId"]


async def test_each_source_has_ids_of_its_own(engine: Engine, tmp_path: Path) -> None:
    first = company(name="one")
    await deliver(engine, tmp_path, first, source="one")
    summary = await deliver(
        engine, tmp_path, {**company(name="two"), "statementId": first["statementId"]}, source="two"
    )
    assert (summary.total(Outcome.NEW), summary.rejected) == (1, 0)


async def test_a_statement_that_did_not_come_in_may_be_sent_again_corrected(
    engine: Engine, tmp_path: Path
) -> None:
    wrong = company(identifiers=[{"scheme": "CN-SAMR", "id": "91420100MA4KMN6U95"}])
    assert (await deliver(engine, tmp_path, wrong)).rejected == 1
    right = {**company(), "statementId": wrong["statementId"]}
    assert (await deliver(engine, tmp_path, right)).total(Outcome.NEW) == 1


async def test_what_is_remembered_holds_no_personal_number(engine: Engine, tmp_path: Path) -> None:
    number = "420112198503071237"
    await deliver(engine, tmp_path, person(identifiers=[{"scheme": "CHN-IDCARD", "id": number}]))
    assert number not in "\n".join(await dump(engine))


# --- the order of statements is theirs, not that of the loads --------------------------------------


async def test_a_statement_older_than_what_is_known_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    old, owner = company(name="one"), person()
    held = relation(HALF)
    more = {"interests": [{**HALF, "share": {"exact": 60}}]}
    newer = [later(old, "2024-02-01", details={"name": "two"}), later(held, "2024-02-01", details=more)]
    await deliver(engine, tmp_path, owner, *newer)
    summary = await deliver(engine, tmp_path, old, held)
    assert summary.counts == {"COMPANY": {"unchanged": 1}, "SHAREHOLDER_OF": {"unchanged": 1}}
    assert [fact["name"] for fact in await open_facts(engine, "COMPANY")] == ["two"]
    assert [fact["share"] for fact in await open_facts(engine, "SHAREHOLDER_OF")] == [0.6]


async def test_an_old_delivery_loaded_again_does_not_turn_history_back(engine: Engine, tmp_path: Path) -> None:
    old = [company(name="one"), person(), relation(HALF, SEAT)]
    await deliver(engine, tmp_path, *old)
    fewer = later(old[2], "2024-02-01", details={"interests": [HALF]})
    changed = [later(old[0], "2024-01-01", details={"name": "two"}), fewer]
    await deliver(engine, tmp_path, *changed)
    before = await dump(engine)
    summary = await deliver(engine, tmp_path, *old)
    assert {outcome for of_kind in summary.counts.values() for outcome in of_kind} == {"unchanged"}
    assert [line for line in before if line not in await dump(engine)] == []


# --- interests that end ----------------------------------------------------------------------------


async def test_an_interest_no_longer_listed_ends_on_the_day_of_the_statement(
    engine: Engine, tmp_path: Path
) -> None:
    first = relation(HALF, SEAT)
    await deliver(engine, tmp_path, company(), person(), first)
    second = later(first, "2024-02-01", details={"interests": [HALF]})
    summary = await deliver(engine, tmp_path, second)
    assert summary.counts == {"SHAREHOLDER_OF": {"unchanged": 1}, "DIRECTOR_OF": {"changed": 1}}
    was, now = await facts(engine, "DIRECTOR_OF")
    assert (was["validTo"], was["supersededAt"]) == ("9999-12-31", now["recordedAt"])
    assert (now["validFrom"], now["validTo"], now["title"]) == ("2020-01-01", "2024-02-01", "boardMember")
    assert await ends(engine, "SHAREHOLDER_OF") == ["9999-12-31"]
    again = await deliver(engine, tmp_path, second)
    assert again.counts == {"SHAREHOLDER_OF": {"unchanged": 1}, "DIRECTOR_OF": {"unchanged": 1}}
    assert len(await facts(engine, "DIRECTOR_OF")) == 2


async def test_an_interest_that_had_ended_before_keeps_its_end(engine: Engine, tmp_path: Path) -> None:
    first = relation(HALF, {**SEAT, "endDate": "2023-05-01"})
    await deliver(engine, tmp_path, company(), person(), first)
    await deliver(engine, tmp_path, later(first, "2024-02-01", details={"interests": [HALF]}))
    assert await ends(engine, "DIRECTOR_OF") == ["2023-05-01"]


@pytest.mark.parametrize("listed", [[HALF, SEAT], [HALF], []], ids=["all", "one", "none"])
async def test_a_closed_relationship_ends_all_its_facts(
    engine: Engine, tmp_path: Path, listed: list[dict[str, Any]]
) -> None:
    first = relation(HALF, SEAT)
    await deliver(engine, tmp_path, company(), person(), first)
    closing = later(first, "2024-02-01", recordStatus="closed", details={"interests": listed})
    summary = await deliver(engine, tmp_path, closing)
    assert summary.total(Outcome.CHANGED) == 2
    assert await ends(engine, "SHAREHOLDER_OF") == await ends(engine, "DIRECTOR_OF") == ["2024-02-01"]
    assert await facts(engine, "INFLUENCES") == []


async def test_an_interest_told_again_goes_on(engine: Engine, tmp_path: Path) -> None:
    first = relation(HALF)
    await deliver(engine, tmp_path, company(), person(), first)
    await deliver(engine, tmp_path, later(first, "2024-02-01", recordStatus="closed"))
    await deliver(engine, tmp_path, later(first, "2024-03-01", recordStatus="updated"))
    assert await ends(engine, "SHAREHOLDER_OF") == ["9999-12-31"]


async def test_what_was_taken_back_before_it_began_holds_on_no_day(engine: Engine, tmp_path: Path) -> None:
    first = relation(HALF, {**SEAT, "startDate": "2024-01-01"})
    await deliver(engine, tmp_path, company(), person(), first)
    corrected = later(first, "2024-01-01", details={"interests": [HALF]})
    summary = await deliver(engine, tmp_path, corrected)
    assert (summary.counts["DIRECTOR_OF"], summary.rejected) == ({"changed": 1}, 0)
    (seat,) = await facts(engine, "DIRECTOR_OF")
    assert "open" not in seat
    assert (await deliver(engine, tmp_path, first, corrected)).total(Outcome.CHANGED) == 0


async def test_a_party_that_becomes_known_takes_the_place_of_the_unknown_one(
    engine: Engine, tmp_path: Path
) -> None:
    first = relation(HALF, party={"reason": "unknown"})
    await deliver(engine, tmp_path, company(), first)
    await deliver(engine, tmp_path, person(), later(first, "2024-02-01", details={"interestedParty": "p"}))
    assert await ends(engine, "SHAREHOLDER_OF") == ["2024-02-01", "9999-12-31"]


async def test_an_interest_listed_with_a_fault_does_not_end(engine: Engine, tmp_path: Path) -> None:
    first = relation(HALF, SEAT)
    await deliver(engine, tmp_path, company(), person(), first)
    faulty = {"type": "shareholding", "share": {"minimum": 60, "maximum": 50}}
    summary = await deliver(engine, tmp_path, later(first, "2024-02-01", details={"interests": [faulty]}))
    assert [row[2] for row in rejects(summary)] == ["shareMin"]
    assert await ends(engine, "SHAREHOLDER_OF") == ["9999-12-31"]
    assert await ends(engine, "DIRECTOR_OF") == ["2024-02-01"]


async def test_ends_are_of_the_kind_that_the_graph_knows(engine: Engine, tmp_path: Path) -> None:
    """A state on the board is INFLUENCES, also when the delivery does not say that it is a state."""
    first = relation({"type": "boardMember"}, party="d")
    await deliver(engine, tmp_path, company(), company("d", entityType={"type": "state"}), first)
    summary = await deliver(engine, tmp_path, later(first, "2024-02-01"))
    assert summary.counts == {"INFLUENCES": {"unchanged": 1}}


# --- however the statements come, the graph ends the same ------------------------------------------

DAYS = ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01")
INTERESTS = st.lists(
    st.sampled_from([HALF, SEAT, {"type": "trustee"}]), unique_by=lambda each: each["type"], min_size=1
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Statement], list[list[Statement]]]:
    """Statements of one relationship in their order, and the same in deliveries of any order."""
    some = draw(st.lists(st.tuples(INTERESTS, st.booleans()), min_size=2, max_size=len(DAYS)))
    statements = [
        relation(*listed, statementDate=day, recordStatus="closed" if closed else "updated")
        for day, (listed, closed) in zip(DAYS, some, strict=False)
    ]
    mixed = draw(st.permutations(statements))
    cuts = sorted(draw(st.sets(st.integers(1, len(mixed) - 1))))
    return statements, [mixed[a:b] for a, b in zip([0, *cuts], [*cuts, len(mixed)], strict=True)]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
async def test_deliveries_in_any_order_come_to_the_same(
    engine: Engine, tmp_path: Path, history: tuple[list[Statement], list[list[Statement]]]
) -> None:
    statements, deliveries = history
    whole = await _told(engine, tmp_path, [statements])
    assert await _told(engine, tmp_path, deliveries) == whole


async def _told(engine: Engine, folder: Path, deliveries: Sequence[Sequence[Statement]]) -> list[Any]:
    await clean(engine)
    await deliver(engine, folder, company(), person())
    for statements in deliveries:
        await deliver(engine, folder, *statements)
    found = [
        fact for kind in ("SHAREHOLDER_OF", "DIRECTOR_OF", "INFLUENCES") for fact in await open_facts(engine, kind)
    ]
    return sorted((fact["slot"], fact["validFrom"], fact["validTo"], fact["hash"]) for fact in found)


# --- a kill ----------------------------------------------------------------------------------------


class Killed(Exception):
    pass


class Mortal(Engine):
    """An engine whose user dies right after the N-th commit, before the ledger knows."""

    commits_left = 0

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        answer = await super().transact(work, timeout_seconds=timeout_seconds)
        Mortal.commits_left -= 1
        if Mortal.commits_left == 0:
            raise Killed
        return answer


@pytest.mark.parametrize("commits", range(1, 6))
async def test_a_load_killed_after_any_commit_comes_to_the_same(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, commits: int
) -> None:
    first = [company(), person(), person("q"), relation(HALF, SEAT), relation(HALF, SEAT, record="s", party="q")]
    second = [
        later(first[0], "2024-02-01", details={"name": "D"}),
        later(first[3], "2024-02-01", details={"interests": [SEAT]}),
        later(first[4], "2023-02-01", recordStatus="closed", details={"interests": []}),
        {**first[1], "recordDetails": {**first[1]["recordDetails"], "names": [{"fullName": "x"}]}},
    ]
    outcomes = []
    for killed in (False, True):
        await clean(engine)
        folder = tmp_path / str(killed)
        await deliver(engine, folder, *first, day=0)
        if killed:
            Mortal.commits_left = commits
            async with await Mortal.open(engine_address) as mortal:
                with pytest.raises(Killed):
                    await deliver(mortal, folder, *second, day=1, batch_rows=1)
        summary = await deliver(engine, folder, *second, day=1, batch_rows=1)
        outcomes.append((await dump(engine), summary.counts, rejects(summary)))
    (whole, whole_counts, whole_rejects), (found, counts, told) = outcomes
    assert (counts, told) == (whole_counts, whole_rejects)
    assert found == whole
