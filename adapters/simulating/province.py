"""All agencies that the hub's mapping files tell of, simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.agencies import shipped
from adapters.agencies.endpoint import is_pulled, is_pushed, is_reconciled
from adapters.agencies.mapping import AgencyMapping
from adapters.agencies.mapping_file import read_mapping
from adapters.protocols.keys import CheckingKey, counterpart, signing_key
from adapters.simulating.agency import SimulatedAgency
from adapters.simulating.folder import signing_file, token_file, write_endpoints
from adapters.simulating.register import SimulatedRegister, sample_records
from adapters.simulating.trouble import Trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulated:
    """Who is told and who is asked over HTTP; `left` are agencies of files, and those that fetch."""

    agencies: tuple[SimulatedAgency, ...]
    registers: tuple[SimulatedRegister, ...]
    left: tuple[str, ...]


def simulated(folder: Path, base_url: str, trouble: Trouble) -> Simulated:
    """The agencies of the shipped mappings, with endpoints and secrets in a folder.

    Raises ForeignFolder, OSError.
    """
    files = {path.stem: path for path in shipped()}
    mappings = {name: read_mapping(path) for name, path in files.items()}
    pushed = {name: mapping for name, mapping in mappings.items() if is_pushed(mapping)}
    asked = {name: mapping for name, mapping in mappings.items() if is_pulled(mapping) or is_reconciled(mapping)}
    write_endpoints(folder, base_url, pushed | asked)
    agencies = tuple(_agency(folder, name, mapping, trouble) for name, mapping in pushed.items())
    registers = _registers(folder, files, asked, {each.name: each for each in agencies}, trouble)
    there = {each.name for each in agencies} | {each.name for each in registers}
    return Simulated(agencies=agencies, registers=registers, left=tuple(sorted(mappings.keys() - there)))


def _agency(folder: Path, name: str, mapping: AgencyMapping, trouble: Trouble) -> SimulatedAgency:
    return SimulatedAgency(
        name=name,
        mapping=mapping,
        key=_key(folder, name, mapping),
        token=_token(folder, mapping),
        trouble=trouble,
    )


def _key(folder: Path, name: str, mapping: AgencyMapping) -> CheckingKey:
    return counterpart(signing_key(signing_file(folder, name, mapping).read_text(encoding="utf-8")))


def _token(folder: Path, mapping: AgencyMapping) -> str:
    path = token_file(folder, mapping)
    return "" if path is None else path.read_text(encoding="utf-8").strip()


def _registers(
    folder: Path,
    files: Mapping[str, Path],
    mappings: Mapping[str, AgencyMapping],
    agencies: Mapping[str, SimulatedAgency],
    trouble: Trouble,
) -> tuple[SimulatedRegister, ...]:
    """What is held is told only by those that are told something over HTTP."""
    return tuple(
        SimulatedRegister(
            name=name,
            mapping=mapping,
            read=read,
            records=() if read.held is not None else sample_records(files[name], mapping, read),
            held=agencies[name].holds if read.held is not None else tuple,
            key=_key(folder, name, mapping),
            token=_token(folder, mapping),
            trouble=trouble,
        )
        for name, mapping in mappings.items()
        for read in mapping.reads
        if read.held is None or name in agencies
    )
