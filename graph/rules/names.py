"""Names made comparable, and the keys under which the full-text index finds them.

`fold_name` takes away what registers write differently: width, case, script, brackets, spaces, and the
two ways to write a limited company. It works character by character, so that a fragment folds to a
fragment of the folded name; that is why traditional characters are converted one at a time and not by
phrase.

`name_keys` and `query_keys` serve an index with a whitespace analyzer, on both engines alike: the stock
analyzers find neither a single Chinese character nor a Latin fragment. The keys only preselect; `compact`
on both sides decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Final

KEYED_CHARACTERS: Final = 200  # letters and digits of a name that the index covers: at most 399 keys

_WIDE: Final = "〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters, as a regex class
_VARIATIONS: Final = range(0xFE00, 0xFE10)
_MORE_VARIATIONS: Final = range(0xE0100, 0xE01F0)
_SIGNS: Final = str.maketrans(
    "[{<〔【「『《〈〖〘〚]}>〕】」』》〉〗〙〛•・‧∙⋅，,",
    "((((((((((((" + "))))))))))))" + "·····" + "  ",
)
_DOT_IN_NAME: Final = re.compile(rf"(?<=[{_WIDE}])\.(?=[{_WIDE}])")
_LOOSE_DOT: Final = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_NEEDLESS_SPACE: Final = re.compile(rf"(?<=[{_WIDE}()·&/-]) | (?=[{_WIDE}()·&/-])")
_COMPANY_WORDS: Final = frozenset(
    ("co", "company", "corp", "corporation", "group", "inc", "limited", "llc", "ltd")
)
# Atomic, so linear: the longest syllable never spoils the rest, because every final may also stand alone.
_PINYIN_WORD: Final = re.compile(
    r"(?:(?>(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:[iu]ang|iong|uai|iao|[iuv]an|[aeio]ng|[aeu]i|ao|ou|iu|[iuv]e|er|[aeiuv]n|[iu]a|uo|[aeiouv])))++"
)


class _Simplified(dict[int, str]):
    """Code point to simplified character, filled as characters are met; bounded by the size of Unicode.

    `closely`: a character that simplified texts use themselves stays as it is.
    """

    def __init__(self, closely: bool) -> None:
        import opencc  # on first use: its dictionaries are of no use to a caller who folds ASCII only

        super().__init__()
        self._convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
        self._closely = closely

    def __missing__(self, point: int) -> str:
        character = chr(point)
        # Joiners, direction marks and variation selectors are invisible: two names must not differ by them.
        if unicodedata.category(character) == "Cf" or point in _VARIATIONS or point in _MORE_VARIATIONS:
            character = ""
        elif is_chinese(character) and not (self._closely and _is_simplified(character)):
            character = self._convert(self._convert(character))  # 薴 needs two steps to come to rest
        self[point] = character
        return character


@cache
def _simplified(closely: bool) -> _Simplified:
    return _Simplified(closely)


def _is_simplified(character: str) -> bool:
    """Whether GB/T 2312, the set of simplified writing, has it."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def fold_name(text: str) -> str:
    """The name in its comparable form; two names are the same name if their folded forms are equal.

    有限责任公司 becomes 有限公司 (one legal form, two spellings); 股份有限公司 stays what it is. Latin
    words keep one space between them, `Co., Ltd.` becomes `co ltd`; between Chinese characters no space
    remains.
    """
    return _folded(text)


def fold_closely(text: str) -> str:
    """As `fold_name`, where two names are held to be one name and not merely looked up.

    Sixteen characters are simplified ones and traditional forms of others: 乾 (干), 於 (于), 徵 (征), 麴 (曲) …
    王乾 written in simplified characters is not 王干, and 於 and 于 are two families; in traditional writing they
    may be one. So these stay as they are written.
    """
    return _folded(text, closely=True)


def _folded(text: str, *, closely: bool = False) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded.translate(_simplified(closely)))
    folded = _DOT_IN_NAME.sub("·", folded.translate(_SIGNS))
    folded = " ".join(_LOOSE_DOT.sub("", folded).split())
    return _NEEDLESS_SPACE.sub("", folded).replace("有限责任公司", "有限公司")


def compact(folded: str) -> str:
    """Letters and digits only: what a fragment is looked for in (CONTAINS)."""
    return "".join(filter(str.isalnum, folded))


def name_keys(folded: str) -> str:
    """All distinct characters and adjacent pairs of the name, space-joined.

    Only letters and digits, casefolded, so no key can be an operator of the index's query language. A
    longer name is covered up to `KEYED_CHARACTERS`.
    """
    letters = compact(folded)[:KEYED_CHARACTERS]
    return " ".join(dict.fromkeys([*letters, *_pairs(letters)]))


def query_keys(folded_query: str) -> list[str]:
    """The keys that every name with this fragment has; empty if the query holds no letter or digit."""
    letters = compact(folded_query)[:KEYED_CHARACTERS]
    return [letters] if len(letters) == 1 else list(dict.fromkeys(_pairs(letters)))


def is_chinese(folded: str) -> bool:
    """Whether the name holds a Chinese character."""
    return re.search(rf"[{_WIDE}]", folded) is not None


def may_be_pinyin(folded: str) -> bool:
    """Whether the name could be Chinese in Latin letters: all its words, company form aside, are syllables.

    Too wide on purpose (`Anna` passes): the answer only ever holds a merge back.
    """
    words = [word for word in latin_words(folded) if word not in _COMPANY_WORDS]
    return bool(words) and all(_PINYIN_WORD.fullmatch(word) for word in words)


def latin_words(folded: str) -> list[str]:
    """The words of the name without tone marks, accents and apostrophes, in their order."""
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn")
    return re.findall(r"\w+", plain.replace("'", "").replace("’", ""))


def _pairs(letters: str) -> list[str]:
    return [left + right for left, right in pairwise(letters)]
