"""A narrowed plan becomes one statement: one `CALL () {}` per root, one nested `CALL` per edge.

Plans of one shape have one text, so it is compiled once (`compile_shape`) and given its values for each
request (`Compiled.bind`): those of the roots, of time and of rights. What stands deeper is part of the shape.
Every value travels as a parameter; labels, relation types and property names come from the model only, which
`graph.cypher.node` checks again. Rows come back positional: `graph.cypher.rows` says where each value stands.

Shape of the pieces, the same at every depth:

* *time slice and rights* (`graph.cypher.scope`) are predicates on every fact, inside the pattern, before any walk;
* *cluster*: a subject is its representative record and all that point at it by SAME_AS;
* *statements*: all visible statements of the cluster; the projector picks, attribute by attribute;
* *edge*: facts from any record of the cluster, far ends led to their representative, grouped to one edge per
  far node, ordered, paged.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.cypher.dialects import Dialect
from graph.cypher.find import find_calls
from graph.cypher.page import page_calls
from graph.cypher.rights import rights_values
from graph.cypher.scope import Late, Scope, Writer
from graph.cypher.search import search_calls
from graph.cypher.tally import tally_calls
from graph.plan import Find, Page, Plan, Root, Search, Tally
from graph.shelf import open_levels
from graph.statement import Statement, Value


class UnnarrowedPlan(Exception):
    """A plan without rights reached the compiler: a programming error, never a caller's."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The text for one shape of plan, what is the same in all of that shape, and what each plan gives.

    All values travel as members of one map, `$p`: Neo4j plans a text anew for each size class of every list and
    text that is a parameter of its own, seconds each time.
    """

    text: str
    fixed: dict[str, Value]
    late: tuple[Late, ...]

    def bind(self, plan: Plan) -> Statement:
        """The statement of a narrowed plan of this shape; its one row is read by `graph.cypher.rows.split`."""
        if plan.rights is None:
            raise UnnarrowedPlan("a plan must be narrowed by the caller's rights before it is run")
        parameters: dict[str, Value] = {**self.fixed, **rights_values(plan.rights)}
        if any(isinstance(root, Page) for root in plan.roots):
            parameters["levels"] = list(open_levels(plan.rights.all_classes))
        for name, root, read in self.late:
            parameters[name] = read(plan.roots[root])
        return Statement(text=self.text, parameters={"p": parameters}, name="read")


def compile_shape(plan: Plan, dialect: Dialect) -> Compiled:
    """The text that serves every plan of this one's shape. Raises UnnarrowedPlan."""
    if plan.rights is None:
        raise UnnarrowedPlan("a plan must be narrowed by the caller's rights before it is compiled")
    writer = Writer(dialect=dialect, rights=plan.rights)
    parts: list[str] = []
    columns: list[str] = []
    for index, root in enumerate(plan.roots):
        blind = isinstance(root, Find) and root.blind
        own = isinstance(root, Find | Page) and root.own
        scope = Scope(writer=writer, root=index, blind=blind, own=own)
        for column, text in _calls(scope, root):
            parts.append(text)
            columns.append(column)
    text = "\n".join([*parts, "RETURN " + ", ".join(columns)]) if columns else "RETURN 0 AS nothing"
    return Compiled(text=text, fixed=writer.fixed, late=tuple(writer.late))


def _calls(scope: Scope, root: Root) -> list[tuple[str, str]]:
    """Column and text of each `CALL` that the root needs."""
    match root:
        case Find():
            return find_calls(scope, root)
        case Page():
            return page_calls(scope, root)
        case Search():
            return search_calls(scope, root)
        case Tally():
            return tally_calls(scope, root)
