"""Where an installation reaches an agency: one small TOML file each, beside the keys that it names.

    agency = "RAILWAY"
    mapping = "railway"                       # a shipped one; or a file beside this one, as "own.mapping"
    url = "https://rail.example/api"          # the mapping has the paths below it
    ca = "rail-ca.pem"                        # authorities instead of the world's; may be left out
    courts = "鄂01 鄂0281"                     # in whose files, and all below, it says what happened; else all

    [keys]
    railway-signing-key = "rail.key"          # what the mapping's authentication names, as files

A mapping that proves itself in another way than by signatures (`bearer`, `mutual-tls`, `none`) needs one name
more, `signing`: the key by which each request is signed in any case (Standard Webhooks).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from adapters.agencies import shipped
from adapters.agencies.mapping import AGENCIES, AgencyMapping
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.section import Faults, MappingFault, Section, UnusableMapping, listed
from adapters.agencies.toml_lines import key_lines
from adapters.protocols.address import Address, BadRequest
from adapters.protocols.keys import BadKey, SigningKey, signing_key
from adapters.small_files import SECRET_BYTES_MAX, UnreadableText, read_small
from graph.rules.courts import CODE_FORM, is_code

ENDPOINTS_MAX: Final = 200
SIGNING: Final = "signing"
_PUSHED: Final = "rest-push"
_PULLED: Final = "rest-pull"
_FILE: Final = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,100}")
_FILE_RULE: Final = "the name of a file beside it: 1 to 100 of A-Z a-z 0-9 . _ -, no folder"
_COURTS: Final = re.compile(r".{1,1000}")
_COURTS_RULE: Final = "codes of courts with a space between"
_URL: Final = re.compile(r".{1,300}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """One agency: how it speaks, where it is told (`address`) and asked, what requests to it are signed with, for
    which courts it speaks (codes; all where there are none).
    """

    mapping: AgencyMapping
    address: Address
    asked: Address
    signing: SigningKey = field(repr=False)
    courts: tuple[str, ...] = ()

    @property
    def agency(self) -> str:
        return self.mapping.code


def read_endpoints(folder: Path) -> tuple[Endpoint, ...]:
    """Those of a folder's files `*.toml`, by name.

    Raises UnusableMapping, which names file, line and field of every fault of the first file that has one.
    """
    try:
        paths = sorted(path for path in folder.glob("*.toml") if path.is_file())
    except OSError as error:
        raise _unusable(folder, f"{error.strerror or error}; allowed: a folder that can be read") from None
    if not folder.is_dir():
        raise _unusable(folder, "not there; allowed: a folder of files *.toml, one an agency")
    if len(paths) > ENDPOINTS_MAX:
        raise _unusable(folder, f"{len(paths)} files; allowed: {ENDPOINTS_MAX}")
    found: dict[str, Endpoint] = {}
    for path in paths:
        endpoint = read_endpoint(path)
        if endpoint.agency in found:
            raise _unusable(path, f"{endpoint.agency} has another file, too; allowed: one an agency", "agency")
        found[endpoint.agency] = endpoint
    return tuple(found.values())


def read_endpoint(path: Path) -> Endpoint:
    """Raises UnusableMapping."""
    text = _text(path)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unusable(path, f"{error}; allowed: TOML 1.0") from None
    faults = Faults(str(path), key_lines(text))
    root = Section(table, (), faults)
    agency = root.choice("agency", AGENCIES)
    mapping = _mapping(root, path, agency)
    url = root.text("url", "an https URL; http to this machine only", form=_URL)
    ca = _file(root, "ca", path.parent, required=False)
    courts = _courts(root)
    keys = root.section("keys", required=True)
    root.close()
    if mapping is not None and keys is not None and not faults.found:
        endpoint = _endpoint(mapping, url, ca, keys, path.parent)
        if endpoint is not None:
            return replace(endpoint, courts=courts)
    raise UnusableMapping(sorted(faults.found, key=lambda fault: fault.line))


def is_pushed(mapping: AgencyMapping) -> bool:
    """Whether the hub can tell this agency without being asked."""
    return mapping.writing.kind == _PUSHED


def is_pulled(mapping: AgencyMapping) -> bool:
    """Whether the hub can ask this agency for facts, or for what happened in cases."""
    return _is_asked(mapping) and any(read.held is None for read in mapping.reads)


def is_reconciled(mapping: AgencyMapping) -> bool:
    """Whether the hub can ask this agency for what it holds of what it was told."""
    return _is_asked(mapping) and mapping.held is not None


def _is_asked(mapping: AgencyMapping) -> bool:
    return mapping.reading.kind == _PULLED


def _mapping(root: Section, path: Path, agency: str) -> AgencyMapping | None:
    known = {each.stem: each for each in shipped()}
    name = root.text("mapping", f"{listed(known)}, or {_FILE_RULE}", form=_FILE)
    if not name:
        return None
    if name not in known and (name.endswith(".toml") or not (path.parent / name).is_file()):
        # Whatever ends in .toml here is an endpoint.
        root.fault("mapping", name, f"not there; allowed: {listed(known)}, or a file beside it, as own.mapping")
        return None
    mapping = read_mapping(known.get(name) or path.parent / name)
    if agency and mapping.code != agency:
        root.fault("mapping", name, f"it is of {mapping.code}; allowed: one of {agency}")
    if not is_pushed(mapping) and not _is_asked(mapping):
        kinds = [kind for kind in (mapping.writing.kind, mapping.reading.kind) if kind]
        allowed = f"one whose writes are {_PUSHED} or reads {_PULLED}"
        root.fault("mapping", name, f"it has {' and '.join(kinds)}; allowed: {allowed}")
    return mapping


def _endpoint(mapping: AgencyMapping, url: str, ca: Path | None, keys: Section, folder: Path) -> Endpoint | None:
    """None where there are faults."""
    proof = mapping.authentication
    signs = proof.text("key") if proof.kind == "signature" else SIGNING
    named = {name: proof.text(name) for name in _FILES_OF.get(proof.kind, ())}
    files = {name: _file(keys, name, folder) for name in dict.fromkeys((signs, *named.values()))}
    keys.close()
    try:
        key = _key(keys, signs, files[signs], proof.text("scheme") if proof.kind == "signature" else "")
        token = files[named["token"]] if "token" in named else None
        address, asked = (
            Address(
                base_url=url.rstrip("/") + protocol.text("base_path").rstrip("/"),
                ca=ca,
                certificate=files[named["certificate"]] if "certificate" in named else None,
                key=files[named["key"]] if "certificate" in named else None,
                headers={} if token is None else {"Authorization": f"Bearer {_text(token).strip()}"},
            )
            for protocol in (mapping.writing, mapping.reading)
        )
    except BadRequest as error:
        keys.faults.add(("url",), None, str(error))
        return None
    if key is None or keys.faults.found:
        return None
    return Endpoint(mapping=mapping, address=address, asked=asked, signing=key)


def _courts(root: Section) -> tuple[str, ...]:
    codes = tuple(root.text("courts", _COURTS_RULE, form=_COURTS, required=False).split())
    for code in codes:
        if not is_code(code):
            root.fault("courts", code, f"no code of a court; allowed: {CODE_FORM}")
    return codes


# Secrets that are files of their own, by the way of proving.
_FILES_OF: Final[Mapping[str, tuple[str, ...]]] = {"bearer": ("token",), "mutual-tls": ("certificate", "key")}


def _key(keys: Section, name: str, path: Path | None, scheme: str) -> SigningKey | None:
    if path is None:
        return None
    try:
        key = signing_key(_text(path))
    except BadKey as error:
        keys.fault(name, None, str(error))
        return None
    if scheme and key.scheme.value != scheme:
        keys.fault(name, None, f"a key of {key.scheme}; allowed: one of {scheme}, as the mapping has it")
        return None
    return key


def _file(section: Section, key: str, folder: Path, *, required: bool = True) -> Path | None:
    name = section.text(key, _FILE_RULE, form=_FILE, required=required)
    if not name:
        return None
    path = folder / name
    if not path.is_file():
        section.fault(key, name, f"not there; allowed: {_FILE_RULE}")
        return None
    return path


def _text(path: Path) -> str:
    try:
        return read_small(path, SECRET_BYTES_MAX)
    except UnreadableText as error:
        raise _unusable(path, str(error)) from None


def _unusable(path: Path, reason: str, key: str = "file") -> UnusableMapping:
    return UnusableMapping([MappingFault(file=str(path), line=1, key=key, value="", reason=reason)])
