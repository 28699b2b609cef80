"""The README's picture of the architecture, drawn from the imports of the code: `docs/architecture.svg`.

    python docs/picture.py            writes the picture
    python docs/picture.py --check    fails if the picture and the code differ

`ROOMS` says which modules share a box. Everything else is read off the code: who imports whom, how often,
and what each room says of itself on the first line of its docstring. A module that no rule names falls into
its package's last room, "and more".
"""

from __future__ import annotations

import ast
import math
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"
PACKAGES = ("hub", "adapters", "graph")
CAPTION = 60  # characters of a docstring that fit a box, over two lines of LINE
LINE = 30

COLUMNS, WIDTH, MARGIN = 4, 960, 18
BOX_HEIGHT, GAP, HEADER = 48, 22, 34
COLUMN_GAP = 30
BOX_WIDTH = (WIDTH - 4 * MARGIN - (COLUMNS - 1) * COLUMN_GAP) / COLUMNS
TRACK = 9  # pixels between two lines side by side
TRACKS = tuple(float(x) for x in range(MARGIN + TRACK, WIDTH - MARGIN, TRACK))


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """One box: the second-level modules in it, and the column that it would like to stand in.

    The first of `speakers` with a docstring captions the room. A name of `holds` that ends in `*` takes every name
    that starts so; an empty `holds` takes what no other room of the package does.
    """

    package: str
    title: str
    holds: tuple[str, ...]
    column: int
    speakers: tuple[str, ...]

    def takes(self, name: str) -> bool:
        return any(name.startswith(held[:-1]) if held.endswith("*") else name == held for held in self.holds)


def _room(package: str, title: str, holds: str, column: int, speakers: str = "") -> Room:
    names = tuple(holds.split())
    speaking = tuple(speakers.split()) or tuple(f"{package}.{name}" for name in names)
    return Room(package=package, title=title, holds=names, column=column, speakers=speaking)


# In the order of reading; where rooms import each other in a circle, the earlier one is drawn above.
ROOMS = (
    _room("hub", "commands", "commands opening development __main__", 1, "hub.__main__"),
    _room("hub", "web", "web", 3),
    _room("hub", "request", "service app endpoint wire serve document documents limits", 2),
    _room("hub", "api", "api", 2, "hub.api hub.api.schema"),
    _room("hub", "desk", "desk relay sync", 0),
    _room("hub", "door", "door policy", 3),
    _room("hub", "read", "read", 2, "hub.read hub.read.planner"),
    _room("hub", "caller", "auth purpose keys scrub logs errors config", 1),
    _room("hub", "record", "record", 0),
    _room("hub", "and more", "", 0),
    _room("adapters", "agencies", "agencies", 2),
    _room("adapters", "protocols", "protocols", 2),
    _room("adapters", "loading", "loading", 1),
    _room("adapters", "sample", "sample", 0),
    _room("adapters", "formats", "formats", 1),
    _room("adapters", "and more", "", 3),
    _room("graph", "lifecycle", "lifecycle", 0),
    _room("graph", "rules", "rules", 0),
    _room("graph", "catalogue", "catalogue", 1),
    _room("graph", "cypher", "cypher founding", 2, "graph.cypher graph.cypher.compile"),
    _room("graph", "embedded", "embedded embedded_*", 3),
    _room("graph", "engine", "engine", 2),
    _room("graph", "model", "model", 1),
    _room("graph", "plan", "plan statement", 1),
    _room("graph", "and more", "", 0),
)

# What no import shows: the two databases, and the rooms that speak to them. (title, caption, column, spoken to by)
ENGINES = (
    ("Neo4j 5.26", "A server of your own", 2, ("engine",)),
    ("ArcadeDB", "Embedded: a child process of the hub", 3, ("engine", "embedded")),
)

