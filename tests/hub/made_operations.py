"""Operations made up from the schema, with arguments that meet what a graph holds.

hypothesis-graphql selects fields and leaves out fragments of one type, directives, variables and most aliases:
these are put in here, over and over for the same fields. Variants of one selection take one plan of the engine,
which is what makes thousands of them affordable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    parse,
    parse_type,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)
from hypothesis import strategies as st
from hypothesis_graphql import queries

SDL: Final = (Path(__file__).resolve().parents[2] / "schema.graphql").read_text(encoding="utf-8")
# What is another at the next request, whoever answers: left out.
VOLATILE: Final = {"Query": ("auditTrail",), "Viewer": ("expiresAt", "quota")}
DAYS: Final = ("2025-12-01", "2026-06-01")
FIXED: Final = {"from": DAYS[0], "to": DAYS[1], "measure": "JP-701", "court": "鄂01"}
INSTANTS: Final = ("2026-08-01T12:00:00+08:00", "2030-01-01T00:00:00Z")
WINDOW: Final = {"since": "2015-01-01T00:00:00+08:00", "until": "2030-01-01T00:00:00+08:00"}
COMMON: Final = {"Node": ("id",), "Subject": ("name", "kind")}
# Lists that the sample fills, by the type that has them; what is selected of one of them, and of an end.
FILLED: Final = {
    "Company": (
        "shareholders",
        "shareholders",
        "shareholders",
        "investments",
        "accounts",
        "legalRepresentatives",
        "cases",
    ),
    "Person": ("investments", "accounts", "legalRepresentativeOf"),
    "Account": ("transfersOut", "transfersIn"),
}
PARTS: Final = (
    "totalCount",
    "pageInfo { endCursor hasNextPage startCursor hasPreviousPage }",
    "edges { cursor validFrom }",
    "edges { source { key system } grade node { id __typename } }",
    "edges { recordedAt otherStatements { grade validTo } }",
)
DEEPEST: Final = 2
SMALL: Final = {
    "first": (1, 1, 2, 3, 5),
    "hops": (1, 2),
    "maxHops": (1, 2, 3),
    "maxTransfers": (2, 3),
    "minParts": (2, 3),
}
PAYING: Final = ("moneyFlow", "circularTransfers", "splitting")


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the graph holds: keys of subjects as `SubjectKey` takes them, ids of nodes, keys of sources, names,
    cursors by the field that gave them. `tied`: keys of subjects that are tied to one another; `payers`: of
    such as have accounts.
    """

    keys: Sequence[Mapping[str, Any]]
    tied: Sequence[Mapping[str, Any]]
    payers: Sequence[Mapping[str, Any]]
    ids: Sequence[str]
    sources: Sequence[Mapping[str, str]]
    names: Sequence[str]
    cursors: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Made:
    text: str
    variables: dict[str, Any]

    def turned(self) -> Made:
        """The same document with what its variables take out left in, and the other way round."""
        return Made(
            self.text,
            {name: not value if isinstance(value, bool) else value for name, value in self.variables.items()},
        )


def fields_of(type_: GraphQLNamedType | None) -> dict[str, GraphQLField]:
    """Of a type that is known to have some."""
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType), type_
    return type_.fields


def contract() -> GraphQLSchema:
    """The schema as it is committed, without what is volatile."""
    made = build_schema(SDL)
    for type_name, names in VOLATILE.items():
        type_ = made.type_map[type_name]
        for name in names:
            del fields_of(type_)[name]
    return made


CONTRACT: Final = contract()
_SCALARS: Final = {
    "Date": st.sampled_from(DAYS).map(lambda text: StringValueNode(value=text)),
    "DateTime": st.sampled_from(INSTANTS).map(lambda text: StringValueNode(value=text)),
    "Decimal": st.sampled_from(("0.01", "500.00")).map(lambda text: StringValueNode(value=text)),
}


def selections(names: Sequence[str]) -> st.SearchStrategy[DocumentNode]:
    """Documents that select some of these root fields."""
    return queries(CONTRACT, fields=names, custom_scalars=_SCALARS, allow_x00=False, print_ast=lambda made: made)


