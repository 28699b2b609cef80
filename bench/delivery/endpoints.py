"""Endpoints of all agencies that carry out measures: each speaks as the railway does, at one address."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

from adapters.agencies import FOLDER
from adapters.agencies.mapping import AGENCIES
from graph.catalogue import codes_of

SIGNING: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def endpoints_at(folder: Path, url: str) -> Path:
    """All agencies speak as the railway does, bear more, and check a key that is quick to check."""
    folder.mkdir()
    shipped = (FOLDER / "railway.toml").read_text(encoding="utf-8")
    (folder / "signing.key").write_text(SIGNING, encoding="utf-8")
    for agency in AGENCIES:
        codes = sorted(codes_of(agency) - {"JP-A01"})  # a referral is no instruction
        if agency == "OTHER" or not codes:
            continue
        text = shipped
        for before, after in (
            ("requests_per_minute = 300", "requests_per_minute = 60000"),
            ('"sm2"', '"v1"'),
            ("order = { from", 'measure = { from = "measure" }\norder = { from'),
            ('"1" = "CITIZEN_ID"', '"1" = "CITIZEN_ID"\n"U" = "USCC"'),
            ('code = "RAILWAY"', f'code = "{agency}"'),
            ('measures = ["JP-701"]', f"measures = {codes}".replace("'", '"')),
        ):
            assert before in text
            text = text.replace(before, after)
        (folder / f"{agency}.mapping").write_text(text, encoding="utf-8")
        (folder / f"{agency}.toml").write_text(
            f'agency = "{agency}"\nmapping = "{agency}.mapping"\nurl = "{url}/{agency}"\n'
            '[keys]\nrailway-signing-key = "signing.key"\n',
            encoding="utf-8",
        )
    return folder
