"""What a written province promises, read back from its files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.sample import FolderTaken, ScaleOutOfRange, write_province
from adapters.sample.courts import BY_CODE
from adapters.sample.days import day
from adapters.sample.debts import Docket
from graph.catalogue import measure_definitions
from graph.model import MODEL
from graph.rules import identifiers
from hub.running.development import CASE_NUMBER

EDITION = "HUB-2026-01"
SCALE = 4_000
TODAY = date(2026, 11, 1)
MEMBERS = {"item", "validFrom", "validTo", "grade", "access"}

Line = dict[str, Any]


@dataclass
class Province:
    lines: dict[str, list[Line]]
    kind_of: dict[str, str]  # key of a node to its kind

    def of(self, row: str) -> list[Line]:
        return self.lines.get(row, [])

    def main(self, row: str) -> dict[str, Line]:
        """The statements without an item, by key."""
        return {line["key"]: line for line in self.of(row) if "item" not in line}

    def nodes(self) -> Iterator[tuple[str, Line]]:
        for name, kind in MODEL.nodes.items():
            for line in self.of(kind.row):
                yield name, line

    def relations(self) -> Iterator[tuple[str, Line]]:
        for name, kind in MODEL.relations.items():
            for line in self.of(kind.row):
                yield name, line

    def holders(self) -> dict[str, list[Line]]:
        """Present holdings by company."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.of("shareholder_of"):
            if "validTo" not in line:
                found[line["to"]].append(line)
        return found


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    write_province(folder, scale=SCALE, seed=1)
    return folder


@pytest.fixture(scope="module")
def province(folder: Path) -> Province:
    lines = {
        path.stem: [orjson.loads(line) for line in path.read_bytes().splitlines()]
        for path in folder.glob("*.jsonl")
    }
    kind_of = {line["key"]: name for name, kind in MODEL.nodes.items() for line in lines.get(kind.row, [])}
    return Province(lines, kind_of)


# --- the run --------------------------------------------------------------------------------------


def test_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_province(tmp_path, scale=SCALE, seed=1)
    assert _digest(tmp_path) == _digest(folder)


def test_another_seed_gives_another_province(folder: Path, tmp_path: Path) -> None:
    write_province(tmp_path, scale=SCALE, seed=2)
    assert (tmp_path / "person.jsonl").read_bytes() != (folder / "person.jsonl").read_bytes()


@pytest.mark.parametrize("scale", [999, 10_000_001])
def test_scale_out_of_range_is_refused_before_anything_is_written(scale: int, tmp_path: Path) -> None:
    with pytest.raises(ScaleOutOfRange, match="1000 to 10000000"):
        write_province(tmp_path / "new", scale=scale)
    assert not (tmp_path / "new").exists()


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "company.jsonl").write_text("mine")
    with pytest.raises(FolderTaken):
        write_province(tmp_path, scale=1_000)
    assert (tmp_path / "company.jsonl").read_text() == "mine"


def test_a_sample_replaces_the_one_before(tmp_path: Path) -> None:
    write_province(tmp_path / "one", scale=1_500, seed=5)
    write_province(tmp_path / "one", scale=1_000, seed=1)
    write_province(tmp_path / "two", scale=1_000, seed=1)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")


def test_a_broken_run_leaves_the_older_sample(tmp_path: Path) -> None:
    write_province(tmp_path, scale=1_000, seed=1)
    before = (tmp_path / "company.jsonl").read_bytes()

    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_province(tmp_path, scale=5_000, seed=2, on_progress=stop)
    assert (tmp_path / "company.jsonl").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_progress_ends_with_the_total(tmp_path: Path) -> None:
    told: list[int] = []
    summary = write_province(tmp_path, scale=3_000, on_progress=told.append)
    assert told[-1] == summary.total
    assert told == sorted(told)


@pytest.mark.parametrize("seed", range(1, 9))
def test_smallest_province_is_whole(seed: int, tmp_path: Path) -> None:
    rows = write_province(tmp_path, scale=1_000, seed=seed).rows
    assert rows["listing"] and rows["restriction"] and rows["acts_in_concert"] and rows["nominee_for"]


# --- the format -----------------------------------------------------------------------------------


def test_every_file_is_a_kind_of_the_model(province: Province) -> None:
    rows = {kind.row for kind in MODEL.nodes.values()} | {kind.row for kind in MODEL.relations.values()}
    assert set(province.lines) <= rows


def test_subjects_are_as_many_as_asked_for(province: Province) -> None:
    subjects = {key for key, kind in province.kind_of.items() if kind in MODEL.subjects}
    assert len(subjects) == SCALE


