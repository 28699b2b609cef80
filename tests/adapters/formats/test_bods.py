"""BODS 0.4: records become nodes, interests relations; the newest statement counts and closing ends."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.formats.bods import Bods
from adapters.formats.record import NodeRow, Reject, RelationRow, Row, UnusableFile
from tests.bods import company, person, relation, statement, write

SAMPLES = Path(__file__).parents[2] / "samples" / "bods"
EXAMPLES = sorted(SAMPLES.glob("*.json"))
FORMAT = Bods()


def _read(*paths: Path) -> list[Row | Reject]:
    return list(FORMAT.read(FORMAT.open(paths)))


def _example(name: str) -> list[Row | Reject]:
    return _read(SAMPLES / f"{name}.json")


def _load(folder: Path, *statements: Mapping[str, object]) -> list[Row | Reject]:
    return _read(write(folder / "a.json", statements))


def _facts(rows: list[Row | Reject]) -> dict[str, RelationRow]:
    return {f"{row.key}:{row.item}": row for row in rows if isinstance(row, RelationRow)}


def _nodes(rows: list[Row | Reject]) -> dict[str, NodeRow]:
    return {row.key: row for row in rows if isinstance(row, NodeRow)}


def _the_reject(rows: list[Row | Reject]) -> Reject:
    (found,) = [row for row in rows if isinstance(row, Reject)]
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_of_the_standard_is_read_whole(path: Path) -> None:
    rows = _read(path)
    records = {each["recordId"] for each in json.loads(path.read_text(encoding="utf-8"))}
    told = {row.key for row in rows if isinstance(row, NodeRow)}
    told |= {row.key for row in rows if isinstance(row, RelationRow)}
    assert not [row for row in rows if isinstance(row, Reject)]
    assert records <= told


def test_nodes_come_before_relations() -> None:
    kinds = [isinstance(row, RelationRow) for row in _example("fermcat")]
    assert kinds == sorted(kinds)


def test_reading_twice_gives_the_same() -> None:
    delivery = FORMAT.open((SAMPLES,))
    assert list(FORMAT.read(delivery)) == list(FORMAT.read(delivery))


def test_statements_are_counted() -> None:
    assert FORMAT.open((SAMPLES / "fermcat.json",)).rows == 23


def test_an_array_json_lines_and_packed_lines_read_the_same(tmp_path: Path) -> None:
    statements = json.loads((SAMPLES / "tecido.json").read_text(encoding="utf-8"))
    lines = "".join(json.dumps(each) + "\n" for each in statements)
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + lines.encode()))

    def content(rows: list[Row | Reject]) -> list[object]:
        return [(row.values, row.meta) for row in rows if not isinstance(row, Reject)]

    assert content(_read(tmp_path / "a.jsonl")) == content(_example("tecido"))
    assert content(_read(tmp_path / "b.jsonl.gz")) == content(_example("tecido"))


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("registeredEntity", "COMPANY"),
        ("legalEntity", "COMPANY"),
        ("state", "GOVERNMENT_BODY"),
        ("stateBody", "GOVERNMENT_BODY"),
        ("arrangement", "ARRANGEMENT"),
        ("anonymousEntity", "UNSPECIFIED"),
        ("unknownEntity", "UNSPECIFIED"),
    ],
)
def test_kinds_of_entities(tmp_path: Path, type_: str, kind: str) -> None:
    rows = _load(tmp_path, company(entityType={"type": type_}))
    assert _nodes(rows)["c"].kind == kind


def test_a_company_in_full(tmp_path: Path) -> None:
    statement = company(
        name="武汉甲有限公司",
        alternateNames=["甲公司", "武汉甲有限公司"],
        identifiers=[{"scheme": "CN-SAIC", "id": "91420100MA4KMN6U94"}, {"scheme": "XI-LEI", "id": "L1"}],
        foundingDate="2019-01-02",
        dissolutionDate="2023-01-02",
        addresses=[{"type": "registered", "address": "江汉路1号", "country": {"name": "China"}}],
    )
    assert _nodes(_load(tmp_path, statement))["c"].values == {
        "name": "武汉甲有限公司",
        "aliases": ["甲公司"],
        "uscc": "91420100MA4KMN6U94",
        "registryId": "XI-LEI:L1",
        "establishedOn": "2019-01-02",
        "status": "DEREGISTERED",
        "address": "江汉路1号, China",
    }


def test_an_old_number_of_the_chinese_register_is_no_unified_code(tmp_path: Path) -> None:
    statement = company(identifiers=[{"scheme": "CN-SAIC", "id": "420100000012345"}])
    assert _nodes(_load(tmp_path, statement))["c"].values["registryId"] == "CN-SAIC:420100000012345"


def test_a_person_in_full(tmp_path: Path) -> None:
    statement = person(
        names=[{"type": "former", "fullName": "乙"}, {"type": "legal", "fullName": "甲"}],
        identifiers=[{"scheme": "CHN-IDCARD", "id": "1"}, {"scheme": "GBR-PASSPORT", "id": "2"}],
        birthDate="1990-05-06",
        nationalities=[{"name": "China", "code": "CN"}],
    )
    assert _nodes(_load(tmp_path, statement))["p"].values == {
        "name": "甲",
        "aliases": ["乙"],
        "citizenId": "1",
        "documentType": "PASSPORT",
        "documentNumber": "2",
        "birthDate": "1990-05-06",
        "nationality": "CN",
    }


@pytest.mark.parametrize("born", ["1990", "1990-05"])
def test_a_part_of_a_birth_date_is_left_out(tmp_path: Path, born: str) -> None:
    assert "birthDate" not in _nodes(_load(tmp_path, person(birthDate=born)))["p"].values


def test_an_anonymous_person_keeps_the_reason() -> None:
    node = _nodes(_example("levent"))["81337a6e"]
    assert node.kind == "UNSPECIFIED"
    assert str(node.values["reason"]).startswith("interestedPartyExemptFromDisclosure")


def test_an_unspecified_party_becomes_a_node() -> None:
    rows = _example("listed-company-exempt-from-disclosure")
    node = _nodes(rows)["fa402c4818f9#unspecified"]
    fact = _facts(rows)["fa402c4818f9:unknownInterest:0"]
    assert node.kind == "UNSPECIFIED"
    assert (fact.kind, fact.source_key, fact.target_key) == ("INFLUENCES", node.key, "4c7ea3bfbe6c")


def test_an_unspecified_subject_becomes_another_node(tmp_path: Path) -> None:
    nobody = {"reason": "unknown"}
    details = {"subject": nobody, "interestedParty": nobody, "interests": [{"type": "boardMember"}]}
    rows = _load(tmp_path, statement("relationship", "r", details))
    assert set(_nodes(rows)) == {"r#unspecified", "r#unspecified-subject"}
    assert _facts(rows)["r:boardMember:0"].kind == "INFLUENCES"


@pytest.mark.parametrize(
    ("share", "values"),
    [
        ({"exact": 23.5}, {"share": "0.235"}),
        ({"exact": 25, "minimum": 20, "maximum": 30}, {"share": "0.25"}),
        ({"minimum": 25, "exclusiveMaximum": 50}, {"shareMin": "0.25", "shareMax": "0.5"}),
        ({"exclusiveMinimum": 75}, {"shareMin": "0.75"}),
        ({}, {}),
    ],
)
def test_shares(tmp_path: Path, share: Mapping[str, float], values: Mapping[str, str]) -> None:
    rows = _load(tmp_path, relation({"type": "shareholding", "share": share}))
    fact = _facts(rows)["r:shareholding:0"]
    assert fact.kind == "SHAREHOLDER_OF"
    assert fact.values == {**values, "directness": "UNKNOWN"}


def test_voting_rights_join_a_shareholding_on_the_same_terms() -> None:
    facts = _facts(_example("tecido"))
    assert facts["02089A4E68:shareholding:0"].values == {
        "share": "0.8",
        "votingShare": "0.8",
        "directness": "DIRECT",
    }
    assert "02089A4E68:votingRights:0" not in facts


def test_voting_rights_of_other_terms_stay_apart(tmp_path: Path) -> None:
    rows = _load(
        tmp_path,
        relation(
            {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": 10}},
            {"type": "votingRights", "directOrIndirect": "indirect", "share": {"exact": 60}},
        ),
    )
    assert "votingShare" not in _facts(rows)["r:shareholding:0"].values
    assert _facts(rows)["r:votingRights:0"].values["share"] == "0.6"


def test_voting_rights_alone_claim_no_capital(tmp_path: Path) -> None:
    fact = _facts(_load(tmp_path, relation({"type": "votingRights", "share": {"exact": 60}})))["r:votingRights:0"]
    assert (fact.kind, fact.values["interest"], fact.values["share"]) == ("INFLUENCES", "votingRights", "0.6")


def test_offices() -> None:
    facts = _facts(_example("tecido"))
    assert facts["022EBEB66B:boardChair:0"].kind == "DIRECTOR_OF"
    assert facts["022EBEB66B:boardChair:0"].values == {"title": "boardChair"}


def test_a_senior_manager(tmp_path: Path) -> None:
    rows = _load(tmp_path, person(), relation({"type": "seniorManagingOfficial", "details": "总经理"}))
    fact = _facts(rows)["r:seniorManagingOfficial:0"]
    assert (fact.kind, fact.values) == ("MANAGER_OF", {"title": "总经理"})


def test_an_office_that_the_model_gives_to_no_such_party_is_influence() -> None:
    fact = _facts(_example("nomination"))["107AC1984F:boardMember:0"]
    assert (fact.kind, fact.values["interest"]) == ("INFLUENCES", "boardMember")


@pytest.mark.parametrize("type_", ["nominee", "trustee", "controlByLegalFramework", "unpublishedInterest"])
def test_every_other_interest_is_influence(tmp_path: Path, type_: str) -> None:
    fact = _facts(_load(tmp_path, relation({"type": type_})))[f"r:{type_}:0"]
    assert (fact.kind, fact.values["interest"]) == ("INFLUENCES", type_)


def test_a_relationship_without_interests_says_that_there_is_one(tmp_path: Path) -> None:
    assert _facts(_load(tmp_path, relation()))["r:unknownInterest:0"].kind == "INFLUENCES"


def test_interests_of_one_type_are_different_facts() -> None:
    facts = _facts(_example("mixed-direct-and-indirect-ownership"))
    assert facts["f5a45a6daf31:shareholding:0"].values["directness"] == "INDIRECT"
    assert facts["f5a45a6daf31:shareholding:1"].values["directness"] == "DIRECT"


def test_the_whole_of_components_is_indirect(tmp_path: Path) -> None:
    statement = relation({"type": "shareholding"})
    statement["recordDetails"]["componentRecords"] = ["x"]
    assert _facts(_load(tmp_path, statement))["r:shareholding:0"].values["directness"] == "INDIRECT"


def test_the_dates_of_an_interest(tmp_path: Path) -> None:
    rows = _load(tmp_path, relation({"type": "shareholding", "startDate": "2020-01-01", "endDate": "2021-01-01"}))
    meta = _facts(rows)["r:shareholding:0"].meta
    assert (meta.valid_from, meta.valid_to) == ("2020-01-01", "2021-01-01")


def test_the_newest_statement_gives_the_content(tmp_path: Path) -> None:
    old = company(name="old")
    new = {**company(name="new"), "statementDate": "2024-01-02", "recordStatus": "updated"}
    assert _nodes(_load(tmp_path, new, old))["c"].values["name"] == "new"


def test_of_one_day_the_later_in_the_file_is_newer(tmp_path: Path) -> None:
    assert _nodes(_load(tmp_path, company(name="one"), company(name="two")))["c"].values["name"] == "two"


def test_a_closed_record_ends_on_the_shanghai_day(tmp_path: Path) -> None:
    closing = {**company(), "statementDate": "2024-01-01T20:00:00Z", "recordStatus": "closed"}
    assert _nodes(_load(tmp_path, closing))["c"].meta.valid_to == "2024-01-02"


def test_a_closed_relationship_ends_with_its_interest_if_that_was_earlier() -> None:
    facts = _facts(_example("fermcat"))
    assert facts["rel-b05e7c91e0a04e4f:shareholding:0"].meta.valid_to == "2021-04-03"


def test_a_closing_statement_may_leave_out_the_interests(tmp_path: Path) -> None:
    opening = relation({"type": "shareholding", "share": {"exact": 10}})
    closing = relation(recordStatus="closed", statementDate="2024-02-01")
    facts = _facts(_load(tmp_path, opening, closing))
    assert {item: row.meta.valid_to for item, row in facts.items()} == {"r:shareholding:0": "2024-02-01"}


def test_an_interest_no_longer_listed_ends(tmp_path: Path) -> None:
    both = relation({"type": "shareholding"}, {"type": "boardMember"})
    one = relation({"type": "shareholding"}, statementDate="2024-02-01")
    facts = _facts(_load(tmp_path, both, one))
    assert facts["r:boardMember:0"].meta.valid_to == "2024-02-01"
    assert facts["r:shareholding:0"].meta.valid_to is None


def test_a_register_is_better_evidence_than_a_party(tmp_path: Path) -> None:
    rows = _load(tmp_path, {**company(), "source": {"type": ["officialRegister"]}}, person())
    assert (_nodes(rows)["c"].meta.grade, _nodes(rows)["p"].meta.grade) == ("A", None)
    assert FORMAT.open((tmp_path / "a.json",)).manifest.grade == "C"


def test_a_statement_met_again_is_passed_over(tmp_path: Path) -> None:
    statement = company()
    assert len(_load(tmp_path, statement, dict(reversed(statement.items())))) == 1


def test_a_statement_id_met_with_other_content(tmp_path: Path) -> None:
    first = company(name="one")
    rows = _load(tmp_path, first, {**company(name="two"), "statementId": first["statementId"]})
    assert (_the_reject(rows).field, _the_reject(rows).value) == ("statementId", first["statementId"])
    assert _nodes(rows)["c"].values["name"] == "one"


def test_a_record_of_two_types(tmp_path: Path) -> None:
    assert _the_reject(_load(tmp_path, company("x"), person("x"))).field == "recordType"


def test_a_fault_is_named_with_its_path(tmp_path: Path) -> None:
    found = _the_reject(_load(tmp_path, relation({"type": "shareholding", "share": {"exact": 120}})))
    assert (found.field, found.value, found.line) == ("recordDetails/interests/0/share/exact", "120", 1)


def test_a_value_outside_its_codelist_names_the_codelist(tmp_path: Path) -> None:
    found = _the_reject(_load(tmp_path, company(entityType={"type": "club"})))
    assert (found.field, found.value) == ("recordDetails/entityType/type", "club")
    assert "registeredEntity" in found.reason


def test_a_missing_member_is_named(tmp_path: Path) -> None:
    statement = company()
    del statement["statementDate"]
    assert _the_reject(_load(tmp_path, statement)).field == "statementDate"


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", "2024", "2024-01-01T00:00:00"])
def test_a_statement_date_that_is_none(tmp_path: Path, day: str) -> None:
    assert _the_reject(_load(tmp_path, {**company(), "statementDate": day})).field == "statementDate"


def test_a_start_date_that_is_none(tmp_path: Path) -> None:
    found = _the_reject(_load(tmp_path, relation({"type": "shareholding", "startDate": "2020"})))
    assert found.field == "recordDetails/interests/0/startDate"


def test_an_identifier_is_not_repeated(tmp_path: Path) -> None:
    statement = person(identifiers=[{"scheme": "CHN-IDCARD", "id": 110101199003070011}])
    found = _the_reject(_load(tmp_path, statement))
    assert "110101199003" not in f"{found}"


def test_unknown_members_are_allowed(tmp_path: Path) -> None:
    assert set(_nodes(_load(tmp_path, {**company(mood="good"), "more": 1}))) == {"c"}


@pytest.mark.parametrize("text", ["[1]", '["a"]', "[[{}]]", '[{"a": "\\ud800"}]'])
def test_what_is_no_statement(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert _the_reject(_read(tmp_path)).line == 1


def test_a_file_that_breaks_off_is_unusable(tmp_path: Path) -> None:
    text = (SAMPLES / "tecido.json").read_text(encoding="utf-8")
    (tmp_path / "a.json").write_text(text[:-40], encoding="utf-8")
    with pytest.raises(UnusableFile, match="truncated"):
        FORMAT.open((tmp_path,))


def test_another_encoding_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes('[{"a": "武汉"}]'.encode("gb18030"))
    with pytest.raises(UnusableFile, match="not UTF-8"):
        FORMAT.open((tmp_path,))


def test_an_empty_array_is_a_delivery_of_nothing(tmp_path: Path) -> None:
    assert _load(tmp_path) == []
