"""Files of the law that a hub is given: taken at its start, and refused with the variable that names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.catalogue.in_force import adopt, calendar_in_force, limit_in_force
from graph.catalogue.limits import COLUMNS
from hub.settings.config import BadSetting, Settings
from hub.settings.law import adopt_law

ROW = "LISTING_DELETION,CLOCK,2,WORKING_DAYS,鄂01,某规定,2026-01-01,3,true,1,删除,Deletion"


@pytest.fixture(autouse=True)
def built_in_again() -> Iterator[None]:
    yield
    adopt()


def limits(folder: Path, text: str = ROW) -> Settings:
    file = folder / "own.csv"
    file.write_text(f"{','.join(COLUMNS)}\n{text}\n", encoding="utf-8")
    return Settings(data=folder, limits_file=file)


def test_a_court_and_those_below_it_go_by_its_own_and_the_others_by_that_of_all(tmp_path: Path) -> None:
    adopt_law(limits(tmp_path))
    found = {court: limit_in_force("LISTING_DELETION", court).limit.number for court in ("鄂0112", "鄂01", "鄂02")}
    assert found == {"鄂0112": 2, "鄂01": 2, "鄂02": 3}
    adopt_law(Settings(data=tmp_path))
    assert limit_in_force("LISTING_DELETION", "鄂01").limit.number == 3


def test_further_years_are_published_then(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    days = ("01-01", "05-01", "05-02", "06-02", "10-01", "10-02", "10-03")
    rows = [f"2028-{day},holiday,2028,某通知" for day in days] + ["2028-06-04,working,2028,某通知"]
    file.write_text("\n".join(["day,kind,edition,source", *rows]) + "\n", encoding="utf-8")
    adopt_law(Settings(data=tmp_path, calendar_file=file))
    calendar = calendar_in_force()
    assert 2028 in calendar.years and 2026 in calendar.years
    assert not calendar.is_working_day(date(2028, 6, 2))  # a Friday
    assert calendar.is_working_day(date(2028, 6, 4))  # a Sunday that is made up


def test_what_is_wrong_is_told_with_variable_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(
        BadSetting, match=r"^HUB_LIMITS_FILE: own\.csv, line 2 \(LISTING_DELETION\): court is 'Wuhan'"
    ):
        adopt_law(limits(tmp_path, ROW.replace("鄂01", "Wuhan")))
    absent = tmp_path / "absent.csv"
    with pytest.raises(BadSetting, match=r"^HUB_CALENDAR_FILE: .*absent\.csv cannot be read$"):
        adopt_law(Settings(data=tmp_path, calendar_file=absent))