def test_nodes_have_attributes_of_their_kind_only(province: Province) -> None:
    for name, line in province.nodes():
        allowed = {attribute.name for attribute in MODEL.nodes[name].attributes}
        assert set(line) - MEMBERS - {"key"} <= allowed, line


def test_relations_have_attributes_of_their_kind_only(province: Province) -> None:
    for name, line in province.relations():
        allowed = {attribute.name for attribute in MODEL.relations[name].attributes}
        assert set(line) - MEMBERS - {"from", "to"} <= allowed, line


def test_required_attributes_are_there(province: Province) -> None:
    for name, line in (*province.nodes(), *province.relations()):
        kind = MODEL.nodes.get(name) or MODEL.relations[name]
        assert all(line.get(attribute.name) for attribute in kind.attributes if attribute.required), line


def test_choices_are_of_the_closed_sets(province: Province) -> None:
    for name, line in (*province.nodes(), *province.relations()):
        kind = MODEL.nodes.get(name) or MODEL.relations[name]
        for attribute in kind.attributes:
            if attribute.choices and attribute.name in line:
                value = line[attribute.name]
                assert set(value if isinstance(value, list) else [value]) <= set(attribute.choices), line


def test_no_fact_stands_twice(province: Province) -> None:
    facts = [(name, line["from"], line["to"], line.get("item", "")) for name, line in province.relations()] + [
        (name, line["key"], line.get("item", ""), "") for name, line in province.nodes()
    ]
    assert len(facts) == len(set(facts))


def test_a_key_is_of_one_kind(province: Province) -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for name, line in province.nodes():
        kinds[line["key"]].add(name)
    assert all(len(found) == 1 for found in kinds.values())


def test_ends_of_relations_exist_and_are_of_allowed_kinds(province: Province) -> None:
    for name, line in province.relations():
        kind = MODEL.relations[name]
        assert province.kind_of.get(line["from"]) in kind.sources, (name, line)
        assert province.kind_of.get(line["to"]) in kind.targets, (name, line)


def test_days_are_real_and_in_order(province: Province) -> None:
    for name, line in (*province.nodes(), *province.relations()):
        kind = MODEL.nodes.get(name) or MODEL.relations[name]
        days = {a.name: line[a.name] for a in kind.attributes if a.type == "date" and a.name in line}
        free = ("birthDate", "termEndsOn", "dueDate")
        days |= {member: line[member] for member in ("validFrom", "validTo") if member in line}
        for member, text in days.items():
            day = date.fromisoformat(text)
            assert member in free or date(2005, 1, 1) <= day < TODAY, (name, line)
        assert line.get("validFrom", "") < line.get("validTo", "9999"), (name, line)


def test_instants_are_of_fixed_width_in_utc(province: Province) -> None:
    for line in province.of("transfers"):
        assert len(line["occurredAt"]) == 27
        assert line["occurredAt"].startswith(line["validFrom"])


# --- identifiers ----------------------------------------------------------------------------------


def test_unified_codes_hold(province: Province) -> None:
    for _, line in province.nodes():
        if "uscc" in line:
            assert identifiers.unified_code(line["uscc"]) == line["uscc"]


def test_unified_codes_are_of_one_subject(province: Province) -> None:
    codes = {(line["uscc"], line["key"]) for _, line in province.nodes() if "uscc" in line}
    assert len({code for code, _ in codes}) == len(codes)


def test_prefix_of_a_code_follows_the_kind(province: Province) -> None:
    prefixes = defaultdict(set)
    for name, line in province.nodes():
        if "uscc" in line:
            prefixes[name].add(line["uscc"][:2])
    assert prefixes == {
        "COMPANY": {"91", "92", "93"},
        "GOVERNMENT_BODY": {"11", "12"},
        "UNION": {"81"},
        "COURT": {"11"},
        "MEDIATION_ORG": {"52"},
    }


def test_citizen_ids_hold_and_agree_with_the_person(province: Province) -> None:
    for line in province.of("person"):
        if "citizenId" in line:
            number = identifiers.citizen_id(line["citizenId"], TODAY)
            assert identifiers.birth_date(number).isoformat() == line["birthDate"]
            assert line["sex"] == ("MALE" if int(number[16]) % 2 else "FEMALE")


def test_citizen_ids_are_of_one_person_and_of_no_real_area(province: Province) -> None:
    numbers = [line["citizenId"] for line in province.of("person") if "citizenId" in line]
    assert len(set(numbers)) == len(numbers)
    assert all(number[4:6] == "99" for number in numbers)


