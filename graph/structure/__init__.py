"""What a thing is made of and where it is used: totals over a bill of material."""
