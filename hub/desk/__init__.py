"""The desk of grants: who may see what, read and changed by those who administer it."""
