"""Whoever comes to the desk in these tests, and what they ask there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx

from hub.callers.issuer import issue
from tests.hub.serving import Client

TERMS: Final[Mapping[str, Any]] = {
    "agency": "RAILWAY",
    "measures": ["JP-702"],
    "purposes": ["CREDIT_CHECK"],
    "legalBasis": "合作备忘录 第三条",
    "edition": "2026-1",
}
GRANT: Final = """id version state allowedEvents
  role agency court holder classes courts files measures systems fields mayPassOn
  purposes legalBasis edition validFrom validTo source { system key grade }
  history { version at event by role reason effectiveOn changes { field before after } }"""
OPEN: Final = f"""mutation ($input: GrantInput!, $key: String) {{
  openGrant(input: $input, idempotencyKey: $key) {{ {GRANT} }} }}"""
ADVANCE: Final = f"""mutation ($id: ID!, $version: Int!, $event: GrantEvent!, $key: String) {{
  advanceGrant(id: $id, version: $version, event: $event, idempotencyKey: $key) {{ {GRANT} }} }}"""
READ: Final = f"""query ($id: ID!, $asOf: Date, $knownAt: DateTime) {{
  grant(id: $id, asOf: $asOf, knownAt: $knownAt) {{ {GRANT} }} }}"""
LIST: Final = f"""query ($first: Int = 20, $after: String, $edition: String, $agency: GrantAgency, $role: String,
  $state: GrantState, $source: String, $knownAt: DateTime) {{
  grants(first: $first, after: $after, edition: $edition, agency: $agency, role: $role, state: $state,
         source: $source, knownAt: $knownAt) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    edges {{ cursor node {{ {GRANT} }} }} }} }}"""
SCREEN: Final = (
    """query { screen(subjects: [{citizenId: "420112198503071237"}], measure: "JP-702") { underMeasure } }"""
)

_PURPOSE: Final = {"ADMIN": "DEVELOPMENT", "DEVELOPER": "DEVELOPMENT", "AUDITOR": "AUDIT",
                   "DATA_PROTECTION_OFFICER": "AUDIT"}  # fmt: skip


def headers(client: Client, role: str = "ADMIN", subject: str = "lin") -> dict[str, str]:
    token = issue(client.settings, role, subject=subject)
    return {"Authorization": f"Bearer {token}", "X-Purpose": _PURPOSE[role]}


async def sent(
    client: Client, query: str, variables: Mapping[str, Any], role: str = "ADMIN", subject: str = "lin"
) -> httpx.Response:
    return await client.post(query, dict(variables), headers=headers(client, role, subject))


async def data(client: Client, query: str, variables: Mapping[str, Any], **who: str) -> Any:
    """The one field of an answer without errors."""
    answer = (await sent(client, query, variables, **who)).json()
    assert "errors" not in answer, answer
    [value] = answer["data"].values()
    return value


async def error(client: Client, query: str, variables: Mapping[str, Any], **who: str) -> dict[str, Any]:
    """The one error of an answer whose field, if it was answered at all, is null."""
    answer = (await sent(client, query, variables, **who)).json()
    assert not any((answer.get("data") or {}).values()), answer
    [found] = answer["errors"]
    assert isinstance(found, dict)
    return found


async def code(client: Client, query: str, variables: Mapping[str, Any], **who: str) -> str:
    return str((await error(client, query, variables, **who))["extensions"]["code"])


async def opened(client: Client, key: str | None = None, **terms: Any) -> Any:
    return await data(client, OPEN, {"input": {**TERMS, **terms}, "key": key})


async def may_ask(client: Client) -> bool:
    """Whether the railway may ask about the measure that `TERMS` grants."""
    token = issue(client.settings, "PARTNER", agency="RAILWAY")
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": quote("T-1")}
    answer = (await client.post(SCREEN, headers=headers)).json()
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN", answer
        return False
    return True
