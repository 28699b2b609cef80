"""Holdings, control by other means, branches and guarantees."""

from __future__ import annotations

from graph.model.declare import Attribute, RelationKind, Type

OWNERS = ("PERSON", "COMPANY", "ARRANGEMENT", "GOVERNMENT_BODY", "UNION", "UNSPECIFIED")
HELD = ("COMPANY", "ARRANGEMENT", "GOVERNMENT_BODY", "UNSPECIFIED")
TIED = ("PERSON", "COMPANY", "ARRANGEMENT", "GOVERNMENT_BODY")

DOCUMENT_TITLE = Attribute(name="basis", type=Type.TEXT, zh="依据", doc="Agreement or document it rests on.")

SHAREHOLDER_OF = RelationKind(
    name="SHAREHOLDER_OF",
    zh="持股",
    doc="Holder to the entity held. A share not known exactly has shareMin and shareMax only.",
    sources=OWNERS,
    targets=HELD,
    attributes=(
        Attribute(name="share", type=Type.SHARE, zh="持股比例", doc="Fraction of 1, exact."),
        Attribute(name="shareMin", type=Type.SHARE, zh="比例下限", doc="Least fraction, inclusive."),
        Attribute(name="shareMax", type=Type.SHARE, zh="比例上限", doc="Greatest fraction, inclusive."),
        Attribute(name="votingShare", type=Type.SHARE, zh="表决权比例", doc="Fraction of votes."),
        Attribute(name="subscribed", type=Type.MONEY, zh="认缴出资额", doc="Subscribed capital, yuan."),
        Attribute(name="paidIn", type=Type.MONEY, zh="实缴出资额", doc="Paid-in capital, yuan."),
        Attribute(name="dueDate", type=Type.DATE, zh="出资期限", doc="When the contribution is due."),
        Attribute(
            name="directness",
            type=Type.CHOICE,
            zh="直接或间接",
            doc="INDIRECT marks a declared holding through others: never added to direct ones.",
            choices=("DIRECT", "INDIRECT", "UNKNOWN"),
        ),
        Attribute(name="beneficial", type=Type.FLAG, zh="受益所有", doc="Declared as beneficial ownership."),
    ),
    ordered_by="share",
    yields=("directness", "INDIRECT"),
)
INFLUENCES = RelationKind(
    name="INFLUENCES",
    zh="其他权益或控制",
    doc="An interest that is no shareholding: appointment rights, trust roles, contract, law.",
    sources=OWNERS,
    targets=HELD,
    attributes=(
        Attribute(name="interest", type=Type.TEXT, zh="权益种类", doc="Interest type of BODS 0.4.", required=True),
        Attribute(name="share", type=Type.SHARE, zh="比例", doc="Fraction of 1 where countable."),
        Attribute(name="shareMin", type=Type.SHARE, zh="比例下限", doc="Least fraction."),
        Attribute(name="shareMax", type=Type.SHARE, zh="比例上限", doc="Greatest fraction."),
        Attribute(
            name="directness",
            type=Type.CHOICE,
            zh="直接或间接",
            doc="Whether held through others.",
            choices=("DIRECT", "INDIRECT", "UNKNOWN"),
        ),
        Attribute(name="beneficial", type=Type.FLAG, zh="受益所有", doc="Declared as beneficial ownership."),
    ),
    separate=True,
)
BRANCH_OF = RelationKind(
    name="BRANCH_OF",
    zh="分支机构",
    doc="Branch to its company.",
    sources=("COMPANY",),
    targets=("COMPANY",),
    slim="source",
)
GUARANTOR_OF = RelationKind(
    name="GUARANTOR_OF",
    zh="担保",
    doc="Guarantor to the party whose debt is guaranteed.",
    sources=TIED,
    targets=TIED,
    attributes=(
        Attribute(name="amount", type=Type.MONEY, zh="担保金额", doc="Amount guaranteed, yuan."),
        Attribute(name="createdAt", type=Type.INSTANT, zh="设立时间", doc="When given."),
    ),
)
NOMINEE_FOR = RelationKind(
    name="NOMINEE_FOR",
    zh="代持",
    doc="Nominee to the party for whom it holds.",
    sources=("PERSON", "COMPANY", "ARRANGEMENT"),
    targets=OWNERS,
    attributes=(DOCUMENT_TITLE,),
    slim="source",
)
ACTS_IN_CONCERT = RelationKind(
    name="ACTS_IN_CONCERT",
    zh="一致行动",
    doc="Parties to a concert agreement; read both ways.",
    sources=TIED,
    targets=TIED,
    attributes=(DOCUMENT_TITLE,),
    mutual=True,
)

RELATIONS = (SHAREHOLDER_OF, INFLUENCES, BRANCH_OF, GUARANTOR_OF, NOMINEE_FOR, ACTS_IN_CONCERT)
