"""What is asked under load, by whom and how often.

| of 100 | caller | asks |
|---|---|---|
| 30 | partner | `screen` of 1 to 20 subjects, by unified code or by a source's key, one in four a debtor |
| 15 | partner | the standing of one subject |
| 15 | partner | a company with its first 20 shareholders |
| 15 | investigator | the network of one hop around a company |
| 10 | investigator | the beneficial owners of a company |
| 10 | investigator | a search for a company by the beginning of its name |
| 5 | investigator | a page of 20 companies, the first or one after it |

Four agencies ask and eight investigators, so that none meets its own budget. Whom they ask about is drawn evenly
over the province, the same each time: `DRAWN` requests an operation, which then take turns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from adapters.sample.census import Census
from adapters.sample.companies import BLOCK, LEVELS, Companies
from adapters.sample.companies import key as company_key
from adapters.sample.debts import Debts, Docket
from adapters.sample.numbers import Numbers
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from bench.asking import investigator
from bench.wire import posted
from hub.callers.issuer import issue
from hub.settings.config import Settings

DRAWN: Final = 400
AGENCIES: Final = ("RAILWAY", "CIVIL_AVIATION", "BANKING", "HOUSING")
INVESTIGATORS: Final = 8
TOKEN_MINUTES: Final = 240
DEBTOR_EVERY: Final = 4
DEBTORS: Final = 2_000  # to draw from
Variables = Mapping[str, object]
_EVERY_HUB: Final = "http://hub"  # a request goes to whichever is next

_OF: Final = "{source: {system: $s, key: $k}}"
_ASKS: Final = "query ($s: String!, $k: String!)"
QUERIES: Final = {
    "screen": "query ($of: [SubjectKey!]!) { screen(subjects: $of) {"
    " underMeasure since court caseNumber problem measures { code since until } } }",
    "standing": f"{_ASKS} {{ subject(by: {_OF}) {{ id name"
    " standing { underMeasure since measures { code since } } } }",
    "shareholders": f"{_ASKS} {{ subject(by: {_OF}) {{ id name ... on Company {{ uscc"
    " shareholders(first: 20) { edges { share validFrom node { id name kind } } } } } }",
    "network": f"{_ASKS} {{ network(of: {_OF}, hops: 1) {{"
    " nodes { id name kind } links { relation from to share } truncated } }",
    "owners": f"{_ASKS} {{ subject(by: {_OF}) {{ ... on Company {{ beneficialOwners {{"
    " owners { person { id } share { lower upper } certain } unknownShare truncated } } } }",
    "search": "query ($text: String!) { searchSubjects(text: $text) { edges { node { id name kind } }"
    " pageInfo { hasNextPage endCursor } } }",
    "companies": "query ($after: String) { companies(first: 20, after: $after) { edges { node { id name uscc } }"
    " pageInfo { hasNextPage endCursor } } }",
}
# Operation: its share of 100, and who asks it.
MIX: Final = {
    "screen": (30, "PARTNER"),
    "standing": (15, "PARTNER"),
    "shareholders": (15, "PARTNER"),
    "network": (15, "INVESTIGATOR"),
    "owners": (10, "INVESTIGATOR"),
    "search": (10, "INVESTIGATOR"),
    "companies": (5, "INVESTIGATOR"),
}


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a province of that size and seed can be asked about; its rows came from `system`."""

    scale: int
    seed: int
    system: str

    def drawn(self, count: int = DRAWN) -> dict[str, list[Variables]]:
        """The variables of each operation but `companies`, whose cursors the hub gives."""
        census = Census.of(self.scale)
        companies = Companies(census, self.seed, Numbers(self.seed))
        draw = random.Random(self.seed)
        debtors = self._debtors(census, companies)

        def one() -> str:
            if draw.randrange(DEBTOR_EVERY) == 0:
                return draw.choice(debtors)
            if draw.random() < 0.5:
                return person_key(draw.randrange(census.persons))
            return company_key(draw.randrange(census.companies))

        def by_key(key: str) -> Variables:
            return {"source": {"system": self.system, "key": key}}

        def by_code() -> Variables:
            company = draw.randrange(census.companies)
            return {"uscc": companies.unified_code(company, companies.area(company))}

        def screened() -> Variables:
            return {
                "of": [by_code() if draw.random() < 0.5 else by_key(one()) for _ in range(draw.randint(1, 20))]
            }

        def keyed(pick: Callable[[], str]) -> Variables:
            return {"s": self.system, "k": pick()}

        def held() -> str:
            block = draw.randrange(max(1, census.companies // BLOCK))
            return company_key(block * BLOCK + draw.choice(LEVELS[draw.randrange(len(LEVELS))]))

        def searched() -> Variables:
            return {"text": companies.profile(draw.randrange(census.companies)).name[: draw.randint(5, 9)]}

        return {
            "screen": [screened() for _ in range(count)],
            "standing": [keyed(one) for _ in range(count)],
            "shareholders": [keyed(held) for _ in range(count)],
            "network": [keyed(held) for _ in range(count)],
            "owners": [keyed(held) for _ in range(count)],
            "search": [searched() for _ in range(count)],
        }

    def screened(self, number: int) -> Variables:
        """So many different subjects, persons and companies in turn, from all over the province."""
        census = Census.of(self.scale)
        keys = (
            person_key(place * census.persons // number)
            if place % 2
            else company_key(place * census.companies // number)
            for place in range(number)
        )
        return {"of": [{"source": {"system": self.system, "key": key}} for key in keys]}

    def _debtors(self, census: Census, companies: Companies) -> list[str]:
        people = People(census, self.seed)
        debts = Debts(census, self.seed, people, companies).all(Docket())
        return sorted({debt.debtor for debt in islice(debts, DEBTORS)})


def callers(settings: Settings) -> dict[str, list[dict[str, str]]]:
    """Headers of all callers by role."""
    return {
        "PARTNER": [
            {
                "Authorization": f"Bearer {issue(settings, 'PARTNER', agency=agency, minutes=TOKEN_MINUTES)}",
                "X-Purpose": "CREDIT_CHECK",
                "X-Case-Number": "file 7",
            }
            for agency in AGENCIES
        ],
        "INVESTIGATOR": [
            investigator(settings, subject=f"load-{number}", minutes=TOKEN_MINUTES)
            for number in range(INVESTIGATORS)
        ],
    }


def written(query: str, variables: Variables, headers: Mapping[str, str]) -> bytes:
    """One request as it goes over the wire."""
    accepted = {"Accept": "application/graphql-response+json", **headers}
    return posted(_EVERY_HUB, accepted, {"query": query, "variables": variables})


def requests(
    asked: Mapping[str, Sequence[Variables]], headers: Mapping[str, Sequence[dict[str, str]]]
) -> Iterator[tuple[str, int, list[bytes]]]:
    """Each operation with its share and its requests, whose callers take turns."""
    for operation, (share, role) in MIX.items():
        of = headers[role]
        yield (
            operation,
            share,
            [
                written(QUERIES[operation], variables, of[turn % len(of)])
                for turn, variables in enumerate(asked[operation])
            ],
        )


def cursors(pages: int, page: Callable[[str | None], Any]) -> list[Variables]:
    """Variables of the first page of companies and those after it, as `page` (data of an answer) tells them."""
    found: list[str | None] = [None]
    while len(found) < pages:
        info = page(found[-1])["companies"]["pageInfo"]
        if not info["hasNextPage"]:
            break
        found.append(info["endCursor"])
    return [{"after": after} for after in found]
