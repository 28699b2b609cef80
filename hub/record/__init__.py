"""The record of requests: who looked at whom, what for; on disk before the answer leaves, provably unchanged."""
