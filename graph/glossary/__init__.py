"""The words of the trade: what they mean, and what else the same thing is called."""
