"""What is known of a record at an instant, and what a cut leaves: as properties over random lives of a record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import OPEN_INSTANT, OPEN_TO
from graph.rules.history import Known, Piece, State, changes, cut, instants, known

FIRST = date(2026, 1, 1)
DAYS = [(FIRST + timedelta(days=number)).isoformat() for number in range(12)]


def instant(number: int) -> str:
    return f"2026-02-01T00:00:{number:02d}.000000Z"


class Life:
    """A record that is opened, amended and ended from days on, one event an instant; and what that should mean,
    day by day, kept apart from the pieces.
    """

    def __init__(self, begins: int, ends: int | None) -> None:
        self.told: list[dict[str, Any]] = []
        self.clock = 0
        end = OPEN_TO if ends is None else DAYS[ends]
        self.days: list[dict[str, int | None]] = []
        self._say("0", DAYS[begins], end)
        self._keep({day: 0 if DAYS[begins] <= day < end else None for day in DAYS})

    def amend(self, day: int) -> None:
        self.clock += 1
        self._cut(DAYS[day])
        self._say(str(self.clock), DAYS[day], OPEN_TO)
        self._keep({each: self.clock if each >= DAYS[day] else then for each, then in self.days[-1].items()})

    def end(self, day: int) -> None:
        self.clock += 1
        now = known(self.told, instant(self.clock - 1))
        assert now is not None
        if not list(cut(now.pieces, DAYS[day])):
            self.clock -= 1
            return
        self._cut(DAYS[day])
        self._keep({each: None if each >= DAYS[day] else then for each, then in self.days[-1].items()})

    def _cut(self, day: str) -> None:
        now = known(self.told, instant(self.clock - 1))
        assert now is not None
        for piece, valid_to in list(cut(now.pieces, day)):
            [old] = [each for each in self.told if each is piece]
            old["supersededAt"] = instant(self.clock)
            self._say(piece["slot"], piece["validFrom"], valid_to, piece["says"])

    def _say(self, slot: str, begins: str, ends: str, says: int | None = None) -> None:
        self.told.append(
            {
                "slot": slot,
                "says": self.clock if says is None else says,
                "validFrom": begins,
                "validTo": ends,
                "recordedAt": instant(self.clock),
                "supersededAt": OPEN_INSTANT,
            }
        )

    def _keep(self, days: dict[str, int | None]) -> None:
        self.days.append(days)


EVENTS = st.lists(st.tuples(st.booleans(), st.integers(0, len(DAYS) - 1)), max_size=8)
SPANS = st.tuples(st.integers(0, len(DAYS) - 2), st.none() | st.integers(0, len(DAYS) - 1)).filter(
    lambda span: span[1] is None or span[0] < span[1]
)


def lived(span: tuple[int, int | None], events: list[tuple[bool, int]]) -> Life:
    life = Life(*span)
    for amends, day in events:
        (life.amend if amends else life.end)(day)
    return life


@given(SPANS, EVENTS)
def test_each_day_says_at_each_instant_what_the_events_until_then_made_of_it(
    span: tuple[int, int | None], events: list[tuple[bool, int]]
) -> None:
    life = lived(span, events)
    for clock, days in enumerate(life.days):
        now = known(life.told, instant(clock))
        assert now is not None and now.version == clock + 1
        for day, says in days.items():
            assert (now.state(day) is State.ACTIVE) is (says is not None)
            if says is not None:
                assert now.on(day)["says"] == says


@given(SPANS, EVENTS)
def test_no_two_pieces_hold_on_one_day_and_one_version_of_each_slot_is_open(
    span: tuple[int, int | None], events: list[tuple[bool, int]]
) -> None:
    life = lived(span, events)
    for clock in range(life.clock + 1):
        now = known(life.told, instant(clock))
        assert now is not None
        if not now.withdrawn:
            ends = [piece["validTo"] for piece in now.pieces]
            begins = [piece["validFrom"] for piece in now.pieces]
            assert all(end <= begin for end, begin in zip(ends[:-1], begins[1:], strict=True))
        open_ = [each["slot"] for each in life.told if each["recordedAt"] <= instant(clock) < each["supersededAt"]]
        assert len(open_) == len(set(open_))


@given(SPANS, EVENTS)
def test_the_history_of_an_instant_is_the_beginning_of_any_later_one(
    span: tuple[int, int | None], events: list[tuple[bool, int]]
) -> None:
    life = lived(span, events)
    whole = list(changes(life.told, instant(life.clock)))
    assert [change.since.version for change in whole] == list(range(1, life.clock + 2))
    assert all(change.came for change in whole)
    for clock in range(life.clock + 1):
        assert [change.at for change in changes(life.told, instant(clock))] == [
            change.at for change in whole[: clock + 1]
        ]


@given(SPANS, EVENTS, st.integers(0, len(DAYS) - 1))
def test_a_cut_leaves_nothing_from_its_day_on_and_everything_before(
    span: tuple[int, int | None], events: list[tuple[bool, int]], day: int
) -> None:
    life = lived(span, events)
    now = known(life.told, instant(life.clock))
    assert now is not None
    ends = {id(piece): valid_to for piece, valid_to in cut(now.pieces, DAYS[day])}
    for piece in now.pieces:
        end = ends.get(id(piece), piece["validTo"])
        for each in DAYS:
            held = piece["validFrom"] <= each < piece["validTo"]
            assert (piece["validFrom"] <= each < end) is (held and each < DAYS[day])


def piece(begins: str, ends: str, recorded: int, superseded: int | None = None) -> Piece:
    gone = OPEN_INSTANT if superseded is None else instant(superseded)
    return {
        "slot": "s", "validFrom": begins, "validTo": ends, "recordedAt": instant(recorded), "supersededAt": gone
    }  # fmt: skip


def test_what_its_source_lists_no_longer_has_ended_and_still_says_what_it_said() -> None:
    told = [piece(DAYS[0], OPEN_TO, 1, superseded=2)]
    before, after = known(told, instant(1)), known(told, instant(2))
    assert isinstance(before, Known) and isinstance(after, Known)
    assert (before.state(DAYS[3]), after.state(DAYS[3])) == (State.ACTIVE, State.ENDED)
    assert after.withdrawn and after.pieces == before.pieces and after.version == 2


def test_before_the_first_word_nothing_is_known() -> None:
    assert known([piece(DAYS[0], OPEN_TO, 1)], instant(0)) is None
    assert known([], instant(9)) is None and instants([]) == []


def test_a_day_before_the_first_piece_is_still_to_come() -> None:
    now = known([piece(DAYS[4], DAYS[6], 1)], instant(1))
    assert now is not None
    states = [now.state(DAYS[number]) for number in (3, 4, 5, 6)]
    assert states == [State.PENDING, State.ACTIVE, State.ACTIVE, State.ENDED]
