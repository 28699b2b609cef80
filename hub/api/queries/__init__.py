"""Root fields of `Query`, one file a topic; each says beside it how it becomes roots of a plan."""
