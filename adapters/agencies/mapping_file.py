"""A mapping file into an `AgencyMapping`, or every fault in it with its line.

Nothing is left to be found out in the middle of a run: what can be wrong in a mapping without looking at a record
is told here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from adapters.agencies.bodies import is_xml
from adapters.agencies.mapping import AGENCIES, COURT_SYSTEMS, AgencyMapping, Codes, Limits
from adapters.agencies.mapping_held import check_held
from adapters.agencies.mapping_reads import read_reads
from adapters.agencies.mapping_writes import read_writes
from adapters.agencies.protocols import PROTOCOLS, Chosen, Direction, authentications, read_chosen
from adapters.agencies.section import Faults, MappingFault, Section, UnusableMapping, listed
from adapters.agencies.toml_lines import key_lines
from adapters.formats.charset import GB18030
from adapters.loading.systems import source_system
from adapters.protocols.xml_body import NAME, NAME_RULE
from adapters.small_files import UnreadableText, read_small
from graph.catalogue import agencies_of, codes_of, measure_codes

MAX_BYTES: Final = 2**18
MAX_CODES: Final = 1_000
SECTIONS: Final = (
    "agency", "protocol", "authentication", "limits", "codes", "reads", "writes", "samples",
)  # fmt: skip
SAMPLE_FORM: Final = re.compile(r"(?!\.)[A-Za-z0-9_.-]{1,80}\.(?:json|xml|csv)")
_SAMPLE_RULE: Final = "names of files in the samples' folder, .json, .xml or .csv, no other folder"
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
_TITLE: Final = re.compile(r".{1,80}")


def read_mapping(path: Path) -> AgencyMapping:
    """Raises UnusableMapping, which names every fault with its line, key, value and what is allowed."""
    try:
        text = read_small(path, MAX_BYTES)
    except UnreadableText as error:
        raise _unusable(path, str(error), 1) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = f"{_AT_LINE.sub('', str(error)).strip()}; allowed: TOML 1.0"
        raise _unusable(path, reason, line) from None
    except RecursionError:
        raise _unusable(path, "nested too deeply; allowed: TOML 1.0 of a few levels", 1) from None
    faults = Faults(str(path), key_lines(text))
    mapping = _mapping(str(path), Section(table, (), faults))
    if faults.found:
        raise UnusableMapping(sorted(faults.found, key=lambda fault: fault.line))
    return mapping


def _unusable(path: Path, reason: str, line: int) -> UnusableMapping:
    return UnusableMapping([MappingFault(file=str(path), line=line, key="file", value="", reason=reason)])


def _mapping(file: str, root: Section) -> AgencyMapping:
    agency = root.section("agency", required=True) or Section({}, ("agency",), root.faults)
    code = agency.choice("code", AGENCIES)
    reads, writes = root.sections("reads"), root.sections("writes")
    if not (reads or writes):
        root.fault("reads", None, "nothing is read and nothing written; allowed: [[reads]], [[writes]] or both")
    speaking = root.section("protocol", required=True)
    spoken = {
        direction: _protocol(speaking, direction, needed=bool(entries))
        for direction, entries in ((Direction.READS, reads), (Direction.WRITES, writes))
    }
    if speaking is not None:
        speaking.close()
    system = _system(agency)
    proof = root.section("authentication", required=True)
    codes = _codes(root)
    measures = _measures(agency, code, needed=bool(writes))
    read = read_reads(reads, codes, spoken[Direction.READS])
    write = read_writes(writes, codes, measures, spoken[Direction.WRITES])
    check_held(reads, read, writes=bool(write))
    _check_codes_used(root, codes, reads, writes)
    mapping = AgencyMapping(
        file=file,
        code=code,
        zh=agency.text("zh", "its name in Chinese", form=_TITLE),
        en=agency.text("en", "its name in English", form=_TITLE),
        system=system,
        measures=measures,
        reading=spoken[Direction.READS],
        writing=spoken[Direction.WRITES],
        authentication=read_chosen(proof, authentications(system or "system")) if proof else Chosen(),
        limits=_limits(root),
        reads=read,
        writes=write,
        codes=codes,
        samples=_samples(root, [*(entry.name for entry in read), *(entry.name for entry in write)]),
    )
    agency.close()
    root.close()
    return mapping


def _protocol(speaking: Section | None, direction: Direction, *, needed: bool) -> Chosen:
    if speaking is None:
        return Chosen()
    section = speaking.section(direction.value, required=needed)
    if section is None:
        return Chosen()
    if not needed:
        speaking.fault(direction.value, None, f"there are no [[{direction}]]; allowed: it left out")
    chosen = read_chosen(section, PROTOCOLS[direction])
    if chosen.text("paging") == "cursor" and not (chosen.text("cursor_parameter") and chosen.text("cursor_at")):
        section.fault("paging", "cursor", "a cursor has no place; allowed: with cursor_parameter and cursor_at")
    if chosen.text("paging") == "page" and not chosen.text("page_parameter"):
        section.fault("paging", "page", "a page has no number; allowed: with page_parameter")
    if bool(chosen.text("status_at")) != bool(chosen.text("status_right")):
        section.fault("status_at", chosen.text("status_at"), "half of a pair; allowed: status_at and status_right")
    if chosen.kind.startswith("rest-"):
        _check_body(section, chosen, direction)
    return chosen


def _check_body(section: Section, chosen: Chosen, direction: Direction) -> None:
    """That a document has a name, and that nothing of a document is said of JSON."""
    root, encoding = chosen.text("root"), chosen.text("encoding")
    if is_xml(chosen):
        if direction is Direction.WRITES and not NAME.fullmatch(root):
            section.fault("root", root or None, f"no name of a document's element; allowed: {NAME_RULE}")
    elif root:
        section.fault("root", root, 'JSON has none; allowed: with body = "xml"')
    elif encoding == GB18030:
        section.fault("encoding", encoding, 'JSON is UTF-8; allowed: with body = "xml"')


def _measures(agency: Section, code: str, *, needed: bool) -> tuple[str, ...]:
    """The agency's measures: codes of the catalogue that it carries out."""
    if code in COURT_SYSTEMS:
        if agency.has("measures"):
            agency.fault("measures", None, "a system of the courts carries out none; allowed: it left out")
        return ()
    if not needed and not agency.has("measures"):
        return ()
    own = codes_of(code)
    found = agency.choices("measures", sorted(measure_codes()))
    for name in found:
        if code and name not in own:
            reason = f"{', '.join(agencies_of(name))} carries it out; allowed for {code}: {listed(sorted(own))}"
            agency.fault("measures", name, reason)
    return found


