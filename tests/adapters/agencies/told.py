"""Instructions for tests: the numbers are the domain's own fixtures and belong to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from adapters.agencies import FOLDER
from adapters.agencies.instructions import InstructionTold, TargetTold
from adapters.agencies.mapping import AgencyMapping, InstructionKind
from adapters.agencies.mapping_file import read_mapping

TODAY = date(2026, 11, 20)
CITIZEN = "420112198503071237"
PERSON = TargetTold(
    kind="PERSON", target_type="NATURAL_PERSON", name="乙某某", scheme="CITIZEN_ID", number=CITIZEN
)
INSTRUCTION = InstructionTold(
    id="I-1",
    sequence=1,
    kind=InstructionKind.ISSUE,
    measure="JP-701",
    edition="HUB-2026-01",
    mode="INSTRUCTION",
    target=PERSON,
    case_number="（2026）鄂0112执1021号",
    court="湖北省武汉市东西湖区人民法院",
    legal_basis="法释〔2015〕17号 第3条",
    issued_at="2026-04-20T01:30:00.000000Z",
    due_on="2026-04-23",
)


def mapping(name: str) -> AgencyMapping:
    return read_mapping(FOLDER / f"{name}.toml")


def instruction(**changes: Any) -> InstructionTold:
    return replace(INSTRUCTION, **changes)
