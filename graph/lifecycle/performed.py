"""Once all of a file was performed, nothing more is ordered in it (失信规定 第十条, 限消规定 第九条)."""

from __future__ import annotations

from typing import Final

from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene

PERFORMANCE: Final = "PERFORMANCE"
STANDS: Final = "RECORDED"
LAW: Final = "失信规定(法释〔2017〕7号) 第十条、限消规定(法释〔2015〕17号) 第九条"


def stands(scene: Scene) -> bool:
    """Whether performance of all of the file is recorded and was not taken back."""
    return any(each["state"] == STANDS for each in scene.beside.get(PERFORMANCE, ()))


def _check(scene: Scene) -> str | None:
    if not stands(scene):
        return None
    return "all of the file was performed; allowed: nothing more, or once that record is withdrawn"


NOT_PERFORMED: Final = Guard(rule="NOT_PERFORMED", law=LAW, check=_check)
