"""Who may carry measures out, and who is never bound to."""

from __future__ import annotations

import pytest

from graph.catalogue.executors import executor_types, is_bound, read_executor_types
from graph.model.measures import EXECUTORS

HEADER = "type,zh,english,agency,bound,meets\n"


@pytest.mark.parametrize(
    "name", ["BANK", "TRADE_ASSOCIATION", "MEDIA", "PEOPLES_CONGRESS", "PROCURATORATE", "WHO"]
)
def test_nothing_binds(name: str) -> None:
    assert not is_bound(name)


@pytest.mark.parametrize("name", ["RAILWAY", "PUBLIC_SECURITY", "FINANCIAL_REGULATOR", "CREDIT_REFERENCE_CENTRE"])
def test_an_instruction_binds(name: str) -> None:
    assert is_bound(name)


def test_each_type_has_an_agency_of_the_contract_or_none_of_its_own() -> None:
    assert {each.agency for each in executor_types().values()} == set(EXECUTORS) - {"UNION"}
    assert executor_types()["IMMIGRATION"].agency == "PUBLIC_SECURITY"
    assert executor_types()["DEVELOPMENT_AND_REFORM"].agency == "CREDIT_OFFICE"


def test_an_employer_meets_persons_and_a_superior_body_units() -> None:
    assert executor_types()["EMPLOYER"].meets == ("NATURAL_PERSON",)
    assert executor_types()["SUPERIOR_ORGAN"].meets == ("UNIT",)
    assert executor_types()["RAILWAY"].meets == ("NATURAL_PERSON", "UNIT", "RESPONSIBLE_PERSON")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("BANK,银行,Bank,OTHER,true,", "(BANK): bound is 'true'; allowed: false"),
        ("MEDIA,媒体,Media,OTHER,true,", "(MEDIA): bound is 'true'; allowed: false"),
        ("TRADE_ASSOCIATION,协会,Association,OTHER,true,", "allowed: false"),
        ("TRUST,信托公司,Trust company,BANKING,true,", "(TRUST): bound is 'true'; allowed: false"),
        ("PORT,港口,Port,HARBOUR,true,", "agency is 'HARBOUR'; allowed: RAILWAY"),
        ("PORT,港口,Port,OTHER,yes,", "bound is 'yes'; allowed: true, false"),
        ("PORT,港口,Port,OTHER,true,SHIP", "meets is 'SHIP'; allowed: NATURAL_PERSON"),
        ("PORT,港口,Port,OTHER,true,\nPORT,港口,Port,OTHER,true,", "line 3 (PORT): stands twice"),
    ],
)
def test_a_table_that_steps_outside_is_refused(row: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"executors\.csv") as refused:
        read_executor_types(HEADER + row)
    assert said in str(refused.value)