def _system(agency: Section) -> str:
    name = agency.text("system", "the name of the source system: 1 to 40 of a-z 0-9 _ . -")
    if name:
        try:
            return source_system(name)
        except ValueError as error:
            agency.fault("system", name, str(error))
    return ""


def _codes(root: Section) -> Mapping[str, Codes]:
    tables = root.section("codes")
    if tables is None:
        return MappingProxyType({})
    found = {}
    for name in tables.named():
        table = tables.section(name)
        if table is not None:
            found[name] = _code_table(name, table)
    return MappingProxyType(found)


def _code_table(name: str, table: Section) -> Codes:
    fallback = table.text("fallback", "one of ours", required=False)
    section = table.section("map", required=True)
    ours: dict[str, str] = {}
    if section is not None:
        for theirs in section.named():
            value = section.text(theirs, "our code, a text")
            if value:
                ours[theirs] = value
        if not 0 < len(section.table) <= MAX_CODES:
            table.fault("map", None, f"{len(section.table)} codes; allowed: 1 to {MAX_CODES}")
    table.close()
    return Codes(name=name, ours=MappingProxyType(ours), fallback=fallback)


def _check_codes_used(
    root: Section, codes: Mapping[str, Codes], reads: tuple[Section, ...], writes: tuple[Section, ...]
) -> None:
    used = {name for section in (*reads, *writes) for name in _named_codes(section.table)}
    for name in codes:
        if name not in used:
            root.faults.add(("codes", name), None, "no field uses it; allowed: tables that a field names in codes")


def _named_codes(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["codes"]} if isinstance(value.get("codes"), str) else set()
        return own.union(*map(_named_codes, value.values()))
    return set().union(*map(_named_codes, value)) if isinstance(value, list) else set()


def _limits(root: Section) -> Limits:
    section = root.section("limits", required=True) or Section({}, ("limits",), root.faults)
    limits = Limits(
        requests_per_minute=section.integer("requests_per_minute", 1, 60_000) or 1,
        page_size=section.integer("page_size", 1, 10_000) or 1,
        body_bytes=section.integer("body_bytes", 1_024, 2**26) or 1_024,
        time_limit_seconds=section.integer("time_limit_seconds", 1, 300) or 1,
        daily_quota=section.integer("daily_quota", 1, 100_000_000, required=False),
    )
    section.close()
    return limits


def _samples(root: Section, entries: list[str]) -> Mapping[str, tuple[str, ...]]:
    """Files of samples by the name of what they are samples of: each has at least one."""
    section = root.section("samples", required=True)
    if section is None:
        return MappingProxyType({})
    found = {}
    for name in filter(None, entries):
        files = section.texts(name, _SAMPLE_RULE)
        for file in files:
            if not SAMPLE_FORM.fullmatch(file):
                section.fault(name, file, f"not allowed; allowed: {_SAMPLE_RULE}")
        found[name] = files
    section.close()
    return MappingProxyType(found)
