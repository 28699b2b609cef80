"""The README's picture of the architecture, drawn from the imports of the code: `docs/architecture.svg`.

    python -m docs.picture            writes the picture
    python -m docs.picture --check    fails if the picture and the code differ

`rooms` says which modules share a box. Everything else is read off the code: who imports whom, how often,
and what each room says of itself on the first line of its docstring (`code`), and is given its place
(`layout`, `lines`) and its looks (`svg`). A module that no rule names falls into its package's last room,
"and more".
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docs.picture.code import read_code
from docs.picture.layout import lay_out
from docs.picture.svg import svg

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "architecture.svg"


def main(arguments: Sequence[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(f"docs.picture takes nothing or --check, not {' '.join(arguments)}", file=sys.stderr)
        return 2
    picture = svg(lay_out(read_code(ROOT), ROOT))
    if not arguments:
        PICTURE.write_text(picture, encoding="utf-8")
    elif not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != picture:
        print("docs/architecture.svg is not what the code says; run: python -m docs.picture", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
