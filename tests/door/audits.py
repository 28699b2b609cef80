"""The audits of the npm package `graphql-http`, pinned by package-lock.json, run by node against a served hub."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE.parents[1] / ".cache"
PINNED: Final = ("package.json", "package-lock.json")
INSTALL_TIMEOUT_SECONDS: Final = 300
RUN_TIMEOUT_SECONDS: Final = 120


class AuditsMissing(Exception):
    """The audits cannot be run here; the text says what is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What one audit said: `status` is ok, notice, warn or error, as its name says SHOULD, MAY or MUST."""

    id: str
    name: str
    status: str
    reason: str | None


def known_audits() -> dict[str, str]:
    """Every audit of the pinned package, its name by its id. Raises `AuditsMissing`."""
    return {row["id"]: row["name"] for row in _run([], {})}


def verdicts(url: str, headers: Mapping[str, str]) -> dict[str, Verdict]:
    """Runs every audit against the URL, with `headers` on each of its requests. Raises `AuditsMissing`."""
    return {row["id"]: Verdict(**row) for row in _run([url], headers)}


def _run(arguments: list[str], headers: Mapping[str, str]) -> list[dict[str, str]]:
    done = subprocess.run(
        ["node", str(_installed() / "audits.mjs"), *arguments],
        env={"PATH": os.environ["PATH"], "AUDIT_HEADERS": json.dumps(dict(headers))},
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _installed() -> Path:
    """A folder with the runner beside the package, installed once for each lock file."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            raise AuditsMissing(f"no {tool} to run the audits of GraphQL over HTTP with")
    pins = b"".join((HERE / name).read_bytes() for name in PINNED)
    folder = CACHE / f"audits-{sha256(pins).hexdigest()[:12]}"
    if not (folder / "node_modules").is_dir():
        _install(folder)
    shutil.copy(HERE / "audits.mjs", folder)
    return folder


def _install(folder: Path) -> None:
    """An install that broke off leaves nothing that looks whole."""
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
    unfinished.mkdir(parents=True, exist_ok=True)
    for name in PINNED:
        shutil.copy(HERE / name, unfinished)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=unfinished,
        capture_output=True,
        text=True,
        timeout=INSTALL_TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise AuditsMissing(f"npm cannot install the audits: {done.stderr.strip().splitlines()[-1:]}")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
