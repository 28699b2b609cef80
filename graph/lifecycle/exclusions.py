"""Who must not be listed, and who neither listed nor restricted: rules between a ground and what was checked.

法释〔2017〕7号 第三条 bars a listing under G1 only, 第四条 bars minors whatever the ground. 法发〔2019〕35号 adds
that nobody behind a unit is listed for it, and that neither list nor restriction is used while the court holds
sufficient property or the applicant asks to hold off (G1, G6), nor against a student in a campus-loan dispute.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene, Target

AGE_OF_MAJORITY: Final = 18  # 民法典 第十七条: not yet eighteen years old is a minor

_RULES_2017: Final = "法释〔2017〕7号"
_GOOD_FAITH_2019: Final = "法发〔2019〕35号"


def is_minor(target: Target, day: date) -> bool | None:
    """Whether the person is under eighteen on the day, by the latest birth that is stated; None: no birth is."""
    if not target.born:
        return None
    born = max(target.born)
    return (day.year, day.month, day.day) < (born.year + AGE_OF_MAJORITY, born.month, born.day)


def _of_age(scene: Scene) -> str | None:
    if not scene.target.is_person:
        return None
    minor = is_minor(scene.target, scene.day("decidedOn") or scene.today)
    if minor is None:
        return "no day of birth of the debtor is known; allowed: one whose register states it"
    if minor:
        return f"the debtor is under {AGE_OF_MAJORITY} on the day of the decision; a minor is never listed"
    return None


def _is_debtor(scene: Scene) -> str | None:
    if scene.target.debtor:
        return None
    return (
        "not a judgment debtor of this case; whoever stands behind a unit is never listed for it; allowed: a"
        " judgment debtor of the case, or a restriction of the four kinds of responsible person"
    )


# What is checked, and the grounds under which it bars a listing.
_BARS: Final = (
    ("sufficientSecurity", ("G1",), f"{_RULES_2017} 第三条第一项", "full and effective security was given"),
    ("sufficientProperty", ("G1", "G6"), f"{_RULES_2017} 第三条第二项; {_GOOD_FAITH_2019}", "property suffices"),
    ("notYetInRank", ("G1",), f"{_RULES_2017} 第三条第三项", "the debtor is not yet in rank"),
    ("holdOffRequested", ("G1", "G6"), _GOOD_FAITH_2019, "the applicant asks to hold off"),
    (
        "campusLoanStudent",
        ("G1", "G2", "G3", "G4", "G5", "G6"),
        _GOOD_FAITH_2019,
        "a student in a campus-loan dispute",
    ),
)
# Of these the last three bar the restriction, too.
_BARS_RESTRICTION: Final = ("sufficientProperty", "holdOffRequested", "campusLoanStudent")


def _ground_bar(name: str, barred: tuple[str, ...], law: str, what: str) -> Guard:
    def check(scene: Scene) -> str | None:
        grounds = scene.told("grounds") or ()
        out = [ground for ground in grounds if ground in barred]
        if not scene.told(name) or not out:
            return None
        left = [ground for ground in grounds if ground not in barred]
        allowed = f"allowed: {', '.join(left)} alone" if left else "allowed: no listing"
        return f"{what}: it bars a listing under {', '.join(out)}; {allowed}"

    return Guard(rule=f"EXCLUDED_{_upper(name)}", law=law, check=check)


def _restriction_bar(name: str, what: str) -> Guard:
    def check(scene: Scene) -> str | None:
        return f"{what}: it bars a restriction; allowed: none" if scene.told(name) else None

    return Guard(rule=f"EXCLUDED_{_upper(name)}", law=_GOOD_FAITH_2019, check=check)


def _upper(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name)


def one_at_a_time(rule: str, law: str, *, ended: tuple[str, ...]) -> Guard:
    """Against one target in one file at most one case runs; what a delivery brought has no state here."""

    def check(scene: Scene) -> str | None:
        running = [other["state"] for other in scene.others if other.get("state") not in (None, *ended)]
        return f"one of this file stands at {running[0]} for it; allowed: one at a time" if running else None

    return Guard(rule=rule, law=law, check=check)


OF_AGE: Final = Guard(rule="NO_MINOR", law=f"{_RULES_2017} 第四条", check=_of_age)
IS_DEBTOR: Final = Guard(rule="DEBTOR_ONLY", law=_GOOD_FAITH_2019, check=_is_debtor)
NOT_EXCLUDED: Final = tuple(_ground_bar(*row) for row in _BARS)
NOT_BARRED: Final = tuple(_restriction_bar(name, what) for name, _, _, what in _BARS if name in _BARS_RESTRICTION)


def _identified(scene: Scene) -> str | None:
    if scene.target.numbered:
        return None
    return "no record has a number of whom it meets, and nobody is met by a name; allowed: once one has"


# Two people share a name; lists are published, and executors told, with numbers.
IDENTIFIED: Final = Guard(rule="IDENTIFIED", law="法释〔2017〕7号 第六条", check=_identified)
