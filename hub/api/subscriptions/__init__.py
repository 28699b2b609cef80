"""Subscriptions, one file a topic: `FIELDS` with a `subscribe` that gives an async iterator of values.

Its context is a `hub.api.subscriptions.watch.Watch`; each value is the parent of the field's selection, or with
`resolve=lambda value, _: value` the value itself.
"""
