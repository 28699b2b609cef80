"""What an agency has to tell, page by page, as its own mapping reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.agencies import FOLDER
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.pages import records_of, value_at
from adapters.protocols.keys import Scheme, checking_key, new_key
from adapters.simulating.register import SimulatedRegister, sample_records
from adapters.simulating.trouble import Trouble

CHANGED = datetime(2026, 11, 20, 1, tzinfo=UTC)  # 09:00 in Asia/Shanghai
KEY = checking_key(new_key(Scheme.V1))
SINCE = {"gxsj": "2026-11-20 08:59:59"}


def register(name: str, read_name: str, **more: Any) -> SimulatedRegister:
    file = FOLDER / f"{name}.toml"
    mapping = read_mapping(file)
    read = mapping.read(read_name)
    assert read is not None
    records = sample_records(file, mapping, read)
    return SimulatedRegister(
        name=name, mapping=mapping, read=read, records=records, changed_at=CHANGED, key=KEY, **more
    )


def pages(of: SimulatedRegister, size: int) -> list[list[Any]]:
    """All of a register with cursors, by the mapping's own names."""
    found, cursor = [], {}
    for _ in range(100):
        page = of.page({**SINCE, "size": str(size), **cursor})
        found.append(list(records_of(of.mapping, of.read, page)))
        following = value_at(page, of.mapping.reading.text("cursor_at").split("."))
        if following is None:
            return found
        cursor = {"cursor": str(following)}
    raise AssertionError("no end")


def test_its_pages_hold_the_sample_s_records_in_their_order() -> None:
    filings = register("courts", "filings")
    [first, second] = pages(filings, 1)
    assert [each["LARQ"] for each in (*first, *second)] == ["2026-03-02", "2026-03-03"]
    assert pages(filings, 500) == [[*first, *second]]


def test_what_changed_before_is_not_given_again() -> None:
    filings = register("courts", "filings")
    at_nine = filings.page({"gxsj": "2026-11-20 09:00:00"})
    after = filings.page({"gxsj": "2026-11-20 09:00:01"})
    assert [len(value_at(page, ("data", "rows"))) for page in (at_nine, after)] == [2, 0]  # type: ignore[arg-type]


def test_an_agency_that_counts_pages_ends_with_an_empty_one() -> None:
    receipts = register("case_accounts", "receipts")
    receipts.mapping = replace(receipts.mapping, limits=replace(receipts.mapping.limits, page_size=1))
    query = {"startTime": "20261120085959"}
    counts = [
        len(records_of(receipts.mapping, receipts.read, receipts.page({**query, "pageNo": str(number)})))
        for number in range(1, len(receipts.records) + 2)
    ]
    assert counts == [1] * len(receipts.records) + [0]


def test_duplicates_and_disorder_are_the_same_on_each_run_and_over_pages() -> None:
    parties = register("courts", "parties", trouble=Trouble(seed=4, duplicates=1, reordering=1))
    one_by_one = [record for page in pages(parties, 1) for record in page]
    assert one_by_one == [record for page in pages(parties, 2) for record in page]
    assert len(one_by_one) == 2 * len(parties.records)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, "gxsj: allowed is YYYY-MM-DD HH:MM:SS"),
        ({"gxsj": "20261120"}, "gxsj: allowed is YYYY-MM-DD HH:MM:SS"),
        ({**SINCE, "size": "501"}, "size: allowed is 1 to 500"),
        ({**SINCE, "cursor": "c-x"}, "cursor: allowed is a whole number"),
    ],
)
def test_a_question_that_the_mapping_does_not_make_is_refused(query: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        register("courts", "filings").page(query)
