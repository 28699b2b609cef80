"""The way of each line: out of its box, between the boxes of the rows it passes, in; no line crosses a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, MARGIN = 960, 18
BOX_WIDTH, BOX_HEIGHT = 199.5, 48
TRACK = 9  # pixels between two lines side by side
TRACKS = tuple(float(x) for x in range(MARGIN + TRACK, WIDTH - MARGIN, TRACK))

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    band: str
    title: str
    files: str
    caption: str
    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    above: Box
    below: Box
    count: int  # imports; 0 is a connection over Bolt


def paths(lines: Sequence[Line], boxes: Iterable[Box]) -> list[list[Point]]:
    """For each line the points it runs through: out of its box, between the boxes of the rows it passes, in."""
    rows: dict[float, list[Box]] = {}
    for box in boxes:
        rows.setdefault(box.y, []).append(box)
    free = {y: {x for x in TRACKS if all(_clear(x, box) for box in row)} for y, row in rows.items()}
    ways: list[list[float]] = [[] for _ in lines]  # per line, x at each row from the upper box to the lower
    passed = [[y for y in sorted(rows) if line.above.y < y < line.below.y] for line in lines]
    for at in sorted(range(len(lines)), key=lambda at: (len(passed[at]), at)):
        line, way = lines[at], _way(lines[at], [sorted(free[y]) for y in passed[at]])
        for y, x in zip(passed[at], way, strict=True):
            free[y].discard(x)
        ways[at] = [line.above.middle, *way, line.below.middle]
    _dock(ways, [line.above for line in lines], end=0, beside=1)
    _dock(ways, [line.below for line in lines], end=-1, beside=-2)
    return [
        [
            (way[0], line.above.y + BOX_HEIGHT),
            *((x, y + end) for x, y in zip(way[1:-1], ys, strict=True) for end in (0, BOX_HEIGHT)),
            (way[-1], line.below.y),
        ]
        for line, way, ys in zip(lines, ways, passed, strict=True)
    ]


def _clear(x: float, box: Box) -> bool:
    return not box.x - TRACK / 2 < x < box.x + BOX_WIDTH + TRACK / 2


def _way(line: Line, rows: Sequence[Sequence[float]]) -> list[float]:
    """The cheapest x at each row passed: near both boxes, and with as few bends as can be."""
    best: dict[float, tuple[float, list[float]]] = {}
    for depth, row in enumerate(rows):
        if depth == 0:
            best = {x: (_off(line.above, x), [x]) for x in row}
            continue
        steps = sorted((cost, way) for cost, way in best.values())
        best = {x: min((cost + _bend(way[-1], x), [*way, x]) for cost, way in steps) for x in row}
    ends = [(cost + _off(line.below, way[-1]), way) for cost, way in best.values()]
    return min(ends)[1] if ends else []


def _off(box: Box, x: float) -> float:
    return max(0.0, abs(x - box.middle) - BOX_WIDTH * 0.4) + abs(x - box.middle) / 50


def _bend(x: float, to: float) -> float:
    return 0.0 if x == to else 60 + abs(x - to) * 1.2


def _dock(ways: list[list[float]], boxes: Sequence[Box], *, end: int, beside: int) -> None:
    """Lines that meet a box do so side by side, in the order in which they come, straight where there is room."""
    for box in dict.fromkeys(boxes):
        mine = sorted(
            (way for way, other in zip(ways, boxes, strict=True) if other == box), key=lambda way: way[beside]
        )
        low, high = box.x + 18, box.x + BOX_WIDTH - 18
        step = min(1.6 * TRACK, (high - low) / len(mine))
        for index, way in enumerate(mine):
            least = low if index == 0 else mine[index - 1][end] + step
            way[end] = max(least, min(way[beside], high - step * (len(mine) - 1 - index)))
