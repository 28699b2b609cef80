"""Which ways of speaking and of proving who speaks a mapping may name, and the settings that each takes.

A closed table: what carries them out is code (`adapters/protocols`), a mapping only chooses. Hosts and secrets are
the installation's, not the mapping's: a mapping gives paths below a host, and names of secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from adapters.agencies.section import Section

Value = str | int


class Direction(StrEnum):
    """The name of the section, too."""

    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting: a closed set of `choices`, a whole number within `bounds`, or a text of a `form`."""

    name: str
    allowed: str = ""
    form: re.Pattern[str] | None = None
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    required: bool = False
    secret: bool = False  # the name of a secret: what stands there instead is not repeated


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """A protocol or a way of proving, with its settings as the mapping gives them."""

    kind: str = ""
    settings: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, name: str) -> str:
        """A setting as text; empty if it is not given."""
        return str(self.settings.get(name, ""))


PATH_FORM: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+/?|/")
PATH_RULE: Final = "a path below the host: /segments/of A-Z a-z 0-9 . _ ~ -, none of them . or .."
NAME_FORM: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
NAME_RULE: Final = "1 to 64 of A-Z a-z 0-9 _ . -, a letter first"
FILE_FORM: Final = re.compile(r"(?!\.)[A-Za-z0-9_.*?-]{1,100}")
FILE_RULE: Final = "the name of a file, * and ? for what varies; no folder"
FOLDER_FORM: Final = re.compile(r"(?!\.)[A-Za-z0-9_-]{1,60}(?:/[A-Za-z0-9_-]{1,60}){0,5}")
FOLDER_RULE: Final = "folders below the agency's own drop, as in/cases; no . or .."
AT_FORM: Final = re.compile(r"[^\s.]+(?:\.[^\s.]+){0,9}")
AT_RULE: Final = "names of members with dots between, as data.list"

_BASE_PATH: Final = Setting(name="base_path", allowed=PATH_RULE, form=PATH_FORM, required=True)
_BODY: Final = Setting(name="body", choices=("json", "xml"))
_ENCODING: Final = Setting(name="encoding", choices=("utf-8", "gb18030"))
_STATUS: Final = (
    # Many interfaces answer 200 to everything and tell in the body whether it worked.
    Setting(name="status_at", allowed=AT_RULE, form=AT_FORM),
    Setting(name="status_right", allowed="the value that means success", form=re.compile(r".{1,40}")),
)
_FILES: Final = (
    Setting(name="folder", allowed=FOLDER_RULE, form=FOLDER_FORM, required=True),
    Setting(name="table", choices=("csv", "xlsx", "json-lines"), required=True),
    _ENCODING,
    Setting(name="separator", choices=(",", ";", "|", "tab")),
    Setting(name="manifest", allowed=FILE_RULE, form=FILE_FORM, required=True),
    Setting(name="checksum", choices=("sha256", "sm3"), required=True),
)


def _named(name: str, *, required: bool = False) -> Setting:
    """A name that the agency gave to a parameter, a header or an element."""
    return Setting(name=name, allowed=NAME_RULE, form=NAME_FORM, required=required)


PROTOCOLS: Final[Mapping[Direction, Mapping[str, tuple[Setting, ...]]]] = MappingProxyType(
    {
        Direction.READS: MappingProxyType(
            {
                "rest-pull": (
                    _BASE_PATH,
                    _BODY,
                    _ENCODING,
                    *_STATUS,
                    _named("since_parameter", required=True),
                    Setting(
                        name="since_form",
                        choices=("YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS", "YYYYMMDD", "YYYYMMDDHHMMSS", "epoch-ms"),
                        required=True,
                    ),
                    Setting(name="overlap_seconds", bounds=(0, 604_800)),
                    Setting(name="every_seconds", bounds=(10, 604_800)),
                    Setting(name="paging", choices=("cursor", "page", "none"), required=True),
                    _named("cursor_parameter"),
                    Setting(name="cursor_at", allowed=AT_RULE, form=AT_FORM),
                    _named("page_parameter"),
                    _named("page_size_parameter"),
                ),
                "file-drop": (*_FILES, Setting(name="every_seconds", bounds=(10, 604_800))),
            }
        ),
        Direction.WRITES: MappingProxyType(
            {
                "rest-push": (
                    _BASE_PATH,
                    _BODY,
                    _ENCODING,
                    *_STATUS,
                    _named("root"),
                    Setting(name="batch_at", allowed=AT_RULE, form=AT_FORM),
                    Setting(name="batch_size", bounds=(1, 1_000)),
                    _named("idempotency_header"),
                ),
                "file-drop": _FILES,
                "agency-pull": (
                    Setting(name="body", choices=("json",)),
                    Setting(name="acknowledge_within_hours", bounds=(1, 720)),
                ),
            }
        ),
    }
)

_SECRET_RULE: Final = "the name of a secret: {}-…, words of a-z with - between after the name of the source system"


def authentications(system: str) -> Mapping[str, tuple[Setting, ...]]:
    """The ways of proving and their settings. A secret's name begins with its system's: none reads another's."""
    form = re.compile(rf"{re.escape(system)}(?:-[a-z]{{1,16}}){{1,4}}[0-9]{{0,2}}")
    rule = _SECRET_RULE.format(system)

    def secret(name: str) -> Setting:
        return Setting(name=name, allowed=rule, form=form, required=True, secret=True)

    return {
        "none": (),
        "bearer": (secret("token"),),
        "signature": (
            Setting(name="scheme", choices=("v1", "v1a", "sm3", "sm2"), required=True),
            secret("key"),
            _named("key_id"),
        ),
        "mutual-tls": (
            secret("certificate"),
            secret("key"),
        ),
    }


def read_chosen(section: Section, table: Mapping[str, tuple[Setting, ...]]) -> Chosen:
    """The `kind` of a section and the settings that the kind takes; any other is a fault."""
    kind = section.choice("kind", table)
    if not kind:
        return Chosen()
    found: dict[str, Value] = {}
    for setting in table[kind]:
        value = _value(section, setting)
        if value not in ("", None):
            found[setting.name] = value
    section.close()
    return Chosen(kind=kind, settings=MappingProxyType(found))


def _value(section: Section, setting: Setting) -> Value:
    if setting.choices:
        return section.choice(setting.name, setting.choices, required=setting.required)
    if setting.bounds is not None:
        number = section.integer(setting.name, *setting.bounds, required=setting.required)
        return "" if number is None else number
    return section.text(
        setting.name, setting.allowed, form=setting.form, required=setting.required, secret=setting.secret
    )
