"""Selection to plan, rows to answer: one walk over the fields makes both."""
