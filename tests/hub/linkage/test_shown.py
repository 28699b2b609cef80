"""A tie as the schema names it: numbers without the dust of binary fractions, money with its sign in front."""

from __future__ import annotations

from graph.cypher.rows import FACT_HEAD, FACT_VALID_FROM, FACT_VALID_TO
from graph.model.declare import OPEN_FROM, OPEN_TO
from graph.plan import Slice
from graph.rules.network.ranking import Ranked
from graph.rules.network.ties import NetworkTie
from hub.linkage.network import Network, network_bounds
from hub.linkage.shown import link_shown
from hub.settings.config import Settings


def shown(worth: float, amount: int | None) -> dict[str, object]:
    tie = NetworkTie(relation="GUARANTOR_OF", source="a", target="b", amount=amount)
    fact = [""] * FACT_HEAD
    fact[FACT_VALID_FROM], fact[FACT_VALID_TO] = OPEN_FROM, OPEN_TO
    bounds = network_bounds(Settings().walk_limits(1_000_000))
    time = Slice(as_of="2026-01-01", known_at="2026-01-01T00:00:00.000000Z")
    network = Network("a", ("GUARANTOR_OF",), time, bounds, facts={tie.key: fact})
    return link_shown(Ranked(tie, "a", worth, 1.0, 1), network)


def test_relevance_has_six_decimals() -> None:
    assert [shown(worth, None)["relevance"] for worth in (0.19999999999999998, 1 / 3, 1.0)] == [0.2, 0.333333, 1.0]


def test_the_sign_of_an_amount_stands_in_front() -> None:
    assert [shown(1.0, fen)["amount"] for fen in (-50, -150, 5, None)] == ["-0.50", "-1.50", "0.05", None]
