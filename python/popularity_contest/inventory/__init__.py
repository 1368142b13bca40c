"""The distributions that this Python has installed, as one JSON document: `python -m popularity_contest.inventory`.

Runs in the environment it describes, or by the path of this folder with any other Python; so it imports nothing but
the standard library and this package, which `__main__` has loaded from here in either case.
"""
