"""Who owns and who controls: fetches the ties that the rules of `graph.rules` judge, and shows what they say."""
