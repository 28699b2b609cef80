"""Where everything stands: a band a package, a box a room, lines from above to below between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.picture.code import Code, beside, caption, package_caption
from docs.picture.lines import BOX_HEIGHT, BOX_WIDTH, MARGIN, WIDTH, Box, Line
from docs.picture.rooms import DATABASES, PACKAGES, ROOMS, Room

COLUMNS = 4
GAP, HEADER, FOOT, BAND_GAP = 22, 34, 14, 14
COLUMN_GAP = (WIDTH - 4 * MARGIN - COLUMNS * BOX_WIDTH) / (COLUMNS - 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    name: str
    title: str
    caption: str
    y: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """`upward` are the imports that lead from below to above, as (importer, imported, how many)."""

    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    upward: tuple[tuple[Box, Box, int], ...]
    height: float


def lay_out(code: Code, root: Path) -> Layout:
    boxes: dict[Room, Box] = {}
    bands: list[Band] = []
    top = float(MARGIN)
    for package in PACKAGES:
        rows = rows_of([room for room in code.modules if room.package == package], code.imports)
        columns = columns_of(rows)
        for room, row in rows.items():
            boxes[room] = Box(
                band=package,
                title=room.title,
                files=beside(room, code.modules[room]),
                caption=caption(room, code.modules[room], root),
                x=_x(columns[room]),
                y=top + HEADER + row * (BOX_HEIGHT + GAP),
            )
        height = HEADER + (max(rows.values()) + 1) * (BOX_HEIGHT + GAP) - GAP + FOOT
        said = package_caption(package, root)
        bands.append(Band(name=package, title=package, caption=said, y=top, height=height))
        top += height + BAND_GAP
    height = BOX_HEIGHT + 2 * FOOT
    said = "Bolt + Cypher to either, over the dashed lines"
    bands.append(Band(name="engines", title="one engine of two", caption=said, y=top, height=height))
    databases = {
        each: Box(
            band="engines", title=each.title, files="", caption=each.caption, x=_x(each.column), y=top + FOOT
        )
        for each in DATABASES
    }
    spoken = [
        Line(above=box, below=database, count=0)
        for each, database in databases.items()
        for title in each.spoken_to_by
        for room, box in boxes.items()
        if room.package == "graph" and room.title == title
    ]
    down = {(a, b) for a, b in code.imports if boxes[a].y < boxes[b].y}
    lines = [Line(above=boxes[a], below=boxes[b], count=code.imports[a, b]) for a, b in _sorted(needed(down))]
    upward = [(boxes[a], boxes[b], code.imports[a, b]) for a, b in _sorted(set(code.imports) - down)]
    return Layout(
        bands=tuple(bands),
        boxes=(*boxes.values(), *databases.values()),
        lines=(*lines, *spoken),
        upward=tuple(upward),
        height=top + height,
    )


def _x(column: int) -> float:
    return 2 * MARGIN + column * (BOX_WIDTH + COLUMN_GAP)


def _sorted(edges: Iterable[tuple[Room, Room]]) -> list[tuple[Room, Room]]:
    return sorted(edges, key=lambda edge: (ROOMS.index(edge[0]), ROOMS.index(edge[1])))


def rows_of(rooms: Sequence[Room], imports: Iterable[tuple[Room, Room]]) -> dict[Room, int]:
    """The row of each room of a band: under all that import it; circles are broken in the order of `ROOMS`."""
    edges = set(imports)
    rows: dict[Room, int] = {}
    while len(rows) < len(rooms):
        waiting = [room for room in rooms if room not in rows]
        free = [room for room in waiting if not any((other, room) in edges for other in waiting)]
        room = (free or waiting)[0]
        row = 1 + max((rows[other] for other in rows if (other, room) in edges), default=-1)
        while list(rows.values()).count(row) >= COLUMNS:
            row += 1
        rows[room] = row
    return rows


def columns_of(rows: dict[Room, int]) -> dict[Room, int]:
    """The column of each room: the one it wants, or the nearest that is free in its row."""
    columns: dict[Room, int] = {}
    for room, row in rows.items():
        taken = {columns[other] for other in columns if rows[other] == row}
        columns[room] = min(set(range(COLUMNS)) - taken, key=lambda column: (abs(column - room.column), column))
    return columns


def needed(edges: set[tuple[Room, Room]]) -> set[tuple[Room, Room]]:
    """The edges that do not follow from others (transitive reduction of a graph without circles)."""
    after: dict[Room, set[Room]] = {}
    for importer, imported in edges:
        after.setdefault(importer, set()).add(imported)

    def reaches(start: Room, end: Room) -> bool:
        return start == end or any(reaches(step, end) for step in after.get(start, ()))

    return {(a, b) for a, b in edges if not any(reaches(step, b) for step in after[a] - {b})}