class Variants:
    """Variants of one selection: other root arguments, aliases, fragments, directives, variables; some with two
    sets of variables.
    """

    def __init__(self, document: DocumentNode, known: Known, random: Random) -> None:
        self._known = known
        self._random = random
        query = CONTRACT.query_type
        assert query is not None
        self._query = query
        self._count = 0
        [operation] = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        self._selection = self._filled(operation.selection_set, query)

    def take(self, number: int) -> Iterator[Made]:
        for _ in range(number):
            made = _Variant(self._known, self._random).made(self._roots(), self._query)
            yield made
            if self._random.random() < 0.25:
                yield made.turned()

    def _roots(self) -> SelectionSetNode:
        selections = []
        for node in self._selection.selections:
            assert isinstance(node, FieldNode)
            arguments = self._arguments(node, self._query.fields[node.name.value])
            selections.append(_field(node, arguments=arguments))
        return SelectionSetNode(selections=tuple(selections))

    def _filled(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        if parent.name in COMMON and self._random.random() < 0.8:  # fragments may be of any other type
            selections += (FieldNode(name=NameNode(value=name)) for name in COMMON[parent.name])
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                on = CONTRACT.type_map[node.type_condition.name.value] if node.type_condition else parent
                selections.append(_inline(on.name, self._filled(node.selection_set, on).selections))
                continue
            assert isinstance(node, FieldNode)
            if node.name.value == "__typename":
                selections.append(node)
                continue
            definition = fields_of(parent)[node.name.value]
            below = node.selection_set and self._filled(node.selection_set, get_named_type(definition.type))
            selections.append(_field(node, arguments=self._arguments(node, definition), selection_set=below))
        selections += self._lists(parent, 0)
        return SelectionSetNode(selections=tuple(selections))

    def _lists(self, parent: GraphQLNamedType, depth: int) -> list[SelectionNode]:
        """Filled lists of a node, some of them within others: a selection by chance seldom meets one."""
        random = self._random
        if parent.name in ("Node", "Subject") and random.random() < 0.5:
            assert isinstance(parent, GraphQLInterfaceType)
            made = [type_.name for type_ in CONTRACT.get_possible_types(parent)]
            on = CONTRACT.type_map[random.choice([name for name in FILLED if name in made])]
            return [_inline(on.name, tuple(found))] if (found := self._lists(on, depth)) else []
        if parent.name not in FILLED or random.random() < 0.3:
            return []
        name = random.choice(FILLED[parent.name])
        definition = fields_of(parent)[name]
        parts = random.sample(PARTS, random.choice((1, 2, 3)))
        below = parse("{" + " ".join(parts) + "}").definitions[0]
        assert isinstance(below, OperationDefinitionNode)
        selections = list(below.selection_set.selections)
        if depth < DEEPEST:
            edge = get_named_type(fields_of(get_named_type(definition.type))["edges"].type)
            far = self._lists(get_named_type(fields_of(edge)["node"].type), depth + 1)
            if far:
                node = _made("node", SelectionSetNode(selections=tuple(far)))
                selections.append(_made("edges", SelectionSetNode(selections=(node,))))
        self._count += 1
        made = _made(name, SelectionSetNode(selections=tuple(selections)), f"n{self._count}")
        return [_field(made, arguments=self._arguments(made, definition))]

    def _arguments(self, node: FieldNode, definition: GraphQLField) -> tuple[ArgumentNode, ...]:
        given = {each.name.value: each.value for each in node.arguments or ()}
        found: list[ArgumentNode] = []
        text = None
        for name, argument in definition.args.items():
            if not is_required_argument(argument) and self._random.random() < (0.2 if name == "first" else 0.5):
                continue
            value = self._value(node.name.value, name, argument, given.get(name))
            if name == "text" and isinstance(value, StringValueNode):
                text = value.value
            if value is not None and not (name == "after" and text is not None and text != self._known.names[0]):
                found.append(ArgumentNode(name=NameNode(value=name), value=value))
        return tuple(found)

    def _value(
        self, owner: str, name: str, argument: GraphQLArgument, given: ValueNode | None
    ) -> ValueNode | None:
        random = self._random
        if name == "after":
            cursors = self._known.cursors.get(owner, ())
            if random.random() < 0.02:
                return StringValueNode(value="bm8")
            return StringValueNode(value=random.choice(cursors)) if cursors else None
        if name in WINDOW:
            return StringValueNode(value=WINDOW[name])
        named = get_named_type(argument.type)
        if name in FIXED and isinstance(named, GraphQLScalarType):
            return StringValueNode(value=FIXED[name])
        if named.name == "Float":
            return parse_value(random.choice(("0.1", "0.9")))
        if named.name == "SubjectKey" and random.random() < 0.95:
            return self._of_keys(owner, argument.type)
        if name in SMALL:
            return parse_value("0" if random.random() < 0.01 else str(random.choice(SMALL[name])))
        if name == "text":
            whole = random.choice(self._known.names)
            return StringValueNode(value=random.choice((self._known.names[0], whole, whole[:2])))
        return self._of_type(argument.type) or given

    def _of_keys(self, owner: str, type_: GraphQLInputType) -> ValueNode:
        keys = self._known.payers if owner in PAYING else self._known.tied
        if isinstance(get_nullable_type(type_), GraphQLList):
            chosen = self._random.sample(list(keys), self._random.choice((2, 3)))
            return ListValueNode(values=tuple(map(_literal, chosen)))
        return _literal(self._random.choice(keys if owner in (*PAYING, "paths") else self._known.keys))

    def _of_type(self, type_: GraphQLInputType) -> ValueNode | None:
        random, known = self._random, self._known
        if isinstance(type_, GraphQLNonNull):
            return self._of_type(type_.of_type)
        if isinstance(type_, GraphQLList):
            values = [self._of_type(type_.of_type) for _ in range(random.choice((1, 2, 3)))]
            if get_named_type(type_).name == "RelationKind":
                values.append(parse_value("SHAREHOLDER_OF"))
            return ListValueNode(values=tuple(value for value in values if value)) if all(values) else None
        name = get_named_type(type_).name
        if name == "SubjectKey":
            wrong = ({"uscc": "91110000600037341X"}, {"id": "nobody"}, {"citizenId": "12"})
            return _literal(random.choice(wrong if random.random() < 0.05 else known.keys))
        if name == "SourceKey":
            return _literal(random.choice(known.sources))
        if name == "MatchRecordInput":
            return _literal({"key": str(random.randrange(9)), "name": random.choice(known.names)})
        if name == "ID":
            return StringValueNode(value=random.choice(known.ids))
        if name == "Date":
            return StringValueNode(value=random.choice(DAYS))
        if name == "DateTime":
            return StringValueNode(value=random.choice(INSTANTS))
        if isinstance(type_, GraphQLEnumType):
            return parse_value(random.choice(list(type_.values)))
        return None


@dataclass(slots=True)
class _Variant:
    known: Known
    random: Random
    variables: dict[str, Any] = field(default_factory=dict)
    definitions: list[VariableDefinitionNode] = field(default_factory=list)
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)
    aliases: int = 0

    def made(self, selection_set: SelectionSetNode, query: GraphQLNamedType) -> Made:
        whole = self._varied(selection_set, query)
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=NameNode(value="Made"),
            variable_definitions=tuple(self.definitions),
            directives=(),
            selection_set=whole,
        )
        document = DocumentNode(definitions=(operation, *self.fragments))
        return Made(print_ast(document), self.variables)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _varied(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> SelectionSetNode:
        found: list[SelectionNode] = []
        later: list[SelectionNode] = []
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                assert node.type_condition is not None
                on = CONTRACT.type_map[node.type_condition.name.value]
                below = self._varied(node.selection_set, on)
                found.append(self._fragment(on.name, below.selections))
                continue
            assert isinstance(node, FieldNode)
            if node.name.value == "__typename":
                found.append(node)
                continue
            definition = fields_of(parent)[node.name.value]
            alias = node.alias or (self._alias() if self._chance(0.25) else None)
            arguments = tuple(self._argument(each, definition) for each in node.arguments or ())
            if node.selection_set is None:
                found.append(_field(node, alias=alias, arguments=arguments, directives=self._directives()))
                continue
            below = self._varied(node.selection_set, get_named_type(definition.type))
            parts = [below.selections]
            if len(below.selections) > 1 and self._chance(0.15):  # one field in two places, to be merged
                cut = self.random.randrange(1, len(below.selections))
                parts = [below.selections[:cut], below.selections[cut - self.random.choice((0, 1)) :]]
            for place, part in enumerate(parts):
                directives = self._directives() if len(parts) == 1 else ()
                made = _field(
                    node,
                    alias=alias,
                    arguments=arguments,
                    directives=directives,
                    selection_set=SelectionSetNode(selections=part),
                )
                (later if place else found).append(made)
        found += later
        if self._chance(0.25):
            typename = FieldNode(
                name=NameNode(value="__typename"),
                alias=self._alias() if self._chance(0.3) else None,
                arguments=(),
                directives=(),
            )
            found.insert(self.random.randrange(len(found) + 1), typename)
        if self._chance(0.3):
            start = self.random.randrange(len(found))
            end = self.random.randrange(start, len(found)) + 1
            found[start:end] = [self._fragment(parent.name, tuple(found[start:end]), bare=self._chance(0.3))]
        return SelectionSetNode(selections=tuple(found))

    def _alias(self) -> NameNode:
        self.aliases += 1
        return NameNode(value=f"a{self.aliases}")

    def _fragment(self, on: str, selections: tuple[SelectionNode, ...], *, bare: bool = False) -> SelectionNode:
        """The selections in a fragment: inline, without a type condition, or by a name, maybe spread twice."""
        if bare:
            return _inline(None, selections, self._directives())
        if self._chance(0.5):
            return _inline(on, selections, self._directives())
        name = NameNode(value=f"F{len(self.fragments)}")
        self.fragments.append(
            FragmentDefinitionNode(
                name=name,
                type_condition=NamedTypeNode(name=NameNode(value=on)),
                directives=(),
                selection_set=SelectionSetNode(selections=selections),
            )
        )
        return FragmentSpreadNode(name=name, directives=self._directives())

    def _directives(self) -> tuple[DirectiveNode, ...]:
        """Mostly none, then such as leave the selection in, seldom one that takes it out."""
        if not self._chance(0.12):
            return ()
        name = self.random.choice(("skip", "include"))
        takes_out = self._chance(0.05)
        condition = (name == "skip") is takes_out
        value: ValueNode = BooleanValueNode(value=condition)
        if self._chance(0.6):
            value = self._lifted("Boolean!", condition)
        return (
            DirectiveNode(
                name=NameNode(value=name), arguments=(ArgumentNode(name=NameNode(value="if"), value=value),)
            ),
        )

    def _argument(self, argument: ArgumentNode, definition: GraphQLField) -> ArgumentNode:
        type_ = definition.args[argument.name.value].type
        value = argument.value
        if self._chance(0.4):
            value = self._lifted(str(type_), value_from_ast_untyped(value))
        elif self._chance(0.5):
            value = self._lifted_within(value, type_)
        return ArgumentNode(name=argument.name, value=value)

    def _lifted_within(self, value: ValueNode, type_: GraphQLInputType) -> ValueNode:
        """With a variable in the place of one item or member."""
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(value, ListValueNode) and value.values and isinstance(type_, GraphQLList):
            place = self.random.randrange(len(value.values))
            values = list(value.values)
            values[place] = self._lifted(str(type_.of_type), value_from_ast_untyped(values[place]))
            return ListValueNode(values=tuple(values))
        if isinstance(value, ObjectValueNode) and len(value.fields) == 1:
            [member] = value.fields
            whole = get_named_type(type_)
            assert isinstance(whole, GraphQLInputObjectType)
            of = whole.fields[member.name.value].type
            text = str(of) if isinstance(of, GraphQLNonNull) else f"{of}!"
            lifted = self._lifted(text, value_from_ast_untyped(member.value))
            return ObjectValueNode(fields=(ObjectFieldNode(name=member.name, value=lifted),))
        return value

    def _lifted(self, type_: str, value: Any) -> VariableNode:
        """A variable with this value: sent, or its default."""
        variable = VariableNode(name=NameNode(value=f"v{len(self.definitions)}"))
        scalar = not isinstance(value, (dict, list))
        default = None
        if scalar and value is not None and self._chance(0.3) and "[" not in type_:
            default = _default(value, type_)
        if default is None or self._chance(0.3):
            self.variables[variable.name.value] = value
        self.definitions.append(
            VariableDefinitionNode(variable=variable, type=parse_type(type_), default_value=default, directives=())
        )
        return variable


def _default(value: Any, type_: str) -> ValueNode:
    named = CONTRACT.type_map[type_.rstrip("!")]
    return parse_value(value) if isinstance(named, GraphQLEnumType) else _literal(value)


def _literal(value: Any) -> ValueNode:
    if isinstance(value, Mapping):
        members = (
            ObjectFieldNode(name=NameNode(value=name), value=_literal(each)) for name, each in value.items()
        )
        return ObjectValueNode(fields=tuple(members))
    if isinstance(value, bool):
        return BooleanValueNode(value=value)
    return StringValueNode(value=value) if isinstance(value, str) else parse_value(str(value))


def _field(node: FieldNode, **changed: Any) -> FieldNode:
    parts = {
        "alias": node.alias,
        "name": node.name,
        "arguments": node.arguments or (),
        "directives": (),
        "selection_set": node.selection_set,
    }
    return FieldNode(**{**parts, **changed})


def _made(name: str, below: SelectionSetNode, alias: str | None = None) -> FieldNode:
    return FieldNode(
        name=NameNode(value=name),
        alias=NameNode(value=alias) if alias else None,
        arguments=(),
        directives=(),
        selection_set=below,
    )


def _inline(
    on: str | None, selections: tuple[SelectionNode, ...], directives: tuple[DirectiveNode, ...] = ()
) -> InlineFragmentNode:
    condition = NamedTypeNode(name=NameNode(value=on)) if on is not None else None
    return InlineFragmentNode(
        type_condition=condition,
        directives=directives,
        selection_set=SelectionSetNode(selections=selections),
    )
