"""What is known: the model, the rules and the door to the engine."""
