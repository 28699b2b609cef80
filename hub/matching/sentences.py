"""Reasons as sentences, in English and Chinese: which attribute, and how it agrees; never a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.rules.matching.judge import Evidence
from graph.rules.matching.ranking import Ranked, Ruling
from graph.rules.matching.table import Agreement

_ATTRIBUTES: Final[Mapping[str, tuple[str, str]]] = {
    "uscc": ("unified social credit code", "统一社会信用代码"),
    "citizenMatch": ("citizen ID", "公民身份号码"),
    "PASSPORT": ("passport number", "护照号码"),
    "HK_MACAU_PERMIT": ("number of the Hong Kong or Macau permit", "港澳居民通行证号码"),
    "TAIWAN_PERMIT": ("number of the Taiwan permit", "台湾居民通行证号码"),
    "FOREIGN_PERMANENT_RESIDENCE": ("number of the permanent residence card", "外国人永久居留身份证号码"),
    "kind": ("kind of subject", "主体类别"),
    "name": ("name", "名称"),
    "birth_date": ("date of birth", "出生日期"),
    "phone": ("phone", "电话"),
    "address": ("address", "地址"),
    "region": ("region", "行政区划"),
    "legal_representative": ("legal representative", "法定代表人"),
}
_AGREEMENTS: Final[Mapping[Agreement, tuple[str, str]]] = {
    Agreement.EQUAL: ("equal", "一致"),
    Agreement.VARIANT: ("equal but for form, brackets or region", "除组织形式、括号或区划外一致"),
    Agreement.SIMILAR: ("similar", "近似"),
    Agreement.PINYIN: ("equal in what may be pinyin", "拼音一致"),
    Agreement.OTHER_SCRIPT: ("one may be the other in pinyin", "可能互为拼音"),
    Agreement.NEAR: ("day and month exchanged, or one digit off", "月日互换或一位数字不同"),
    Agreement.DIFFERENT: ("different", "不一致"),
}
_RULINGS: Final[Mapping[Ruling, tuple[str, str]]] = {
    Ruling.DECIDED: ("decided earlier", "此前已作结论"),
    Ruling.CONTRADICTED: (
        "decided earlier, but what is known since says otherwise",
        "此前已作结论，但其后所知与之相反",
    ),
    Ruling.DISAGREED: (
        "decided both ways: of two subjects that are one by now",
        "两个主体现为同一，此前结论相反",
    ),
    Ruling.SEVERAL: ("several may be the same", "可能为同一主体者不止一个"),
    Ruling.BAD_NUMBER: ("a number of the record does not hold", "记录所载号码有误"),
}
# How an attribute of the rules is called in an answer.
NAMES: Final[Mapping[str, str]] = {
    "citizenMatch": "citizenId",
    "birth_date": "birthDate",
    "legal_representative": "legalRepresentative",
}


def reasons(ranked: Ranked[Any]) -> Iterator[dict[str, Any]]:
    """The evidence of a candidate, and after it what else put it into its band."""
    for each in ranked.judgement.evidence:
        yield reason(each)
    if ranked.ruling is not None:
        english, chinese = _RULINGS[ranked.ruling]
        yield {"attribute": None, "agreement": None, "weight": None, "text": english, "textZh": chinese}


def reason(evidence: Evidence) -> dict[str, Any]:
    what, agrees = _ATTRIBUTES.get(evidence.attribute, (evidence.attribute,) * 2), _AGREEMENTS[evidence.agreement]
    return {
        "attribute": NAMES.get(evidence.attribute, evidence.attribute),
        "agreement": evidence.agreement.value,
        "weight": evidence.weight,
        "text": f"{what[0]}: {agrees[0]}",
        "textZh": f"{what[1]}{agrees[1]}",
    }


def written(ranked: Ranked[Any]) -> list[str]:
    """The reasons in short, as a file or the queue keeps them: `name EQUAL 45`."""
    found = [
        f"{NAMES.get(each.attribute, each.attribute)} {each.agreement} {each.weight:+d}"
        for each in ranked.judgement.evidence
    ]
    return found if ranked.ruling is None else [*found, ranked.ruling.value]
