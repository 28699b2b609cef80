"""Files that say where an agency is: what they give, and how each fault in one is told."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from adapters.agencies.endpoint import read_endpoints
from adapters.agencies.section import UnusableMapping

HMAC = "whsec_" + base64.b64encode(bytes(32)).decode()
SM2 = "sm2sk_" + base64.b64encode(bytes(31) + b"\x07").decode()
RAIL = """agency = "RAILWAY"
mapping = "railway"
url = "http://127.0.0.1:9/rail"

[keys]
railway-signing-key = "rail.key"
"""
HOUSING = """agency = "HOUSING"
mapping = "housing"
url = "https://housing.example"

[keys]
signing = "hub.key"
housing-token = "token"
"""


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def fault_of(folder: Path) -> str:
    with pytest.raises(UnusableMapping) as found:
        read_endpoints(folder)
    return str(found.value).replace(str(folder), "")


def test_an_empty_folder_has_nobody_who_is_told(tmp_path: Path) -> None:
    assert read_endpoints(tmp_path) == ()


def test_an_agency_is_reached_below_its_url_and_signed_to_as_its_mapping_says(tmp_path: Path) -> None:
    [endpoint] = read_endpoints(put(tmp_path, rail_toml=RAIL, rail_key=SM2))
    assert (endpoint.agency, endpoint.signing.scheme) == ("RAILWAY", "sm2")
    assert endpoint.address.url("/passengers") == "http://127.0.0.1:9/rail/credit/limit/passengers"


def test_a_bearer_s_token_goes_as_a_header_and_messages_are_signed_besides(tmp_path: Path) -> None:
    from adapters.agencies import FOLDER
    from adapters.agencies.mapping_file import read_mapping

    token = read_mapping(FOLDER / "housing.toml").authentication.text("token")
    text = HOUSING.replace("housing-token", token)
    [endpoint] = read_endpoints(put(tmp_path, housing_toml=text, hub_key=HMAC, token="abcdefgh12\n"))
    assert endpoint.address.headers == {"Authorization": "Bearer abcdefgh12"}
    assert endpoint.signing.scheme == "v1"
    assert "abcdefgh12" not in repr(endpoint)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('agency = "RAILWAY"', 'agency = "RAIL"', "/rail.toml:1 agency: RAIL: not known; allowed: COURT_CASES"),
        ('"railway"\n', '"tram"\n', "/rail.toml:2 mapping: tram: not there; allowed: case_accounts"),
        ('"railway"\n', '"rail.toml"\n', "/rail.toml:2 mapping: rail.toml: not there"),
        ('"railway"\n', '"housing"\n', "/rail.toml:2 mapping: housing: it is of HOUSING; allowed: one of RAILWAY"),
        ("http://127.0.0.1:9", "http://rail.example", "/rail.toml:3 url: base_url: allowed is an https URL"),
        ("rail.key", "../rail.key", "/rail.toml:6 keys.railway-signing-key: ../rail.key: not allowed here"),
        ("rail.key", "other.key", "/rail.toml:6 keys.railway-signing-key: other.key: not there"),
        ("railway-signing-key", "a-key", "/rail.toml:5 keys.railway-signing-key: missing"),
        (
            "[keys]",
            "port = 1\n[keys]",
            "/rail.toml:5 port: no such key; allowed: agency, mapping, url, ca, courts, keys",
        ),
        ("[keys]", "[keys", "/rail.toml:1 file:"),
    ],
)
def test_a_fault_names_the_file_the_line_the_field_and_what_is_allowed(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in RAIL
    said = fault_of(put(tmp_path, rail_toml=RAIL.replace(before, after), rail_key=SM2))
    assert said.startswith(told), said


def test_a_key_of_another_scheme_is_refused_and_not_repeated(tmp_path: Path) -> None:
    said = fault_of(put(tmp_path, rail_toml=RAIL, rail_key=HMAC))
    assert "a key of v1; allowed: one of sm2" in said and HMAC not in said
    assert "no such kind of key" in fault_of(put(tmp_path, rail_key="hello"))


def test_an_agency_that_fetches_or_takes_files_is_not_pushed_to(tmp_path: Path) -> None:
    text = RAIL.replace("RAILWAY", "UNION").replace('"railway"', '"union"')
    assert "allowed: one whose writes are rest-push" in fault_of(put(tmp_path, rail_toml=text, rail_key=SM2))


def test_one_file_an_agency(tmp_path: Path) -> None:
    said = fault_of(put(tmp_path, rail_toml=RAIL, rail_key=SM2, second_toml=RAIL))
    assert said.startswith("/second.toml:1 agency: RAILWAY has another file, too")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "not there; allowed: a folder" in fault_of(tmp_path / "none")
