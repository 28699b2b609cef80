"""What the README says that can be checked is checked."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from hub.api.schema import schema

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/readme.py", "--check"], cwd=ROOT, env={"PYTHONPATH": "."}, check=False
    )
    assert done.returncode == 0


def test_every_field_it_promises_is_in_the_schema() -> None:
    table = README.partition("## What it answers")[2].partition("All types and fields")[0]
    named = set(re.findall(r"\b[a-z][A-Za-z]+\b", " ".join(re.findall(r"`([^`]+)`", table))))
    fields = {
        name
        for type_ in schema().type_map.values()
        if hasattr(type_, "fields") and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        for name in (name, *getattr(field, "args", ()))
    }
    assert named <= fields


def test_every_folder_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_room_of_code_says_what_lives_there() -> None:
    rooms = {
        path.parent
        for top in ("graph", "adapters", "hub", "bench", "docs")
        for path in ROOT.glob(f"{top}/**/*.py")
    }
    assert [room for room in sorted(rooms) if not (room / "README.md").exists()] == []


def test_no_text_is_left_half_merged() -> None:
    texts = [path for top in ("graph", "adapters", "hub", "bench", "docs") for path in ROOT.glob(f"{top}/**/*.md")]
    texts += ROOT.glob("*.md")
    left = [path for path in texts if re.search(r"^(<<<<<<<|>>>>>>>)", path.read_text(encoding="utf-8"), re.M)]
    assert texts and left == []
