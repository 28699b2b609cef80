"""Against the published vectors and shapes, and against the definition of RFC 9162 read off line by line."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.record import merkle
from hub.record.merkle import Tree

# The eight leaves and the roots over the first 1 to 8 of them with which implementations of Certificate
# Transparency are compared.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def hashes(leaves: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(leaf) for leaf in leaves]


many = st.lists(st.binary(max_size=8), max_size=70)
some = st.lists(st.binary(max_size=8), min_size=1, max_size=70)
# The same leaf twice is truly in two places.
distinct = st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True)


def test_the_published_roots() -> None:
    tree = Tree()
    for leaf, root in zip(HASHES, ROOTS, strict=True):
        tree.append(leaf)
        assert tree.root().hex() == root


def test_an_empty_tree_hashes_nothing() -> None:
    assert Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_inclusion_proofs_of_the_rfc_over_seven_leaves() -> None:
    """RFC 9162, 2.1.5: d0 by b h l, d3 by c g l, d4 by f j k, d6 by i k, in the letters of its figure."""
    a, b, c, d, e, f, j = HASHES[:7]
    g, h, i = (merkle.node_hash(*pair) for pair in ((a, b), (c, d), (e, f)))
    k, l_ = merkle.node_hash(g, h), merkle.node_hash(i, j)
    proofs = {index: merkle.inclusion_proof(index, HASHES[:7]) for index in (0, 3, 4, 6)}
    assert proofs == {0: [b, h, l_], 3: [c, g, l_], 4: [f, j, k], 6: [i, k]}


def test_the_consistency_proofs_of_the_rfc_over_seven_leaves() -> None:
    """RFC 9162, 2.1.5: from 3 by c d g l, from 4 by l, from 6 by i j k."""
    a, b, c, d, e, f, j = HASHES[:7]
    g, h, i = (merkle.node_hash(*pair) for pair in ((a, b), (c, d), (e, f)))
    k, l_ = merkle.node_hash(g, h), merkle.node_hash(i, j)
    proofs = {old: merkle.consistency_proof(old, HASHES[:7]) for old in (3, 4, 6)}
    assert proofs == {3: [c, d, g, l_], 4: [l_], 6: [i, j, k]}


@given(many)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root_of(hashes(leaves)) == naive_root(leaves)


@given(some, st.data())
def test_an_inclusion_proof_is_that_of_the_definition_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(index, hashes(leaves))
    assert proof == naive_path(index, leaves)
    leaf = merkle.leaf_hash(leaves[index])
    assert merkle.verify_inclusion(leaf, index, len(leaves), proof, naive_root(leaves))


@given(some, st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    proof = merkle.consistency_proof(old, hashes(leaves))
    assert proof == naive_subproof(old, leaves, True)
    roots = naive_root(leaves[:old]), naive_root(leaves)
    assert merkle.verify_consistency(old, roots[0], len(leaves), roots[1], proof)


@given(distinct, st.data())
def test_a_false_inclusion_is_not_proven(leaves: list[bytes], data: st.DataObject) -> None:
    """Any other leaf, place or size, any bit of the proof, a step more or less."""
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    leaf, root = merkle.leaf_hash(leaves[index]), naive_root(leaves)
    proof = merkle.inclusion_proof(index, hashes(leaves))
    other = data.draw(st.integers(-1, size))
    if other != index:
        assert not merkle.verify_inclusion(leaf, other, size, proof, root)
    assert not merkle.verify_inclusion(bytes(32), index, size, proof, root)
    assert not merkle.verify_inclusion(leaf, index, size, [*proof, bytes(32)], root)
    assert not merkle.verify_inclusion(leaf, index, size, proof, bytes(32))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:place], _flipped(proof[place]), *proof[place + 1 :]]
        assert not merkle.verify_inclusion(leaf, index, size, bent, root)
        assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], root)


@given(some, st.data())
def test_a_false_consistency_is_not_proven(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    old = data.draw(st.integers(1, size))
    old_root, root = naive_root(leaves[:old]), naive_root(leaves)
    proof = merkle.consistency_proof(old, hashes(leaves))
    assert not merkle.verify_consistency(old, bytes(32), size, root, proof)
    assert not merkle.verify_consistency(old, old_root, size, bytes(32), proof)
    assert not merkle.verify_consistency(old, old_root, size, root, [*proof, bytes(32)])
    assert not merkle.verify_consistency(size + 1, root, size, root, proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:place], _flipped(proof[place]), *proof[place + 1 :]]
        assert not merkle.verify_consistency(old, old_root, size, root, bent)
        assert not merkle.verify_consistency(old, old_root, size, root, proof[:-1])


def _flipped(step: bytes) -> bytes:
    return bytes((step[0] ^ 1,)) + step[1:]


def test_everything_is_consistent_with_nothing() -> None:
    assert merkle.verify_consistency(0, merkle.EMPTY_ROOT, 8, bytes.fromhex(ROOTS[7]), [])
    assert not merkle.verify_consistency(0, bytes(32), 8, bytes.fromhex(ROOTS[7]), [])


@given(many, st.data())
def test_a_tree_goes_on_from_its_peaks(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves)))
    before = Tree()
    before.extend(hashes(leaves[:at]))
    after = Tree(before.size, before.peaks)
    after.extend(hashes(leaves[at:]))
    assert after.root() == naive_root(leaves)


@pytest.mark.parametrize("given_", [(1, ()), (2, (bytes(32), bytes(32))), (1, (b"short",)), (-1, (bytes(32),))])
def test_peaks_that_no_tree_has_are_refused(given_: tuple[int, tuple[bytes, ...]]) -> None:
    with pytest.raises(ValueError, match="one hash of 32 bytes per set bit"):
        Tree(*given_)


@pytest.mark.parametrize("sizes", [(-1, 3), (3, 3), (4, 3)])
def test_there_is_no_path_to_a_leaf_that_is_not_there(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_ranges(*sizes)
