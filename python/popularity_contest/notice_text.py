"""A notice as plain text, and as HTML in the colours of the page that it is on.

In: what the admin wrote, which is nobody's code. Out: text without control characters, and HTML that shows it.
"""

from __future__ import annotations

from typing import Iterable

from popularity_contest.removals import Removal

STYLE = (
    "border-left: 4px solid var(--jp-warn-color1, #b26a00); margin: 0.25em 0; padding: 0.25em 0.75em; "
    "max-width: 45em; overflow-wrap: anywhere"
)


def announced(removal: Removal, today: str) -> list[str]:
    """Lines for who imports what is going to be removed."""
    when = f"will be removed here on {removal.on}" if today < removal.on else f"was to be removed here on {removal.on}"
    return printable(removal, when, "", "If you need it")


def gone(removal: Removal, today: str) -> list[str]:
    """Lines for who imports what was removed."""
    is_due = today >= removal.on
    when = f"was removed here on {removal.on}" if is_due else f"has been removed here, ahead of {removal.on}"
    own = "" if removal.package in removal.instead else f"For yourself: %pip install {removal.package}"
    return printable(removal, when, own, "If you miss it")


def printable(removal: Removal, when: str, own: str, where: str) -> list[str]:
    """The lines of a notice; what controls a terminal or turns the direction of text becomes a space."""
    instead = f"Instead: {removal.instead}" if removal.instead else ""
    ask = f"{where}, say so: {removal.ask}" if removal.ask else ""
    lines = [f"{removal.package} {when}: {removal.because}", instead, own, ask]
    return ["".join(one if one.isprintable() else " " for one in line) for line in lines if line]


def as_text(notices: Iterable[list[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in notices)


def as_html(notices: Iterable[list[str]]) -> str:
    blocks = []
    for first, *rest in notices:
        event, colon, reason = escaped(first).partition(": ")
        lines = [f"<strong>{event}</strong>{colon}{reason}", *map(escaped, rest)]
        blocks.append(f'<div role="note" style="{STYLE}">{"<br>".join(lines)}</div>')
    return "\n".join(blocks)


def escaped(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(character, entity)
    return text
