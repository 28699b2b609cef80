"""What `hub explain` prints: plans and parameters, without keys, cursors, names searched for, or files.

Which values are shown is said here, name by name: whatever is new is not shown until somebody says that it may be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, Final

from graph.cypher.dialects import Dialect
from graph.plan import Plan
from graph.statement import Statement
from hub.callers.caller import Caller
from hub.door.explaining import Explained
from hub.errands.purpose import Errand
from hub.scrub import scrubbed_name

HIDDEN: Final = "(not shown)"
# Members of a plan whose texts are the hub's own words, or days; those of others name somebody, or may.
_PLAIN: Final = frozenset(
    (
        *("kind", "kinds", "among", "relations", "properties", "direction", "order_by", "order_missing", "yields"),
        *("as_of", "known_at", "window", "within", "by", "given", "empty", "measure", "measures"),
        *("classes", "withheld", "fields", "also", "besides", "prefixes"),
    )
)
# Parameters of a statement that hold what the hub's own tables or the settings say, or days.
_SHOWN: Final = frozenset(
    (
        *("day", "known", "since", "until", "limit", "each", "most", "kind", "kinds", "among", "mutual", "index"),
        *("levels", "last", "shelves", "classes", "scoped", "courts", "also", "besides", "prefixes"),
        *("withheld", "measures", "fields", "sealed", "never"),
    )
)
_STEM: Final = re.compile(r"(?:part\d+)?([a-z]+)\d*")
# Where an error of GraphQL repeats what was given.
_REPEATED: Final = re.compile(
    r"((?:found|(?<!invalid )value): |(?:Unexpected|found) (?:Name|Int|Float|String|BlockString) ).*"
    r"|(?<=Value )'.*'(?= does not exist)|(?<=unknown field )'.*?'|[^\x00-\x7f]+",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An operation explained. `whole`: all rounds were run and shown, else the first alone."""

    operation: str | None
    cost: int
    cost_max: int
    caller: Caller
    errand: Errand
    rounds: tuple[Explained, ...]
    whole: bool
    dialect: Dialect

    def lines(self) -> Iterator[str]:
        caller = self.caller
        who = (caller.role.value, caller.agency and caller.agency.value, caller.court, self.errand.purpose.value)
        yield f"operation  {scrubbed_name(self.operation or 'without a name')}"
        yield f"cost       {self.cost} of {self.cost_max}"
        yield f"caller     {' '.join(filter(None, who))}"
        if not self.rounds:
            yield "no statement: nothing of the graph is asked"
        for number, each in enumerate(self.rounds, 1):
            yield from _round(number, each, self.dialect)
        if self.rounds and not self.whole:
            yield ""
            yield "The first round alone, and not run; what follows from its answer is shown with --profile."


def without_values(message: str) -> str:
    """An error of GraphQL without what was given for a literal or a variable."""
    return _REPEATED.sub(lambda found: f"{found[1] or ''}{HIDDEN}", scrubbed_name(message))


def _round(number: int, each: Explained, dialect: Dialect) -> Iterator[str]:
    own = len(each.narrowed.roots) - len(each.wanted.roots)
    for title, lines in (
        ("plan", plan_lines(each.wanted)),
        ("narrowed: the rights of the caller, and what the hub asks for itself", narrowed_lines(each, own)),
        ("parameters", parameter_lines(each.statement)),
        ("cypher", iter(each.statement.text.splitlines())),
        (f"plan of {dialect.name}", _engine_lines(each, dialect)),
    ):
        yield ""
        yield f"round {number}, {title}"
        yield from (f"  {line}" for line in lines)


def _engine_lines(each: Explained, dialect: Dialect) -> Iterator[str]:
    yield from each.engine or ("(the engine tells none)",)
    if dialect.plan_note:
        yield dialect.plan_note


def plan_lines(plan: Plan) -> Iterator[str]:
    for root in plan.roots:
        yield from _value_lines("", root)


def narrowed_lines(each: Explained, own: int) -> Iterator[str]:
    """What narrowing added to the plan."""
    yield from _value_lines("", each.narrowed.rights)
    if own:
        for root in each.narrowed.roots[-own:]:
            yield from _value_lines("own ", root)


def parameter_lines(statement: Statement) -> Iterator[str]:
    """Names of all, values of those that name nobody."""
    given = statement.parameters["p"]
    assert isinstance(given, Mapping)
    for name in sorted(given):
        found = _STEM.fullmatch(name)
        shown = found is not None and found[1] in _SHOWN
        yield f"$p.{name} = {given[name]!r}" if shown else f"$p.{name} = {HIDDEN}"


def _value_lines(name: str, value: Any) -> Iterator[str]:
    yield f"{name}{type(value).__name__}"
    for member in fields(value):
        inner = getattr(value, member.name)
        if not member.init or inner == _default(member):
            continue
        if is_dataclass(inner):
            yield from (f"  {line}" for line in _value_lines(f"{member.name}: ", inner))
        elif isinstance(inner, tuple) and inner and all(map(is_dataclass, inner)):
            for each in inner:
                yield from (f"  {line}" for line in _value_lines(f"{member.name}: ", each))
        elif member.name in _PLAIN or isinstance(inner, int):
            yield f"  {member.name}: {_plain(inner)}"
        else:
            yield f"  {member.name}: {_hidden(member.name, inner)}"


def _default(member: Any) -> Any:
    if member.default_factory is not MISSING:
        return member.default_factory()
    return member.default


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _hidden(name: str, value: Any) -> str:
    """How many keys by which scheme, how many files; never which."""
    if name == "keys" and all(key is None or isinstance(key, tuple) for key in value):
        counts = Counter("none" if key is None else str(key[0]) for key in value)
        return ", ".join(f"{count} by {scheme} {HIDDEN}" for scheme, count in counts.items())
    if name == "filed":
        return f"{', '.join(access for access, _ in value)} of the file {HIDDEN}"
    return HIDDEN
