"""What was found, in a sentence: English and Chinese. Each says that it is a lead, none that it is more."""

from __future__ import annotations

from typing import Final, NamedTuple

from graph.rules.money.circles import Circle
from graph.rules.money.matching import TracingRule
from graph.rules.money.splitting import Splitting, SplittingKind, SplittingTerms
from graph.rules.money.tracing import FlowDirection
from graph.rules.yuan import shown


class Sentence(NamedTuple):
    en: str
    zh: str


_RULES: Final = {
    TracingRule.FIFO: Sentence("first in, first out", "先进先出"),
    TracingRule.LIFO: Sentence("last in, first out", "后进先出"),
    TracingRule.PROPORTIONAL: Sentence("in proportion to what is in an account", "按账户余额比例"),
}
_FLOWS: Final = {
    FlowDirection.DOWNSTREAM: Sentence(
        'By the rule "{rule}", of {begun} yuan that left {returned} came back and {kept} can be shown where they'
        " stayed. A lead, not a finding: what an account held before is not known and counts as nothing.",
        "按“{rule}”规则，流出的{begun}元中，{returned}元回流，{kept}元可示其去向。"
        "仅为线索，不是认定；账户期初余额不明，未计入。",
    ),
    FlowDirection.UPSTREAM: Sentence(
        'By the rule "{rule}", of {begun} yuan that came in {returned} had gone out from there before and {kept}'
        " can be shown where they began. A lead, not a finding: what an account held before is not known and"
        " counts as nothing.",
        "按“{rule}”规则，流入的{begun}元中，{returned}元原系自身流出，{kept}元可示其来源。"
        "仅为线索，不是认定；账户期初余额不明，未计入。",
    ),
}
_NO_ACCOUNT: Final = Sentence(
    "No account is seen of whom or what was asked about, so nothing is traced. That does not say there is none.",
    "未见所询账户或者所询主体的账户，无从追踪；不表示其没有账户。",
)
_CIRCLES: Final = {
    True: Sentence(
        "{passed} of {first} yuan can have come back to the same account by {count} transfers in time order."
        " A lead, not a finding.",
        "{first}元经{count}笔先后转账，其中{passed}元可能回到同一账户。仅为线索，不是认定。",
    ),
    False: Sentence(
        "{passed} of {first} yuan can have come back to another account of the same owner by {count} transfers in"
        " time order. A lead, not a finding.",
        "{first}元经{count}笔先后转账，其中{passed}元可能回到同一账户所有人的另一账户。仅为线索，不是认定。",
    ),
}
_SPLITTINGS: Final = {
    SplittingKind.DISPERSED: Sentence(
        "{sum} of {whole} yuan that came in left within {hours} hours in {count} transfers of less than {below}"
        " yuan each. A lead, not a finding.",
        "转入的{whole}元中，{sum}元在{hours}小时内分{count}笔转出，每笔低于{below}元。仅为线索，不是认定。",
    ),
    SplittingKind.GATHERED: Sentence(
        "{sum} of {whole} yuan that left had come in within {hours} hours before in {count} transfers of less than"
        " {below} yuan each. A lead, not a finding.",
        "转出的{whole}元中，{sum}元系此前{hours}小时内分{count}笔转入，每笔低于{below}元。仅为线索，不是认定。",
    ),
}


def of_flow(
    direction: FlowDirection, rule: TracingRule, accounts: int, begun: int, returned: int, kept: int
) -> Sentence:
    """`accounts`: how many the trace begins at; of none there are no sums to tell."""
    if not accounts:
        return _NO_ACCOUNT
    amounts = {"begun": shown(begun), "returned": shown(returned), "kept": shown(kept)}
    words, named = _FLOWS[direction], _RULES[rule]
    return Sentence(words.en.format(rule=named.en, **amounts), words.zh.format(rule=named.zh, **amounts))


def of_circle(circle: Circle) -> Sentence:
    first, last = circle.transfers[0], circle.transfers[-1]
    return _filled(
        _CIRCLES[first.source == last.target],
        passed=shown(circle.passed_on),
        first=shown(first.amount),
        count=len(circle.transfers),
    )


def of_splitting(found: Splitting, terms: SplittingTerms) -> Sentence:
    return _filled(
        _SPLITTINGS[found.kind],
        sum=shown(found.sum),
        whole=shown(found.whole.amount),
        hours=int(terms.within.total_seconds()) // 3600,
        count=len(found.parts),
        below=shown(terms.below),
    )


def _filled(words: Sentence, **values: object) -> Sentence:
    return Sentence(words.en.format(**values), words.zh.format(**values))
