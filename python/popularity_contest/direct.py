"""The modules that the user's own code names: those behind the names of `__main__`.

In: the `__main__` module. Out: names of modules. It sees what is bound at the time of the flush: modules, and classes
and functions by the module they say they come from. What was only used inside a function, or deleted, it does not see.
"""

import sys

from popularity_contest.installation import namespace_of

module_type = type(sys)
function_types = (type(lambda: None), type(len))
module_of_class = type.__dict__["__module__"].__get__


def modules_named(main: object) -> "set[str]":
    """Names of the modules that a namespace's values are, or come from. Runs no code of theirs."""
    named = set()
    for value in list(namespace_of(main).values()):
        kind = type(value)
        if issubclass(kind, module_type):
            name = namespace_of(value).get("__name__")
        elif kind in function_types:
            name = value.__module__
        elif issubclass(kind, type):
            name = module_of_class(value)
        else:
            continue
        if type(name) is str:
            named.add(name)
    return named
