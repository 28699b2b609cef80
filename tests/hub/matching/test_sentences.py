"""What an answer, a file and the queue say of a pair: how attributes agree, never what they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind
from graph.rules.matching.judge import Band, judge
from graph.rules.matching.ranking import Ranked, decided
from hub.matching.sentences import reasons, written

NAMES = ("张伟强", "张卫强", "Zhang Weiqiang")
VALUES = {
    "birth_date": ("1985-03-07", "1985-07-03", "1990-12-12"),
    "phone": ("13812345678", "02787654321"),
    "address": ("武汉市汉口路1号", "宜昌市沿江大道2号"),
    "legal_representative": ("李娜娜", "王芳芳"),
    "region": ("420112", "420583"),
}
NUMBERS = {Kind.PERSON: "citizenMatch", Kind.ORGANISATION: "uscc"}


@st.composite
def identities(draw: st.DrawFn, kind: Kind) -> Identity:
    other = "legal_representative" if kind is Kind.PERSON else "birth_date"
    return Identity(
        kind=kind,
        names=(draw(st.sampled_from(NAMES)),),
        identifiers=frozenset({(NUMBERS[kind], draw(st.sampled_from(["m1:5f3a", "m1:77c0"])))}),
        **{name: draw(st.sampled_from(values)) for name, values in VALUES.items() if name != other},
    )


@given(st.sampled_from(Kind).flatmap(lambda kind: st.tuples(identities(kind), identities(kind))))
def test_reasons_name_no_value(pair: tuple[Identity, Identity]) -> None:
    found = decided(Ranked(id="a", candidate=None, judgement=judge(*pair)), Band.SAME)
    told = [str(list(reasons(found))), *written(found)]
    assert len(told) > 1 + len(NUMBERS)
    values = {*NAMES, "5f3a", "77c0", *(value for some in VALUES.values() for value in some)}
    assert not [(value, text) for value in values for text in told if value in text]
