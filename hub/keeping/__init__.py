"""Keeping what the hub knows: backup, restore and the doctor's look at its health."""
