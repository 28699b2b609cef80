"""What may be ordered under any edition at all: whatever its rows say, some things are never allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue import Catalogue, Edition, MeasureDefinition, Trigger, executor_types, shipped_catalogue
from graph.model.measures import Mode, TargetType
from graph.rules.measures import MeasureOrder, Rule, executions, refusal
from tests.graph.catalogue.test_measures import LP, NP, ROWS, RP

TYPES = ("RAILWAY", "FINANCE", "EMPLOYER", "SUPERIOR_ORGAN", "BANK", "MEDIA", "TRADE_ASSOCIATION", "BAKERY")
SOME_CODES = ("A-1", "A-2", "A-3")
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))


def some(values: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=4, unique=True).map(tuple)


ANY_ROWS = st.lists(
    st.builds(
        MeasureDefinition,
        edition=st.just("ANY"),
        measure_code=st.sampled_from(SOME_CODES),
        name=st.just("措施"),
        english=st.just("measure"),
        executors=st.just(()),
        target_types=some(TargetType),
        mode=st.sampled_from(Mode),
        legal_basis=st.just("法"),
        verified=st.booleans(),
        executor_types=some(TYPES),
        trigger=st.sampled_from(Trigger),
        reversible=st.sampled_from([True, True, False]),
        valid_from=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        valid_to=st.none() | st.dates(date(2026, 1, 5), date(2026, 1, 9)),
    ),
    max_size=6,
).map(lambda rows: Edition(name="ANY", in_force_from=date(2026, 1, 3), definitions=tuple(rows)))
ANY_ORDER = st.builds(
    MeasureOrder,
    edition=st.just("ANY"),
    code=st.sampled_from((*SOME_CODES, "A-4")),
    executor=st.sampled_from((*TYPES, "SMITHY")),
    target=st.sampled_from(TargetType),
    trigger=st.sampled_from(Trigger),
    day=DAYS,
    mode=st.none() | st.sampled_from(Mode),
)


@st.composite
def editions_and_orders(draw: st.DrawFn) -> tuple[Edition, MeasureOrder]:
    """Any edition with any order, or with one that follows a row of it but for one of its fields."""
    edition, order = draw(ANY_ROWS), draw(ANY_ORDER)
    if not edition.definitions or draw(st.integers(0, 3)) == 0:
        return edition, order
    row = draw(st.sampled_from(edition.definitions))
    near = replace(
        order,
        code=row.measure_code,
        executor=draw(st.sampled_from(row.executor_types)),
        target=draw(st.sampled_from(row.target_types)),
        trigger=row.trigger or order.trigger,
        day=max(row.valid_from, date(2026, 1, 3)),
        mode=draw(st.sampled_from([row.mode, None])),
    )
    if draw(st.booleans()):
        return edition, near
    other = draw(st.sampled_from(["code", "executor", "target", "trigger", "day", "mode"]))
    return edition, replace(near, **{other: getattr(order, other)})


def allows(row: MeasureDefinition, order: MeasureOrder) -> bool:
    """Whether one row, read by itself, allows the order."""
    bound = {"RAILWAY", "FINANCE"}
    meets = {"EMPLOYER": {NP}, "SUPERIOR_ORGAN": {LP}}.get(order.executor, {NP, LP, RP})
    return (
        row.measure_code == order.code
        and order.mode in (None, row.mode)
        and row.trigger is order.trigger
        and (row.reversible or order.trigger is Trigger.REFERRAL)
        and order.executor in set(row.executor_types) - {"BAKERY"}
        and order.target in set(row.target_types) & meets
        and (order.target != RP or order.trigger in (Trigger.RESTRICTION, Trigger.EXIT_BAN))
        and (row.mode is not Mode.INSTRUCTION or order.executor in bound)
        and row.valid_from <= order.day
        and (row.valid_to is None or order.day < row.valid_to)
    )


@given(editions_and_orders())
def test_an_order_is_allowed_by_a_row_of_an_edition_in_force_or_not_at_all(
    drawn: tuple[Edition, MeasureOrder],
) -> None:
    edition, order = drawn
    permitted = refusal(order, Catalogue(editions=(edition,))) is None
    in_force = order.day >= date(2026, 1, 3)
    assert permitted is (in_force and any(allows(row, order) for row in edition.definitions))


@given(editions_and_orders(), st.sampled_from((*SOME_CODES, "A-4")) | st.text(max_size=12))
def test_never_1_nothing_outside_the_edition_whatever_it_holds(
    drawn: tuple[Edition, MeasureOrder], code: str
) -> None:
    edition, order = drawn
    if code not in edition.codes:
        found = refusal(replace(order, code=code), Catalogue(editions=(edition,)))
        assert found is not None and found.rule in (Rule.IN_CATALOGUE, Rule.EDITION)


UNBOUND = ("EMPLOYER", "SUPERIOR_ORGAN", "BANK", "MEDIA", "TRADE_ASSOCIATION", "BAKERY")


@given(editions_and_orders(), st.sampled_from(UNBOUND))
def test_never_13_whom_nothing_binds_is_not_instructed_whatever_the_rows(
    drawn: tuple[Edition, MeasureOrder], unbound: str
) -> None:
    edition, order = drawn
    catalogue = Catalogue(editions=(edition,))
    order = order if order.executor in UNBOUND else replace(order, executor=unbound)
    assert refusal(replace(order, mode=Mode.INSTRUCTION), catalogue) is not None
    if refusal(order, catalogue) is None:
        assert any(row.mode is not Mode.INSTRUCTION for row in edition.rows(order.code))
    if order.day >= date(2026, 1, 3):
        for each in executions(order.trigger, order.target, edition, order.day):
            assert not (each.executor in UNBOUND and each.mode is Mode.INSTRUCTION)


@given(editions_and_orders())
def test_never_3_whatever_the_rows(drawn: tuple[Edition, MeasureOrder]) -> None:
    edition, order = drawn
    behind = replace(order, target=TargetType.RESPONSIBLE_PERSON, trigger=Trigger.LISTING)
    assert refusal(behind, Catalogue(editions=(edition,))) is not None


@given(
    ANY_ROWS, st.sampled_from(Trigger), st.sampled_from(TargetType), st.dates(date(2026, 1, 3), date(2026, 1, 9))
)
def test_a_decision_leads_to_all_that_may_be_ordered_and_to_nothing_else(
    edition: Edition, trigger: Trigger, target: TargetType, day: date
) -> None:
    found = executions(trigger, target, edition, day)
    assert len(set(found)) == len(found)
    catalogue = Catalogue(editions=(edition,))
    orders = {
        MeasureOrder(
            edition="ANY", code=code, executor=executor, target=target, trigger=trigger, day=day, mode=mode
        )
        for code in SOME_CODES
        for executor in TYPES
        for mode in Mode
    }
    assert set(found) == {each for each in orders if refusal(each, catalogue) is None}


@given(ANY_ORDER, st.sampled_from([row[0] for row in ROWS]), st.sampled_from([*executor_types(), "BAKERY"]))
def test_a_refusal_says_what_is_allowed_and_by_what_law(order: MeasureOrder, code: str, executor: str) -> None:
    found = refusal(replace(order, edition="HUB-2026-02", code=code, executor=executor), shipped_catalogue())
    if found is not None:
        assert "allowed: " in found.reason and found.law
        assert "BAKERY" not in found.reason
