"""What the code says: who imports whom, how often, and what each room says of itself."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grimp

from docs.picture.rooms import PACKAGES, ROOMS, Room, room_of

LINE = 30  # characters of one line of a caption
CAPTION = 60  # characters of a caption, over two lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """The rooms that hold something, in the order of `ROOMS`, and how many imports lead from each to each."""

    modules: dict[Room, tuple[str, ...]]
    imports: Counter[tuple[Room, Room]]


def read_code(root: Path) -> Code:
    """Raises:
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


def caption(room: Room, modules: Sequence[str], root: Path) -> str:
    """What a room says of itself on the first line of a docstring; of "and more", the names in it."""
    if not room.holds:
        return _cut(", ".join(sorted({module.split(".")[1] for module in modules})))
    speakers = [module for module in (*room.speakers, *modules) if module in modules]
    return next((_cut(said) for module in speakers if (said := _first_line(module, root))), "")


def package_caption(package: str, root: Path) -> str:
    return _first_line(package, root).partition(":")[0].rstrip(".").lower()


def beside(room: Room, modules: Sequence[str]) -> str:
    """The second-level names in a room besides its own, as far as they fit beside the title."""
    if not room.holds:
        return ""
    found = {module.split(".")[1] for module in modules} - {room.title}
    names = sorted(
        found, key=lambda name: (room.holds.index(name) if name in room.holds else len(room.holds), name)
    )
    return textwrap.shorten(" ".join(names), 32 - round(1.5 * len(room.title)), placeholder=" …")


def _first_line(module: str, root: Path) -> str:
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].replace("`", "")


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
