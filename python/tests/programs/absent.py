"""Programs that want what is not there: a list of removals may say why, and says it in no program."""

from __future__ import annotations

from tests.programs import Program

IPYTHON = "import IPython\nIPython.start_ipython(argv=['--no-banner', '--colors=NoColor', '--simple-prompt', *{}])"

ABSENT = {
    "a name that is not there": Program("import gone_pkg", is_core=True),
    "a name that is not there, before a hook that sees all imports": Program(
        "import sys\nclass Finder:\n def find_spec(self, *asked): print(asked[:2])\n"
        "sys.meta_path.insert(0, Finder())\nsys.excepthook = lambda *error: print(error[1])\nimport gone_pkg"
    ),
    "a name that is not there, caught": Program("try:\n import gone_pkg\nexcept ImportError as e: print(e.name)"),
    "a module that stops half way": Program(
        "open('half.py', 'w').write('import colorsys\\n1/0')\nimport sys\nsys.dont_write_bytecode = True\nimport half"
    ),
    "IPython's command that wants it": Program(
        IPYTHON.format("['-c', 'import six\\nimport gone_pkg']"), needs="IPython", options=()
    ),
    "IPython's script that wants it": Program(
        "open('script.py', 'w').write('import six\\nimport gone_pkg')\n" + IPYTHON.format("['script.py']"),
        needs="IPython", options=(),
    ),
}  # fmt: skip
