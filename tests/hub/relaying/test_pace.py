"""How often an agency is asked, by a clock that the test holds."""

from __future__ import annotations

from hub.relaying.pace import Pace


async def test_requests_are_spread_over_the_minute_and_nothing_is_saved_up() -> None:
    now = 100.0
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(round(seconds, 6))
        now += seconds

    pace = Pace(30, clock=lambda: now, sleep=sleep)
    for _ in range(3):
        await pace.slot()
    assert waits == [2, 2]
    now += 60
    await pace.slot()
    await pace.slot()
    assert waits == [2, 2, 2]
