"""One request, from who asks to what is answered."""
