"""How it looks: the layout as SVG, by day and by night."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from html import escape

from docs.picture.code import LINE
from docs.picture.layout import Band, Layout
from docs.picture.lines import BOX_HEIGHT, BOX_WIDTH, MARGIN, WIDTH, Box, Line, Point, paths

COLOURS = {  # band: (wash, line and title) by day, then by night
    "hub": ("#eaf1fb", "#2b5c9e", "#16243a", "#86b4f0"),
    "adapters": ("#fbf1e2", "#96600f", "#322612", "#e6b566"),
    "graph": ("#e8f4ec", "#25704a", "#142c20", "#7fcb9f"),
    "engines": ("#f0eff4", "#5f5875", "#26232f", "#b7aed2"),
}


def svg(layout: Layout) -> str:
    """The picture; imports that lead from below to above are told in words under it."""
    legend = "A line is an import, the wider the more of them; those that follow from other lines are left out."
    if layout.upward:
        told = ", ".join(f"{a.title} → {b.title} ({count})" for a, b, count in layout.upward)
        legend += f" Against the arrows: {told}."
    ways = paths(layout.lines, layout.boxes)
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(layout.height + 34)}" role="img">',
        "<title>The rooms of the hub, and which imports which</title>",
        f"<style>{_style()}</style>",
        f'<rect class="page" x=".5" y=".5" width="{WIDTH - 1}" height="{_n(layout.height + 33)}" rx="12"/>',
        *(_wash(band) for band in layout.bands),
        *(_line(line, way) for line, way in zip(layout.lines, ways, strict=True)),
        *(_label(band) for band in layout.bands),
        *(_box(box) for box in layout.boxes),
        f'<text class="said" x="{MARGIN + 2}" y="{_n(layout.height + 21)}">{escape(legend)}</text>',
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _style() -> str:
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


def _wash(band: Band) -> str:
    return (
        f'<g class="{band.name}"><rect class="wash" x="{MARGIN}" y="{_n(band.y)}" width="{WIDTH - 2 * MARGIN}"'
        f' height="{_n(band.height)}" rx="9"/></g>'
    )


def _label(band: Band) -> str:
    return (
        f'<g class="{band.name}"><text class="label aside" x="{2 * MARGIN}" y="{_n(band.y + 21)}">'
        f'<tspan class="name band">{escape(band.title)}</tspan><tspan dx="9">{escape(band.caption)}</tspan>'
        "</text></g>"
    )


def _box(box: Box) -> str:
    files = f'<tspan class="files" dx="7">{escape(box.files)}</tspan>' if box.files else ""
    texts = "".join(
        f'<text class="said" x="{_n(box.x + 11)}" y="{_n(box.y + 29.5 + 12 * at)}">{escape(text)}</text>'
        for at, text in enumerate(_balanced(box.caption))
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
