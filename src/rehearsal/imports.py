"""Imports the modules that a JSON file names, one after the other, and prints a line of JSON before and after each."""

import importlib
import json
import os
import sys
import traceback

with open(sys.argv[1], encoding="utf-8") as file:
    names = json.load(file)
# What a module prints is not taken for an answer.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

for name in names:
    answers.write(json.dumps({"begin": name}) + "\n")
    answers.flush()
    error = None
    try:
        importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException:
        error = traceback.format_exc()
    answers.write(json.dumps({"name": name, "error": error}) + "\n")
    answers.flush()
# What a module left running, or registered for the end, is not waited for.
os._exit(0)
