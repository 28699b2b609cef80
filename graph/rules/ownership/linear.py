"""Sums over all ways through a circle: x = A x + b, where A holds shares of one whole: no row sums to more than 1.

Large systems are summed step by step: after k steps no more is missing than the part of the whole that has not
left yet, so it is known when to stop. Where that takes too long, as walks go round and round, they are factorised.
numpy and scipy take memory and time to import, so whoever asks first pays for them, not every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Mask = NDArray[np.bool_]

DENSE_MAX: Final = 64  # companies; up to here a full matrix is faster than a sparse one
FACTORISED_MAX: Final = 2_000  # companies; up to here a system that is asked many times is factorised
SUMMED_STEPS_MAX: Final = 300
MISSING: Final = 1e-14
STEPS_MAX: Final = 1e6  # expected steps to leave; beyond it, sixteen digits do not carry nine any more


class Singular(ArithmeticError):
    """Some circle is left so seldom, or never, that floating point cannot tell what leaves it."""


class System:
    """x = A x + b for one A, given as coordinates. `often`: many b will be asked for."""

    def __init__(
        self, size: int, rows: Indices, columns: Indices, weights: Vector, *, often: bool = False
    ) -> None:
        self.size = size
        self._entries = (rows, columns, weights)
        self._sums = size > (FACTORISED_MAX if often else DENSE_MAX)
        self._lu: Any = None
        self._matrix: Any = None

    def solve(self, constant: Vector, *, transposed: bool = False) -> Vector:
        """x of x = A x + constant, or of x = Aᵀ x + constant; forwards, at most what A leaves. Raises Singular."""
        if self._sums:
            found = self._summed(constant, transposed)
            if found is not None:
                return found
            self._sums = False
        if self._lu is None:
            self._factorise()
        return self._solved(constant, transposed)

    def check(self) -> None:
        """Raises Singular if no x can be told."""
        import numpy as np

        self.solve(np.zeros(self.size))

    def _summed(self, constant: Vector, transposed: bool) -> Vector | None:
        import numpy as np
        from scipy.sparse import csr_array

        if self._matrix is None:
            rows, columns, weights = self._entries
            self._matrix = csr_array((weights, (rows, columns)), shape=(self.size, self.size))
        matrix = self._matrix.T.tocsr() if transposed else self._matrix
        found = np.zeros(self.size)
        # What is on its way; forwards, beside it all that could be: the chance of not having left.
        moving = constant if transposed else np.column_stack([constant, np.ones(self.size)])
        for _ in range(SUMMED_STEPS_MAX):
            found += moving if transposed else moving[:, 0]
            moving = matrix @ moving
            if (moving.sum() if transposed else moving[:, 1].max(initial=0.0)) <= MISSING:
                return found
        return None

    def _factorise(self) -> None:
        import numpy as np

        rows, columns, weights = self._entries
        try:
            if self.size <= DENSE_MAX:
                dense = np.eye(self.size)
                np.subtract.at(dense, (rows, columns), weights)
                self._lu = np.linalg.inv(dense)
            else:
                from scipy.sparse import csc_array
                from scipy.sparse.linalg import splu

                diagonal = np.arange(self.size)
                coordinates = (np.concatenate([diagonal, rows]), np.concatenate([diagonal, columns]))
                entries = np.concatenate([np.ones(self.size), -weights])
                self._lu = splu(csc_array((entries, coordinates), shape=(self.size, self.size)))
            steps = self._solved(np.ones(self.size), transposed=False)
        except (RuntimeError, np.linalg.LinAlgError) as singular:
            raise Singular from singular
        if not (np.isfinite(steps) & (steps >= 0.0) & (steps < STEPS_MAX)).all():
            raise Singular

    def _solved(self, constant: Vector, transposed: bool) -> Vector:
        found: Vector
        if self.size <= DENSE_MAX:
            found = constant @ self._lu if transposed else self._lu @ constant
        else:
            found = self._lu.solve(constant, trans="T" if transposed else "N")
        return found


def circles(size: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The strongly connected components that hold a circle: of two or more, or of one with an edge to itself."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows, columns = [row for row, _ in edges], [column for _, column in edges]
    graph = coo_array(([1] * len(edges), (rows, columns)), shape=(size, size))
    _, labels = connected_components(graph, directed=True, connection="strong")
    members: dict[int, list[int]] = {}
    for at, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(at)
    itself = {row for row, column in edges if row == column}
    return [found for found in members.values() if len(found) > 1 or found[0] in itself]
