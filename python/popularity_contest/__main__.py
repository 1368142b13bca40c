"""`python -m popularity_contest`: see what the reporter does, and switch it on and off, in this environment.

Exit code 0 if all is well, 1 if `doctor` found something, 2 if what was asked for could not be done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any, Sequence

import popularity_contest as root
from popularity_contest import activation, doctor, index, installation, reporter, show

FOUND, FAILED = 1, 2


def main(arguments: Sequence[str]) -> int:
    reporter.stop()
    options = parser().parse_args(arguments)
    command = {"show": run_show, "doctor": run_doctor, "index": run_index}.get(options.command, run_activation)
    try:
        return command(options)
    except (activation.Refused, OSError) as fault:
        print(f"popularity_contest {options.command}: {fault}", file=sys.stderr)
        return FAILED


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="python -m popularity_contest", description=__doc__.partition("\n")[0])
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--json", action="store_true", help="answer in JSON")
        return added

    shown = command("show", "run a program and print exactly what would be sent, sending nothing")
    shown.add_argument("--code", default="", help="run this code")
    shown.add_argument("script", nargs="*", help="after --, run this script with its arguments")
    command("doctor", "say whether this environment reports, and if not, why")
    command("index", "write the index that makes a report cost one file's reading")
    on = command("activate", "make this environment report")
    where = on.add_mutually_exclusive_group()
    where.add_argument("--ipython", action="store_true", help="in IPython and Jupyter (the default)")
    where.add_argument("--all-processes", action="store_true", help="in every process")
    for name, text in (("host", "name or address"), ("port", "number"), ("prefix", "of each counter")):
        on.add_argument(f"--{name}", help=f"statsd {text}, where PYTHON_POPCONTEST_STATSD_{name.upper()} is not set")
    on.add_argument(
        "--environment", help="of this environment: each process also counts for it, where ..._ENVIRONMENT is not set"
    )
    on.add_argument("--early", metavar="S", help="also report S seconds into a process, where ..._EARLY_S is not set")
    on.add_argument("--rank", choices=["first"], help="of a job step, count only rank 0, where ..._RANK is not set")
    on.add_argument("--removals", metavar="FILE.json", help="tell in notebooks what is removed: popcon retire export")
    command("deactivate", "leave this environment as it was")
    return whole


def run_show(options: argparse.Namespace) -> int:
    if not options.script and not options.code:
        raise activation.Refused("say what to run: -- SCRIPT ARGUMENTS, or --code CODE")
    if options.script and not os.path.exists(options.script[0]):
        raise activation.Refused(f"{options.script[0]}: there is no such file")
    shown = show.show(options.script, options.code)
    variable = root.switched_off(os.environ, root.read_defaults())
    if options.json:
        answer({"lines": shown.lines, "exit_code": shown.exit_code, "switched_off_by": variable or None})
    else:
        print("\n".join(shown.lines) or f"nothing would be sent{f': {variable} is set' if variable else ''}")
    if shown.exit_code:
        raise activation.Refused(f"the program ended with {shown.exit_code}")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    checks = doctor.examine()
    is_well = not any(check.state == "fault" for check in checks)
    if options.json:
        answer({"ok": is_well, "python": sys.executable, "checks": [check._asdict() for check in checks]})
    else:
        for check in checks:
            print(f"{check.state:<8} {check.check:<11} {check.found}")
            if check.advice:
                print(f"{'':<21}→ {check.advice}")
    return 0 if is_well else FOUND


def run_index(options: argparse.Namespace) -> int:
    written = index.write(installation.this_installation())
    if options.json:
        answer({**written._asdict(), "path": str(written.path)})
    else:
        where = "1 directory" if written.directories == 1 else f"{written.directories} directories"
        print(
            f"wrote {written.path}: {written.distributions} distributions in {where}"
            f"{'' if written.is_complete else '; some editable ones are left to their metadata'}"
        )
    return 0


def run_activation(options: argparse.Namespace) -> int:
    if options.command == "deactivate":
        change = activation.deactivate()
    else:
        wanted = {"STATSD_HOST": options.host, "STATSD_PORT": options.port, "STATSD_PREFIX": options.prefix}
        wanted.update(RANK=options.rank, ENVIRONMENT=options.environment, EARLY_S=options.early)
        settings = {root.VARIABLE + name: value for name, value in wanted.items() if value}
        change = activation.activate(options.all_processes, settings, options.removals or "")
        written = index.write(installation.this_installation())
        change.written.append(written.path)
    if options.json:
        answer({"written": [str(path) for path in change.written], "removed": [str(path) for path in change.removed]})
    else:
        for path in change.written:
            print(f"wrote {path}")
        for path in change.removed:
            print(f"removed {path}")
        if not change.written and not change.removed:
            print("there was nothing to do")
    return 0


def answer(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