def test_documents_hold(province: Province) -> None:
    holders = [line for line in province.of("person") if "documentNumber" in line]
    assert holders
    for line in holders:
        assert identifiers.document_number(identifiers.DocumentType(line["documentType"]), line["documentNumber"])


def test_case_numbers_hold_by_court_and_year(province: Province) -> None:
    court_of = {line["from"]: line["to"] for line in province.of("heard_by")}
    for line in province.of("case"):
        number = identifiers.case_number(line["caseNumber"])
        assert number.text == line["caseNumber"]
        assert f"court:{number.court_code}" == court_of[line["key"]]
        assert (str(number.year), number.type_code) == (line["filedOn"][:4], line["caseType"])


def test_case_numbers_are_of_one_case(province: Province) -> None:
    numbers = [line["caseNumber"] for line in province.of("case")]
    assert len(set(numbers)) == len(numbers)


def test_the_case_of_a_development_hub_is_nobodys() -> None:
    """A debt of the sample under its number would close it, and the hub open to nobody."""
    docket, spring = Docket(), day(2026, 3, 2)
    one, other = (docket.number(BY_CODE[code], spring, "执") for code in ("鄂0112", "鄂0111"))
    assert (one, other) == ("（2026）鄂0112执2号", "（2026）鄂0111执1号")
    assert CASE_NUMBER == "（2026）鄂0112执1号"


# --- courts and public bodies ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("court:鄂0112", "court:鄂01"),
        ("court:鄂0192", "court:鄂01"),
        ("court:鄂9004", "court:鄂96"),
        ("court:鄂2828", "court:鄂28"),
        ("court:鄂7101", "court:鄂71"),
        ("court:鄂72", "court:鄂"),
        ("court:鄂0104-t1", "court:鄂0104"),
    ],
)
def test_court_tree(below: str, above: str, province: Province) -> None:
    assert {"from": below, "to": above} in province.of("subordinate_to")


def test_every_court_is_under_the_high_court(province: Province) -> None:
    above = {line["from"]: line["to"] for line in province.of("subordinate_to")}
    for key in province.main("court"):
        top, steps = key, 0
        while top in above and steps < 4:
            top, steps = above[top], steps + 1
        assert top == "court:鄂"


def test_sixteen_intermediate_courts(province: Province) -> None:
    levels = [line["level"] for line in province.of("court")]
    assert (levels.count("HIGH"), levels.count("INTERMEDIATE")) == (1, 16)


def test_every_public_body_but_the_province_has_a_superior(province: Province) -> None:
    supervised = {line["from"] for line in province.of("supervised_by")}
    assert set(province.main("government_body")) - supervised == {"g:0"}


def test_state_enterprises_are_held_by_the_state(province: Province) -> None:
    holders = province.holders()
    bodies = province.main("government_body")
    state = [key for key, line in province.main("company").items() if line.get("stateOwned")]
    assert state
    for key in state:
        held = {line["from"] for line in holders[key]}
        held |= {line["from"] for above in held for line in holders.get(above, [])}
        assert any(bodies.get(holder, {}).get("stateOwned") for holder in held), key


# --- holdings -------------------------------------------------------------------------------------


def _share(line: Line) -> float:
    return float(line["share"] if "share" in line else line["shareMax"])


def test_shares_of_a_company_add_up_to_at_most_a_whole(province: Province) -> None:
    assert all(sum(map(_share, held)) <= 1 + 1e-9 for held in province.holders().values())


def test_most_registers_are_whole(province: Province) -> None:
    sums = [sum(map(_share, held)) for held in province.holders().values()]
    assert sum(abs(total - 1) < 1e-9 for total in sums) > 0.9 * len(sums)


def test_shares_are_positive_with_at_most_six_places(province: Province) -> None:
    for line in province.of("shareholder_of"):
        for member in ("share", "shareMax", "votingShare"):
            if member in line:
                assert 0 < line[member] <= 1
                assert round(line[member], 6) == line[member]


def test_votes_of_a_company_add_up_to_at_most_a_whole(province: Province) -> None:
    for held in province.holders().values():
        assert sum(line.get("votingShare", 0.0) for line in held) <= 1 + 1e-9


def test_holdings_begin_when_both_sides_are_there(province: Province) -> None:
    established = {key: line["establishedOn"] for key, line in province.main("company").items()}
    born = {key: line["birthDate"] for key, line in province.main("person").items()}
    for line in province.of("shareholder_of"):
        assert line["validFrom"] >= established[line["to"]]
        assert line["validFrom"] >= established.get(line["from"], "")
        if line["from"] in born:
            assert _age(born[line["from"]], line["validFrom"]) >= 18


