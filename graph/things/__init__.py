"""One thing with its neighbours in short, and lists of things."""
