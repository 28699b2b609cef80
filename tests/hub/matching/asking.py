"""Who asks the desk of matching in these tests, and what."""

from __future__ import annotations

from typing import Any, Final

from tests.hub.serving import Client

RESULT: Final = """key band problem truncated edition candidates { band score
  subject { id name sources { key } } reasons { attribute agreement weight text textZh }
  decision { review version decision role at remark } }"""
MATCH: Final = f"""query ($records: [MatchRecordInput!]!, $first: Int = 5, $asOf: Date, $knownAt: DateTime) {{
  match(records: $records, first: $first, asOf: $asOf, knownAt: $knownAt) {{ {RESULT} }} }}"""
REVIEW: Final = """id version state score edition evidence
  record { key kind name uscc citizenId documentType documentNumber birthDate region phone address }
  subject { id name } decision { review version decision role remark at }
  history { version at event role decision remark }"""
FILE: Final = f"""mutation ($record: MatchRecordInput!, $subject: ID!, $key: String) {{
  fileMatch(record: $record, subject: $subject, idempotencyKey: $key) {{ {REVIEW} }} }}"""
DECIDE: Final = f"""mutation ($id: ID!, $version: Int!, $decision: MatchDecisionKind!, $remark: String = "查档案",
    $key: String) {{
  decideMatch(id: $id, version: $version, decision: $decision, remark: $remark, idempotencyKey: $key) {{ {REVIEW}
  }} }}"""
REVIEWS: Final = f"""query ($first: Int = 20, $after: String, $state: MatchReviewState) {{
  matchReviews(first: $first, after: $after, state: $state) {{
    edges {{ cursor node {{ {REVIEW} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""


async def matched(client: Client, *records: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The results of `match` for these records."""
    variables = {"records": list(records), **more.pop("variables", {})}
    data = await client.ask(MATCH, variables, **more)
    found: list[dict[str, Any]] = data["match"]
    return found


def bands(results: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Of each result, the band of each candidate by its key in its source."""
    return [
        {each["subject"]["sources"][0]["key"]: each["band"] for each in result["candidates"]} for result in results
    ]


async def failed(client: Client, query: str, variables: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The one error of an answer."""
    answer = (await client.post(query, variables, **more)).json()
    assert len(answer["errors"]) == 1, answer
    error: dict[str, Any] = answer["errors"][0]
    return error
