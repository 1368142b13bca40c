"""Tells the person in front of a notebook what is going to be removed, and why something is gone.

In: the cells of an IPython shell with their results, and the list of removals. Out: at most one notice under a cell,
each package once in the life of a kernel; and lines for the reporter, which count that somebody was told, or missed it.
"""

from __future__ import annotations

import time
from typing import Any, Iterator

import popularity_contest as root
from popularity_contest import notice_text, removals
from popularity_contest.cell_imports import modules_named
from popularity_contest.missed import absent_modules
from popularity_contest.removals import Removal
from popularity_contest.reporter import Process

MAX_NAMED = 10_000
"""Modules that cells name and that are not imported yet, as in a function that was not called."""


class Notices:
    """The notices for the person at one shell."""

    def __init__(self, process: Process, shell: Any) -> None:
        self.process = process
        self.shell = shell
        self.is_loaded = False
        self.removals: removals.Removals = {}
        self.named: set[str] = set()
        self.looked_up: set[str] = set()
        self.told: set[str] = set()
        self.missed: set[str] = set()

    def follow(self, result: Any) -> None:
        """After a cell: tell what it gives reason to tell."""
        try:
            info = getattr(result, "info", None)
            cell = getattr(info, "raw_cell", None)
            error = getattr(result, "error_in_exec", None)
            is_of_a_person = bool(getattr(info, "store_history", False))
            if type(cell) is str and ("import" in cell or self.named or error is not None):
                self._follow(cell, error, is_of_a_person)
        except Exception as fault:
            root.tell(fault)

    def _follow(self, cell: str, error: BaseException | None, is_of_a_person: bool) -> None:
        if not self.is_loaded:
            self.is_loaded = True  # a list that cannot be used is none, and not read again
            self.removals = removals.load()
        if not self.removals or self.process.is_child or root.switched_off(root.variables(), self.process.defaults):
            return
        today = time.strftime("%Y-%m-%d")
        named = set(modules_named(cell))
        gone = self._gone(error)
        if gone is not None:
            self._count("missed_package", gone, self.missed)
        if not is_of_a_person:
            return
        if len(self.named) < MAX_NAMED:
            self.named |= named - self.looked_up
        announced = list(self._announced(today))
        texts = [notice_text.gone(gone, today)] if gone else []
        texts += [notice_text.announced(removal, today) for removal in announced]
        if texts:
            data = {"text/plain": notice_text.as_text(texts), "text/html": notice_text.as_html(texts)}
            self.shell.display_pub.publish(data=data, metadata={})
        for removal in announced:
            self._count("notices", removal, self.told)

    def _count(self, event: str, removal: Removal, counted: set[str]) -> None:
        """Once a process."""
        if removal.package not in counted:
            counted.add(removal.package)
            self.process.noted.append(self.process.settings.line_of(event, removal.package))

    def _gone(self, error: BaseException | None) -> Removal | None:
        """The removal for want of which a cell failed."""
        absent = absent_modules(error) - self.process.modules.keys()
        return next((one for one in self.removals.values() if not absent.isdisjoint(one.modules)), None)

    def _announced(self, today: str) -> Iterator[Removal]:
        """Removals of what the cells so far name and have imported by now, and of which nobody was told yet."""
        imported = {name for name in self.named if name in self.process.modules}
        tops = root.by_top_level(imported)
        self.named -= imported
        self.looked_up |= imported
        if tops:
            packages = {package for package, _ in self.process.installation().distributions(tops)}
            for package in sorted(packages & self.removals.keys() - self.told):
                if self.removals[package].since <= today:
                    yield self.removals[package]
