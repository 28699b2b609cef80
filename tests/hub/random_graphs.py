"""Random deliveries: a few keys met again and again, so that facts change, merge, contradict, end and hide."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from adapters.formats.record import FactMeta
from tests.graphs import Node, Tie

SYSTEMS: Final = ("court", "market")
CODES: Final = ("91110000600037341L", "91420100MA4KABCDX1", "91420281MA4K0X1A0R")
NAMES: Final = (
    "长江实业有限公司",
    "长江",
    "北京长江",
    "黄河有限责任公司",
    "黄河有限公司",
    "Yangtze Ltd",
    "张三",
    "李四",
    "𠮷江",  # U+20BB7: by code point after the next, by UTF-16 unit before it
    "\ufa0e江",
)
DAYS: Final = (None, "2019-01-01", "2020-06-15", "2024-02-29", "2026-07-01")
INSTANTS: Final = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
CASE: Final = "（2026）鄂0112执9号"

COMPANIES: Final = [f"c{number}" for number in range(5)]
PEOPLE: Final = [f"p{number}" for number in range(4)]
PARTIES: Final = [*COMPANIES, *PEOPLE]
ACCOUNTS: Final = ["a0", "a1", "a2"]

# Of each relation: how many are tried, their ends, what they state, and how many items one pair may have.
_SHARES: Final = (None, 0.1, 0.25, 0.25, 0.5, 1)
_TIES: Final[tuple[tuple[str, int, list[str], list[str], dict[str, tuple[Any, ...]], int], ...]] = (
    ("SHAREHOLDER_OF", 14, PARTIES, COMPANIES, {"share": _SHARES, "directness": (None, None, "INDIRECT")}, 1),
    ("INFLUENCES", 4, PARTIES[:3], COMPANIES[:1], {"interest": ("votingRights", "unknownInterest")}, 3),
    ("LEGAL_REP_OF", 4, PEOPLE, COMPANIES, {}, 1),
    ("GUARANTOR_OF", 4, PARTIES, PARTIES, {}, 1),
    ("ACTS_IN_CONCERT", 4, PARTIES, PARTIES, {}, 1),
    ("RELATIVE_OF", 4, PEOPLE, PEOPLE, {"kinship": ("SIBLING",)}, 1),
    ("OWNS_ACCOUNT", 4, PARTIES, ACCOUNTS, {}, 1),
    ("TRANSFERS", 10, ACCOUNTS[:2], ACCOUNTS[1:], {"amount": ("1.00", "2.00"), "occurredAt": INSTANTS}, 6),
    ("SIGNS_IN", 4, ["m"], ACCOUNTS[:1], {"occurredAt": INSTANTS}, 6),
    ("PARTY_TO", 4, PARTIES, ["k"], {"partyRole": ("JUDGMENT_DEBTOR", "APPLICANT")}, 2),
)
RELATIONS: Final = tuple(row[0] for row in _TIES)


def delivery(random: Random) -> tuple[str, list[Node | Tie]]:
    """A source and its rows: all nodes, and some ties between them."""
    return random.choice(SYSTEMS), [*_nodes(random), *_ties(random), *_order(random)]


def _nodes(random: Random) -> Iterator[Node]:
    for key in COMPANIES:
        values: dict[str, object] = {
            "name": random.choice(NAMES),
            "status": random.choice(("ACTIVE", "REVOKED")),
            "uscc": random.choice((None, *CODES)),
            "registeredCapital": random.choice((None, f"{random.randrange(10**6)}.50")),
        }
        yield Node("COMPANY", key, _stated(values), meta=_meta(random))
    for key in PEOPLE:
        values = {"name": random.choice(NAMES), "birthDate": random.choice((None, "1980-01-01", "1990-02-02"))}
        yield Node("PERSON", key, _stated(values), meta=_meta(random))
    for key in ACCOUNTS:
        yield Node("ACCOUNT", key, {"accountType": "debit card"}, meta=_meta(random))
    yield Node("MEDIUM", "m", {"mediumValue": "139"})
    yield Node("CASE", "k", {"caseNumber": CASE})


def _ties(random: Random) -> Iterator[Tie]:
    for kind, number, sources, targets, choices, items in _TIES:
        met = set()
        for _ in range(random.randint(number // 2, number)):
            item = str(random.randrange(items)) if items > 1 else ""
            end = random.choice(sources), random.choice(targets), item
            if end not in met:
                met.add(end)
                values = {name: random.choice(some) for name, some in choices.items()}
                yield Tie(kind, end[0], end[1], _stated(values), item=item, meta=_meta(random))


def _order(random: Random) -> Iterator[Node | Tie]:
    """An order against somebody, in force or lifted."""
    values = {
        "order": "CONSUMPTION",
        "caseNumber": CASE,
        "courtName": "院",
        "measures": ["JP-701"],
        "servedOn": "2026-01-01",
        "liftedOn": random.choice((None, None, "2026-07-01")),
    }
    yield Node("RESTRICTION", "r", _stated(values))
    yield Tie("TARGETS", "r", random.choice(PARTIES), {"basisRole": "DEBTOR"})


def _meta(random: Random) -> FactMeta:
    """One fact in five holds for a while only, one in five is of a class that few may see."""
    first = last = None
    if random.random() < 0.2:
        first, last = random.choice(DAYS), random.choice(DAYS)
        if first is not None and last is not None and first >= last:
            last = None
    classes = ("MEDIATION", "SEALED") if random.random() < 0.2 else (None, "PUBLIC", "PARTNER")
    return FactMeta(valid_from=first, valid_to=last, grade=random.choice("ABCD"), access=random.choice(classes))


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
