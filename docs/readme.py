"""Writes the README's table of settings from the settings themselves; `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.settings.config import settings_table

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"


def with_settings(text: str) -> str:
    """The README with the table as it should be."""
    rows = [f"| `{name}` | {default or ''} | {what} |" for name, default, what in settings_table()]
    table = "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows])
    details = f"<details><summary>Settings</summary>\n\n{table}\n\n</details>"
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{details}\n{END}{rest.partition(END)[2]}"


def main(arguments: list[str]) -> int:
    text = README.read_text(encoding="utf-8")
    right = with_settings(text)
    if "--check" in arguments:
        return int(text != right)
    README.write_text(right, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