def _age(born: str, on: str) -> int:
    years = int(on[:4]) - int(born[:4])
    return years - (on[5:] < born[5:])


def _held_companies(province: Province) -> dict[str, list[str]]:
    """Company to the companies that hold it."""
    return {
        key: [line["from"] for line in held if province.kind_of[line["from"]] == "COMPANY"]
        for key, held in province.holders().items()
    }


def test_chains_are_up_to_eight_long_and_mostly_short(province: Province) -> None:
    above = _held_companies(province)

    def length(company: str, seen: tuple[str, ...]) -> int:
        further = [up for up in above.get(company, []) if up not in seen]
        return 1 + max((length(up, (*seen, up)) for up in further), default=0)

    rings = _ring_members(above)
    lengths = [length(company, (company,)) for company in above if company not in rings]
    assert max(lengths) >= 8
    assert sum(found <= 3 for found in lengths) > 0.8 * len(lengths)


def _ring_members(above: dict[str, list[str]]) -> dict[str, int]:
    """Companies that hold themselves through others, with the length of the ring; at most ten steps."""
    found = {}
    for company in above:
        front, steps = {company}, 0
        while front and steps < 10:
            front, steps = {up for one in front for up in above.get(one, [])}, steps + 1
            if company in front:
                found[company] = steps
                break
    return found


def test_there_are_rings_of_one_two_three_and_five(province: Province) -> None:
    assert set(_ring_members(_held_companies(province)).values()) == {1, 2, 3, 5}


def test_every_ring_is_held_from_outside_too(province: Province) -> None:
    holders = province.holders()
    for company in _ring_members(_held_companies(province)):
        assert any(province.kind_of[line["from"]] != "COMPANY" for line in holders[company])


