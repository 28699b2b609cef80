"""What the image is built from is all that the hub needs, and what compose sets is what the hub reads.

No container is run here: what the Dockerfile copies is installed as it says, and used from there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.settings.config import settings_table

ROOT = Path(__file__).parents[1]
TIMEOUT_SECONDS = 120
SETTING = re.compile(r"\bHUB_[A-Z_]+")


def copied() -> list[str]:
    """Files and folders of the repository that go into the image."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    return [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub installed from those alone, without its dependencies, which are this environment's."""
    source = tmp_path_factory.mktemp("image")
    for name in copied():
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, source / name)
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(target), str(source)]
    subprocess.run([*pip, *options], check=True, timeout=TIMEOUT_SECONDS)
    return target


@pytest.mark.slow
def test_every_file_of_the_code_is_installed(installed: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "graph", "adapters", "hub"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert [name for name in tracked if not (installed / name).is_file()] == []


@pytest.mark.slow
def test_the_installed_hub_works_away_from_the_repository(installed: Path, tmp_path: Path) -> None:
    known = {**os.environ, "PYTHONPATH": str(installed), "HUB_DATA": str(tmp_path / "data")}

    def hub(*arguments: str) -> str:
        return python("-m", "hub", *arguments)

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=known,
            check=True,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        return done.stdout

    assert python("-c", "import hub; print(hub.__file__)").startswith(str(installed))
    assert hub("sample", "province", "--scale", "1000").startswith("wrote ")
    assert " 0 rejected " in hub("load", "rows", "province")


@pytest.mark.parametrize("name", ["Dockerfile", "docker-compose.yml"])
def test_only_settings_that_there_are_are_set(name: str) -> None:
    known = {variable for variable, _, _ in settings_table()}
    assert set(SETTING.findall((ROOT / name).read_text())) <= known


def test_no_password_stands_in_the_files() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    assert "NEO4J_AUTH_FILE: /run/secrets/" in compose
    assert not re.search(r"NEO4J_AUTH:|PASSWORD:", compose)


def test_both_services_are_asked_for_their_health() -> None:
    assert "healthcheck:" in (ROOT / "docker-compose.yml").read_text()
    assert "/readyz" in (ROOT / "Dockerfile").read_text()
    assert "condition: service_healthy" in (ROOT / "docker-compose.yml").read_text()
