"""The sample data set: hand-written seeds, the script that expands them, and the tables it writes.

Everything in it is invented for this project: vehicles, parts, enterprises and figures are
plausible, none is real.
"""
