"""The schema: types made from the model, root fields one file a topic."""
