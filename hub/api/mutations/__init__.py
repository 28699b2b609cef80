"""Root fields of `Mutation`, one file a topic; each runs in its turn and in a transaction of its own."""