COLOURS = {  # band: (wash, line and title) by day, then by night
    "hub": ("#eaf1fb", "#2b5c9e", "#16243a", "#86b4f0"),
    "adapters": ("#fbf1e2", "#96600f", "#322612", "#e6b566"),
    "graph": ("#e8f4ec", "#25704a", "#142c20", "#7fcb9f"),
    "engines": ("#f0eff4", "#5f5875", "#26232f", "#b7aed2"),
}

Point = tuple[float, float]


# -- what the code says


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    modules: dict[Room, tuple[str, ...]]
    imports: Counter[tuple[Room, Room]]


def read_code(root: Path) -> Code:
    """Rooms that hold something, and how many imports lead from each to each.

    Raises:
        SystemExit: a folder of modules has no `__init__.py`; grimp, and import-linter with it, would pass it over.
    """
    sys.path.insert(0, str(root))
    graph = grimp.build_graph(*PACKAGES, include_external_packages=False, cache_dir=None)
    unseen = {
        file.parent.relative_to(root).as_posix()
        for package in PACKAGES
        for file in (root / package).rglob("*.py")
        if ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__") not in graph.modules
    }
    if unseen:
        raise SystemExit(f"no check sees {', '.join(sorted(unseen))}: __init__.py is missing there or above")
    modules: dict[Room, tuple[str, ...]] = {}
    for module in sorted(graph.modules - set(PACKAGES)):
        room = room_of(module)
        modules[room] = (*modules.get(room, ()), module)
    imports = Counter(
        (room_of(importer), room_of(imported))
        for importer in graph.modules - set(PACKAGES)
        for imported in graph.find_modules_directly_imported_by(importer) - set(PACKAGES)
        if room_of(importer) != room_of(imported)
    )
    return Code(modules={room: modules[room] for room in ROOMS if room in modules}, imports=imports)


def room_of(module: str) -> Room:
    package, name = module.split(".")[:2]
    mine = [room for room in ROOMS if room.package == package]
    return next((room for room in mine if room.takes(name)), next(room for room in mine if not room.holds))


def caption(room: Room, modules: Sequence[str], root: Path) -> str:
    if not room.holds:
        return _cut(", ".join(sorted({module.split(".")[1] for module in modules})))
    speakers = [module for module in (*room.speakers, *modules) if module in modules]
    return next((said for module in speakers if (said := _first_line(module, root))), "")


def _first_line(module: str, root: Path) -> str:
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return _cut(said.partition("\n")[0].replace("`", ""))


def _cut(said: str) -> str:
    """The longest beginning that fits a box: up to a full stop, colon or semicolon if that leaves enough."""
    if _fits(said.rstrip(".")):
        return said.rstrip(".")
    words = said.split()
    shorter = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    clauses = (
        text[:-1] for text in shorter if text[-1] in ".:;" and len(text) > CAPTION // 3 and _fits(text[:-1])
    )
    cuts = (text.rstrip(",.:;") + "…" for text in shorter if _fits(text.rstrip(",.:;") + "…"))
    return next(clauses, None) or next(cuts, said[: LINE - 1] + "…")


def _fits(text: str) -> bool:
    return len(text) <= CAPTION and len(textwrap.wrap(text, LINE)) <= 2


# -- where it stands


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


# -- how it looks