def test_few_hold_many(province: Province) -> None:
    held: dict[str, int] = defaultdict(int)
    for line in province.of("shareholder_of"):
        held[line["from"]] += 1
    assert max(held.values()) >= 10
    assert sorted(held.values())[len(held) // 2] == 1


def test_some_guarantees_go_round_in_a_circle(province: Province) -> None:
    circle = {line["from"]: line["to"] for line in province.of("guarantor_of") if line["item"] == "circle-0"}
    assert len(circle) == 3
    assert set(circle) == set(circle.values())


def test_a_renamed_company_has_one_statement_at_each_day(province: Province) -> None:
    present = province.main("company")
    former = [line for line in province.of("company") if line.get("item") == "name-1"]
    assert former
    for line in former:
        assert line["validTo"] == present[line["key"]]["validFrom"]
        assert present[line["key"]]["aliases"] == [line["name"]]


def test_one_legal_representative_at_a_time(province: Province) -> None:
    spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in province.of("legal_rep_of"):
        spans[line["to"]].append((line["validFrom"], line.get("validTo", "9999-12-31")))
    assert any(len(found) > 1 for found in spans.values())
    for found in spans.values():
        found.sort()
        assert all(first[1] <= second[0] for first, second in pairwise(found))


# --- debtors --------------------------------------------------------------------------------------


def _debtors(province: Province) -> set[str]:
    return {line["from"] for line in province.of("party_to") if line["partyRole"] == "JUDGMENT_DEBTOR"}


def test_three_in_a_hundred_subjects_are_debtors(province: Province) -> None:
    assert len(_debtors(province)) == SCALE * 3 // 100


def test_a_minor_and_a_public_body_are_among_the_debtors(province: Province) -> None:
    minors = {key for key, line in province.main("person").items() if line["birthDate"] >= "2009-01-01"}
    bodies = {key for key, kind in province.kind_of.items() if kind == "GOVERNMENT_BODY"}
    assert _debtors(province) & minors
    assert _debtors(province) & bodies


def _orders(province: Province) -> dict[str, Line]:
    return province.main("listing") | province.main("restriction")


def test_no_order_meets_a_minor(province: Province) -> None:
    orders = _orders(province)
    people = province.main("person")
    for line in province.of("targets"):
        if line["to"] in people:
            made = orders[line["from"]]
            assert _age(people[line["to"]]["birthDate"], made.get("decidedOn") or made["issuedOn"]) >= 18


def test_a_listing_meets_the_debtor_alone(province: Province) -> None:
    listings = province.main("listing")
    targets = [line for line in province.of("targets") if line["from"] in listings]
    assert len(targets) == len(listings)
    assert all(line["basisRole"] == "DEBTOR" and line["to"] in _debtors(province) for line in targets)


def test_a_listed_debtor_is_restricted(province: Province) -> None:
    restrictions = province.main("restriction")
    restricted = {line["to"] for line in province.of("targets") if line["from"] in restrictions}
    for line in province.of("targets"):
        made = province.main("listing").get(line["from"])
        if made is not None and made["list"] == "COURT_DISHONEST":
            assert line["to"] in restricted


def test_a_restricted_head_heads_the_debtor_on_that_day(province: Province) -> None:
    targets: dict[str, list[Line]] = defaultdict(list)
    for line in province.of("targets"):
        targets[line["from"]].append(line)
    heads = [
        ("LEGAL_REPRESENTATIVE" if name == "legal_rep_of" else "PRINCIPAL_OFFICER", line)
        for name in ("legal_rep_of", "principal_of")
        for line in province.of(name)
    ]
    found = 0
    for order, lines in targets.items():
        unit = next(line["to"] for line in lines if line["basisRole"] == "DEBTOR")
        for line in lines:
            if line["basisRole"] != "DEBTOR":
                found += 1
                issued = _orders(province)[order]["issuedOn"]
                assert any(
                    role == line["basisRole"]
                    and (head["from"], head["to"]) == (line["to"], unit)
                    and head["validFrom"] <= issued < head.get("validTo", "9999")
                    for role, head in heads
                )
    assert found


def test_orders_follow_each_other(province: Province) -> None:
    for line in province.main("listing").values():
        assert line["decidedOn"] <= line["servedOn"] <= line["publishedOn"] < line.get("liftedOn", "9999")
    for line in province.main("restriction").values():
        assert line["issuedOn"] <= line["servedOn"] < line.get("liftedOn", "9999")


def test_orders_name_an_enforcement_case_of_their_court(province: Province) -> None:
    courts = province.main("court")
    heard = {line["from"]: courts[line["to"]]["name"] for line in province.of("heard_by")}
    cases = {line["caseNumber"]: heard[line["key"]] for line in province.of("case")}
    assert all(cases[line["caseNumber"]] == line["courtName"] for line in _orders(province).values())


def test_orders_of_the_court_do_not_outlive_payment(province: Province) -> None:
    paid = {
        line["caseNumber"]: line["closedOn"]
        for line in province.of("case")
        if line.get("closeMode") == "PERFORMED"
    }
    for line in _orders(province).values():
        closed = paid.get(line["caseNumber"])
        if closed is not None and closed < "2026-10-31" and line.get("list") != "HRSS_WAGE":
            assert (date.fromisoformat(line["liftedOn"]) - date.fromisoformat(closed)).days <= 1


def test_measures_are_of_the_catalogue_and_may_meet_the_target(province: Province) -> None:
    rows = {row.measure_code: row for row in measure_definitions(EDITION)}
    for line in province.of("targets"):
        made = province.main("listing").get(line["from"])
        if made is not None:
            target = "NATURAL_PERSON" if province.kind_of[line["to"]] == "PERSON" else "UNIT"
            assert all(target in rows[code].target_types for code in made["measures"])
            assert all(rows[code].mode == "INSTRUCTION" for code in made["measures"])


def test_grounds_with_a_term_have_its_end(province: Province) -> None:
    for line in province.main("listing").values():
        if line["list"] == "COURT_DISHONEST":
            assert ("termEndsOn" in line) == (line["grounds"] != ["G1"])


def test_a_temporary_lift_suspends_measures_of_its_order_for_a_month_at_most(province: Province) -> None:
    orders = province.main("restriction")
    lifts = [line for line in province.of("restriction") if line.get("item") == "lift-1"]
    assert lifts
    for line in lifts:
        days = date.fromisoformat(line["validTo"]) - date.fromisoformat(line["validFrom"])
        assert 0 < days.days <= 30
        assert set(line["suspends"]) <= set(orders[line["key"]]["measures"])
        assert line["validFrom"] > orders[line["key"]]["servedOn"]


def test_the_labour_authority_lists_too(province: Province) -> None:
    assert {line["list"] for line in province.of("listing")} == {"COURT_DISHONEST", "HRSS_WAGE"}


def test_projects_have_their_chain_of_contracts(province: Province) -> None:
    parts = defaultdict(set)
    for line in province.of("takes_part_in"):
        parts[line["to"]].add(line["part"])
    assert set(parts) == set(province.main("project"))
    assert all({"DEVELOPER", "GENERAL_CONTRACTOR", "LABOUR_SUBCONTRACTOR"} <= found for found in parts.values())


def test_the_catalogue_is_written_out(province: Province) -> None:
    assert [line["key"] for line in province.of("measure_definition")] == [
        row.key for row in measure_definitions(EDITION)
    ]
