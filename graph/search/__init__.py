"""Search over every kind of thing: exact numbers first, then full text and vectors fused.

The parts stand apart so that each can be changed alone: ``analysis`` (the query's words),
``numbers_index``, ``candidates`` (one function for each source), ``fusion`` (the ranking),
``filters`` (what may appear at all) and ``service`` (the answer). ``entries`` and ``embedding``
make what is searched; ``snapshot`` is what a process keeps in memory of it.
"""
