"""Names: spellings that fold together, and keys that never lose a fragment."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.names import (
    KEYED_CHARACTERS,
    compact,
    fold_closely,
    fold_name,
    may_be_pinyin,
    name_keys,
    query_keys,
)

name_letters = st.sampled_from("武漢汉東东湖建設设有限责任公司股份集团（）()·. ,AbcＡＢ12２é&-〔〕\u200b𠮷")
names = st.lists(name_letters, max_size=60).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湖北東湖建設有限責任公司", "湖北东湖建设有限公司"),
        ("东湖(武汉)有限公司", "东湖（武汉）有限公司"),
        ("东湖〔武汉〕有限公司", "东湖（武汉）有限公司"),
        ("ＡＢＣ 公司", "abc公司"),
        ("武汉 东湖\u3000公司", "武汉东湖公司"),
        ("Acme Co., Ltd.", "ACME CO.,LTD"),
        ("Acme  L.L.C.", "acme LLC"),
        ("买买提·艾力", "买买提・艾力"),
        ("买买提•艾力", "买买提．艾力"),
        ("张\u200b三", "\ufeff张三"),
        ("葛\U000e0100", "葛"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东湖股份有限公司", "东湖有限公司"),
        ("Acme Holdings", "AcmeHoldings"),
        ("东湖1.5公司", "东湖15公司"),
        ("东湖公司", "东湖公司(武汉)"),
        ("张\ue000", "张\ue001"),  # private characters, in which old registers keep rare given names
        ("张\U000f0000", "张\U000f0001"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_what_is_one_name_closely_is_one_name_and_few_are_not() -> None:
    """By every character that the two foldings treat differently."""
    apart = [
        (character, fold_name(character))
        for character in map(chr, range(0x3400, 0xA000))
        if fold_closely(character) != fold_name(character)
    ]
    assert len(apart) == 16
    assert {("乾", "干"), ("於", "于"), ("麴", "曲"), ("後", "后")} < set(apart)
    assert fold_closely("張偉") == fold_name("张伟") == "张伟"


def test_latin_words_keep_one_space() -> None:
    assert fold_name("  Acme   Trading\tHouse ") == "acme trading house"


@given(names)
def test_folding_twice_changes_nothing_that_a_search_sees(name: str) -> None:
    assert compact(fold_name(fold_name(name))) == compact(fold_name(name))


def test_every_character_comes_to_rest_in_one_folding() -> None:
    characters = map(chr, [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2A6E0)])
    assert [c for c in characters if fold_name(fold_name(c)) != fold_name(c)] == []


@given(names, st.data())
def test_every_fragment_of_a_name_is_among_its_keys(name: str, data: st.DataObject) -> None:
    letters = compact(fold_name(name))
    start = data.draw(st.integers(0, len(letters)))
    fragment = letters[start : data.draw(st.integers(start, len(letters)))]
    assert set(query_keys(fragment)) <= set(name_keys(fold_name(name)).split(" "))


@given(names)
def test_a_key_is_one_or_two_letters_or_digits(name: str) -> None:
    keys = name_keys(fold_name(name)).split()
    assert all(key.isalnum() and len(key) <= 2 for key in keys)


@given(names)
def test_no_key_is_listed_twice(name: str) -> None:
    keys = name_keys(fold_name(name)).split()
    assert len(keys) == len(set(keys))


def test_the_keys_of_a_name() -> None:
    assert name_keys("东湖a1") == "东 湖 a 1 东湖 湖a a1"


def test_the_keys_of_a_long_name_are_bounded() -> None:
    name = "".join(chr(0x4E00 + n) for n in range(5000))
    assert len(name_keys(name).split()) == 2 * KEYED_CHARACTERS - 1


@pytest.mark.parametrize(
    ("query", "keys"), [("", []), ("()", []), ("湖", ["湖"]), ("东湖", ["东湖"]), ("aaaa", ["aa"])]
)
def test_the_keys_of_a_query(query: str, keys: list[str]) -> None:
    assert query_keys(query) == keys


@pytest.mark.parametrize("name", ["Zhang San", "zhangsan", "Xi'an", "Zhāng Wěi", "Lü Bu", "Dongfeng Co., Ltd."])
def test_pinyin_is_recognised(name: str) -> None:
    assert may_be_pinyin(fold_name(name))


@pytest.mark.parametrize("name", ["John Smith", "张三", "Acme Ltd", "Ltd", "", "Zhang 3"])
def test_other_names_are_no_pinyin(name: str) -> None:
    assert not may_be_pinyin(fold_name(name))


def test_the_dictionaries_are_not_loaded_for_a_latin_name() -> None:
    program = "import sys; from graph.rules.names import fold_name; fold_name('A'); print('opencc' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
