"""The court's list of dishonest judgment debtors (失信被执行人名单), 法释〔2017〕7号 and 法发〔2019〕35号.

Two clocks. EVENT (G1 alone): no term; it is deleted within three working days of an event of 第十条. TERM (any of
G2 to G6): it is deleted within three working days after its term, and performance before that opens a review of
early deletion at once, while what was ordered of others on its ground is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.catalogue.definitions import Trigger
from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import ASSESSMENT, assessed
from graph.lifecycle.days import past, today
from graph.lifecycle.exclusions import IDENTIFIED, IS_DEBTOR, OF_AGE
from graph.lifecycle.listing_events import (
    ALLOW,
    ASSESS,
    CONFIRM,
    CORRECT,
    DECIDE,
    DELETE,
    DISTRIBUTE,
    END,
    FIND_FAULT,
    GRACE,
    OPEN,
    PUBLISH,
    REFUSE,
    REJECT,
    SERVE,
    TERM_ENDS,
    WITHDRAW,
)
from graph.lifecycle.listing_rules import (
    CAUSE,
    ENDED_LATER,
    FAULT_LATER,
    GOOD_FAITH,
    GRACE_OVER,
    IN_GRACE,
    LAW,
    LISTABLE,
    NO_OTHER,
    NOT_BARRED,
    PUBLISHED_LATER,
    SERVED_LATER,
    TERM,
    TERM_OVER,
    UNPERFORMED,
    decided,
    is_performed,
    is_term,
    lifted,
    published,
)
from graph.lifecycle.machine import Deadline, Effect, Machine, Step
from graph.lifecycle.performed import NOT_PERFORMED, PERFORMANCE
from graph.lifecycle.restricted import RESTRICTED, RESTRICTION, missing, noted, seen
from graph.lifecycle.use import used_no_more

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "ASSESSED": "已审查",
    "REJECTED": "驳回",
    "ENDED": "发布前终止",
    "DECIDED": "已决定",
    "SERVED": "已送达",
    "GRACE": "宽限期",
    "PUBLISHED": "已发布",
    "DISTRIBUTED": "已推送",
    "CORRECTING": "更正中",
    "EARLY_DELETION_REVIEW": "提前删除审查",
    "DELETION_DUE": "待删除",
    "DELETED": "已删除",
    "CONFIRMED_LIFTED": "已确认解除",
    "WITHDRAWN": "已撤销",
}

_PUBLISHING: Final = Step(
    to="PUBLISHED",
    law=f"{LAW} 第五条、第七条",
    by=(CLERK, JUDGE),
    needs=(past("publishedOn", LAW), PUBLISHED_LATER, GRACE_OVER, UNPERFORMED, *LISTABLE),
    sets=lambda scene: {**published(scene), **seen(scene)},
    effects=(Effect.TELL, Effect.INSTRUCT),
)
_ENDING: Final = (
    Step(
        to="EARLY_DELETION_REVIEW",
        law=f"{LAW} 第二条第二款",
        by=(JUDGE, CLERK),
        needs=(CAUSE, past("endedOn", LAW), ENDED_LATER),
        sets=lifted,
        effects=(Effect.TELL, Effect.LIFT),
        when=is_term,
        only="the clock is TERM",
    ),
    Step(
        to="DELETION_DUE",
        law=f"{LAW} 第十条",
        by=(JUDGE, CLERK),
        needs=(CAUSE, past("endedOn", LAW), ENDED_LATER),
        sets=lifted,
        effects=(Effect.TELL, Effect.LIFT),
        when=is_performed,
        only="the clock is EVENT and it was performed",
    ),
    Step(
        to="DELETION_DUE",
        law=f"{LAW} 第十条",
        by=(JUDGE,),
        needs=(CAUSE, past("endedOn", LAW), ENDED_LATER),
        sets=lifted,
        effects=(Effect.TELL, Effect.LIFT),
        only="the clock is EVENT, for any other cause",
    ),
)
_TERM_ENDING: Final = Step(
    to="DELETION_DUE",
    law=f"{LAW} 第十条第二款",
    by=(JUDGE, CLERK),
    hub=True,
    needs=(TERM_OVER,),
    sets=lambda scene: {**lifted(scene), "endCause": "TERM_ENDED", "endedOn": scene.known["termEndsOn"]},
    effects=(Effect.TELL, Effect.LIFT),
)
_WITHDRAWING: Final = Step(
    to="WITHDRAWN",
    law=f"{LAW} 第九条",
    by=(PRESIDENT,),
    needs=(past("faultFoundOn", LAW), FAULT_LATER),
    sets=lambda scene: {**lifted(scene), **today("withdrawnOn")(scene)},
    effects=(Effect.TELL, Effect.WITHDRAW),
)
_REJECTING: Final = Step(to="REJECTED", law=f"{LAW} 第五条", by=(JUDGE, PRESIDENT))
# Nothing was published: there is nothing to delete, and nobody to tell.
_ENDED_BEFORE: Final = Step(
    to="ENDED",
    law=f"{LAW} 第十条; {GOOD_FAITH}",
    by=(JUDGE, CLERK),
    needs=(past("endedOn", LAW), ENDED_LATER),
)
_WITHDRAWN_BEFORE: Final = Step(
    to="WITHDRAWN",
    law=f"{LAW} 第九条",
    by=(PRESIDENT,),
    needs=(past("faultFoundOn", LAW), FAULT_LATER),
    sets=today("withdrawnOn"),
)
_FAULTY: Final = Step(
    to="CORRECTING",
    law=f"{LAW} 第十一条",
    by=(JUDGE, CLERK),
    needs=(past("faultFoundOn", LAW), FAULT_LATER),
)

COURT_DISHONEST: Final = Machine(
    kind="LISTING",
    table="COURT_DISHONEST",
    trigger=Trigger.LISTING,
    zh="失信被执行人名单",
    doc="The court's list of dishonest judgment debtors, 法释〔2017〕7号.",
    beside=(ASSESSMENT, RESTRICTION, PERFORMANCE),
    states=STATES,
    opening=(
        OPEN,
        Step(
            to="DRAFT",
            law=f"{LAW} 第一条、第五条",
            by=(JUDGE,),
            needs=(IS_DEBTOR, OF_AGE, NO_OTHER, NOT_BARRED, NOT_PERFORMED),
        ),
    ),
    steps={
        ("DRAFT", ASSESS): (Step(to="ASSESSED", law=f"{LAW} 第三条; {GOOD_FAITH}", by=(JUDGE,), needs=LISTABLE),),
        ("DRAFT", REJECT): (_REJECTING,),
        ("ASSESSED", DECIDE): (
            Step(
                to="DECIDED",
                law=f"{LAW} 第五条",
                by=(PRESIDENT,),
                needs=(past("decidedOn", LAW), *LISTABLE, IDENTIFIED, TERM, assessed("LISTING")),
                sets=decided,
            ),
        ),
        ("ASSESSED", REJECT): (_REJECTING,),
        ("DECIDED", SERVE): (
            Step(
                to="SERVED",
                law=f"{LAW} 第五条",
                by=(CLERK,),
                needs=(past("servedOn", LAW), SERVED_LATER),
            ),
        ),
        ("DECIDED", END): (_ENDED_BEFORE,),
        ("DECIDED", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("SERVED", GRACE): (Step(to="GRACE", law=GOOD_FAITH, by=(JUDGE,), needs=(IN_GRACE,)),),
        ("SERVED", PUBLISH): (_PUBLISHING,),
        ("SERVED", END): (_ENDED_BEFORE,),
        ("SERVED", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("GRACE", PUBLISH): (_PUBLISHING,),
        ("GRACE", END): (_ENDED_BEFORE,),
        ("GRACE", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("PUBLISHED", DISTRIBUTE): (Step(to="DISTRIBUTED", law=f"{LAW} 第八条", hub=True),),
        ("PUBLISHED", RESTRICTED): (noted("PUBLISHED"),),
        ("PUBLISHED", FIND_FAULT): (_FAULTY,),
        ("PUBLISHED", END): _ENDING,
        ("PUBLISHED", TERM_ENDS): (_TERM_ENDING,),
        ("PUBLISHED", WITHDRAW): (_WITHDRAWING,),
        ("DISTRIBUTED", RESTRICTED): (noted("DISTRIBUTED"),),
        ("DISTRIBUTED", FIND_FAULT): (_FAULTY,),
        ("DISTRIBUTED", END): _ENDING,
        ("DISTRIBUTED", TERM_ENDS): (_TERM_ENDING,),
        ("DISTRIBUTED", WITHDRAW): (_WITHDRAWING,),
        ("CORRECTING", CORRECT): (
            Step(to="PUBLISHED", law=f"{LAW} 第十一条", by=(JUDGE, CLERK), effects=(Effect.TELL, Effect.CORRECT)),
        ),
        ("CORRECTING", RESTRICTED): (noted("CORRECTING"),),
        ("CORRECTING", END): _ENDING,
        ("CORRECTING", TERM_ENDS): (_TERM_ENDING,),
        ("CORRECTING", WITHDRAW): (_WITHDRAWING,),
        ("EARLY_DELETION_REVIEW", ALLOW): (
            Step(
                to="DELETION_DUE",
                law=f"{LAW} 第二条第二款",
                by=(JUDGE, PRESIDENT),
                sets=lambda scene: {"endCause": "EARLY_DELETION", "endedOn": scene.today.isoformat()},
                effects=(Effect.TELL,),
            ),
        ),
        ("EARLY_DELETION_REVIEW", REFUSE): (
            Step(to="DISTRIBUTED", law=f"{LAW} 第二条", by=(JUDGE, PRESIDENT), effects=(Effect.TELL,)),
        ),
        ("EARLY_DELETION_REVIEW", TERM_ENDS): (_TERM_ENDING,),
        ("EARLY_DELETION_REVIEW", WITHDRAW): (_WITHDRAWING,),
        ("DELETION_DUE", DELETE): (
            Step(
                to="DELETED",
                law=f"{LAW} 第十条",
                by=(CLERK, JUDGE),
                sets=today("deletedOn"),
                effects=(Effect.TELL,),
            ),
        ),
        ("DELETION_DUE", WITHDRAW): (_WITHDRAWING,),
        ("DELETED", CONFIRM): (Step(to="CONFIRMED_LIFTED", law=f"{LAW} 第十条", hub=True),),
        **used_no_more("DELETED", "CONFIRMED_LIFTED", "WITHDRAWN"),
    },
    deadlines=(
        Deadline(name="GRACE_ENDS", zh="宽限期届满", states=("GRACE",), since="graceUntil", law=GOOD_FAITH),
        missing("PUBLISHED", "DISTRIBUTED", "CORRECTING"),
        Deadline(
            name="CORRECTION",
            zh="更正期限",
            states=("CORRECTING",),
            since="faultFoundOn",
            limit="LISTING_CORRECTION",
        ),
        Deadline(
            name="EARLY_DELETION_REVIEW",
            zh="提前删除审查期限",
            states=("EARLY_DELETION_REVIEW",),
            since="endedOn",
            limit="EARLY_DELETION_REVIEW",
        ),
        Deadline(
            name="TERM",
            zh="名单期限",
            states=("PUBLISHED", "DISTRIBUTED", "CORRECTING", "EARLY_DELETION_REVIEW"),
            since="termEndsOn",
            law=f"{LAW} 第二条",
            fires="TERM_ENDS",
        ),
        Deadline(
            name="DELETION",
            zh="删除期限",
            states=("DELETION_DUE",),
            since="endedOn",
            limit="LISTING_DELETION",
        ),
    ),
)
