"""Who controls whom, and who may: pure rules over ties that are valid on one day."""