def style() -> str:
    def rules(pick: Callable[[tuple[str, str, str, str]], tuple[str, str]]) -> str:
        return "".join(
            f".{band} .wash{{fill:{pick(tones)[0]}}}.{band} .label{{stroke:{pick(tones)[0]}}}"
            f".{band} .box{{stroke:{pick(tones)[1]}}}"
            f".{band} .name{{fill:{pick(tones)[1]}}}.{band} .line{{stroke:{pick(tones)[1]}}}"
            f".{band} .tip{{fill:{pick(tones)[1]}}}"
            for band, tones in COLOURS.items()
        )

    return (
        "text{font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}"
        ".name{font-size:13px;font-weight:600}.band{font-size:15px;font-weight:700}"
        ".said{font-size:10.5px;fill:#4a4f57}.aside{font-size:11.5px;fill:#4a4f57}"
        ".files{font-size:9.5px;font-weight:400;fill:#7a818c}.label{paint-order:stroke;stroke-width:3px}"
        ".page{fill:#ffffff;stroke:#d8dce2}.box{fill:#ffffff;stroke-opacity:.45}"
        ".line{fill:none;stroke-opacity:.6}.tip{fill-opacity:.85}.bolt{stroke-dasharray:4 3}"
        + rules(lambda tones: (tones[0], tones[1]))
        + "@media (prefers-color-scheme:dark){.page{fill:#0f1319;stroke:#2d333d}.box{fill:#171c24}"
        ".said,.aside{fill:#b4bcc8}.files{fill:#8a93a1}" + rules(lambda tones: (tones[2], tones[3])) + "}"
    )


def draw(code: Code, root: Path) -> str:
    """The picture as SVG; imports that lead from below to above are told in words under it."""
    boxes: dict[Room, Box] = {}
    bands: list[str] = []
    labels: list[str] = []
    top = float(MARGIN)
    for package in PACKAGES:
        rows = rows_of([room for room in code.modules if room.package == package], code.imports)
        columns = columns_of(rows)
        for room, row in rows.items():
            x, y = _place(columns[room], top + HEADER + row * (BOX_HEIGHT + GAP))
            said = caption(room, code.modules[room], root)
            files = _beside(room, code.modules[room])
            boxes[room] = Box(band=package, title=room.title, files=files, caption=said, x=x, y=y)
        height = HEADER + (max(rows.values()) + 1) * (BOX_HEIGHT + GAP) - GAP + 14
        said = _aside(package, root)
        bands.append(_band(package, top, height))
        labels.append(_label(package, package, said, top))
        top += height + 14
    engines: list[tuple[Box, tuple[str, ...]]] = []
    for title, said, column, spoken in ENGINES:
        x, y = _place(column, top + 14)
        engines.append((Box(band="engines", title=title, files="", caption=said, x=x, y=y), spoken))
    bands.append(_band("engines", top, BOX_HEIGHT + 28))
    labels.append(_label("engines", "one engine of two", "Bolt + Cypher to either, over the dashed lines", top))
    top += BOX_HEIGHT + 28

    down = {(a, b) for a, b in code.imports if boxes[a].y < boxes[b].y}
    up = {(a, b) for a, b in code.imports if (a, b) not in down}
    order = {room: index for index, room in enumerate(ROOMS)}
    kept = sorted(needed(down), key=lambda edge: (order[edge[0]], order[edge[1]]))
    lines = [Line(above=boxes[a], below=boxes[b], count=code.imports[a, b]) for a, b in kept]
    by_title = {room.title: box for room, box in boxes.items() if room.package == "graph"}
    lines += [
        Line(above=by_title[who], below=box, count=0)
        for box, spoken in engines
        for who in spoken
        if who in by_title
    ]
    every = [*boxes.values(), *(box for box, _ in engines)]
    drawn = [_line(line, way) for line, way in zip(lines, paths(lines, every), strict=True)]
    against = [
        f"{boxes[a].title} → {boxes[b].title} ({code.imports[a, b]})"
        for a, b in sorted(up, key=lambda edge: (order[edge[0]], order[edge[1]]))
    ]
    legend = "A line is an import, the wider the more of them; those that follow from other lines are left out."
    if against:
        legend += f" Against the arrows: {', '.join(against)}."
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(top + 34)}" role="img">',
        "<title>The rooms of the hub, and which imports which</title>",
        f"<style>{style()}</style>",
        f'<rect class="page" x=".5" y=".5" width="{WIDTH - 1}" height="{_n(top + 33)}" rx="12"/>',
        *bands,
        *drawn,
        *labels,
        *(_box(box) for box in every),
        f'<text class="said" x="{MARGIN + 2}" y="{_n(top + 21)}">{escape(legend)}</text>',
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _beside(room: Room, modules: Sequence[str]) -> str:
    """The second-level names in a room besides its own, as far as they fit beside the title."""
    if not room.holds:
        return ""
    found = {module.split(".")[1] for module in modules} - {room.title}
    names = sorted(
        found, key=lambda name: (room.holds.index(name) if name in room.holds else len(room.holds), name)
    )
    return textwrap.shorten(" ".join(names), 32 - round(1.5 * len(room.title)), placeholder=" …")


