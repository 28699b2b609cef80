"""The embedded engine: ArcadeDB as a child process, for a hub that has no server beside it."""

from graph.embedded.engine import EmbeddedEngine, EmbeddedLimits
from graph.embedded.folder import EmbeddedFailed, FolderOwned, holds_graph, running

__all__ = ["EmbeddedEngine", "EmbeddedFailed", "EmbeddedLimits", "FolderOwned", "holds_graph", "running"]
