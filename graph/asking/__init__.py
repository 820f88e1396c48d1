"""Questions in plain words: what they ask for, of which things, and the call that answers them."""