def _place(column: int, y: float) -> Point:
    return 2 * MARGIN + column * (BOX_WIDTH + COLUMN_GAP), y


def _aside(package: str, root: Path) -> str:
    said = ast.get_docstring(ast.parse((root / package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].partition(":")[0].rstrip(".").lower()


def _band(band: str, y: float, height: float) -> str:
    return (
        f'<g class="{band}"><rect class="wash" x="{MARGIN}" y="{_n(y)}" width="{WIDTH - 2 * MARGIN}"'
        f' height="{_n(height)}" rx="9"/></g>'
    )


def _label(band: str, title: str, said: str, y: float) -> str:
    return (
        f'<g class="{band}"><text class="label aside" x="{2 * MARGIN}" y="{_n(y + 21)}">'
        f'<tspan class="name band">{escape(title)}</tspan><tspan dx="9">{escape(said)}</tspan></text></g>'
    )


def _box(box: Box) -> str:
    said = _balanced(box.caption)
    files = f'<tspan class="files" dx="7">{escape(box.files)}</tspan>' if box.files else ""
    texts = "".join(
        f'<text class="said" x="{_n(box.x + 11)}" y="{_n(box.y + 29.5 + 12 * at)}">{escape(text)}</text>'
        for at, text in enumerate(said)
    )
    return (
        f'<g class="{box.band}"><rect class="box" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(BOX_WIDTH)}"'
        f' height="{BOX_HEIGHT}" rx="6"/><text class="name" x="{_n(box.x + 11)}" y="{_n(box.y + 16)}">'
        f"{escape(box.title)}{files}</text>{texts}</g>"
    )


def _balanced(text: str) -> list[str]:
    lines = textwrap.wrap(text, LINE)
    return next((even for width in range(8, LINE) if len(even := textwrap.wrap(text, width)) <= len(lines)), lines)


def _line(line: Line, way: Sequence[Point]) -> str:
    (x, y), (end_x, end_y) = way[0], way[-1]
    path = f"M{_n(x)} {_n(y)}"
    for to_x, to_y in [*way[1:-1], (end_x, end_y - 5)]:
        bend = (to_y - y) / 2
        path += f"C{_n(x)} {_n(y + bend)} {_n(to_x)} {_n(to_y - bend)} {_n(to_x)} {_n(to_y)}"
        x, y = to_x, to_y
    kind, width = ("line", 1 + 0.35 * math.log2(line.count)) if line.count else ("line bolt", 1.4)
    told = f"{line.above.title} → {line.below.title}" + (f": {line.count}" if line.count else "")
    return (
        f'<g class="{line.above.band}"><title>{escape(told)}</title>'
        f'<path class="{kind}" stroke-width="{_n(width)}" d="{path}"/>'
        f'<path class="tip" d="M{_n(end_x - 3.5)} {_n(end_y - 6)}h7l-3.5 6z"/></g>'
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def main(arguments: Sequence[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(f"docs/picture.py takes nothing or --check, not {' '.join(arguments)}", file=sys.stderr)
        return 2
    picture = draw(read_code(ROOT), ROOT)
    if not arguments:
        PICTURE.write_text(picture, encoding="utf-8")
    elif not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != picture:
        print("docs/architecture.svg is not what the code says; run: python docs/picture.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
