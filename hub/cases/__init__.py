"""The desk of cases: the one way to open one and to move it from state to state."""
