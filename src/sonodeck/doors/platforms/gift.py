"""Items → GIFT: plain text that Moodle and many others read, with pictures as addresses of data."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import assert_never

from sonodeck.doors.platforms.figures import shown
from sonodeck.doors.platforms.items import (
    Bank,
    Choice,
    Cloze,
    Figure,
    Item,
    Matching,
    Numeric,
    Open,
    Ordering,
    Short,
)
from sonodeck.doors.platforms.shown import (
    Html,
    category_path,
    id_number,
    name,
    plain,
    untagged,
)

_CLOSED = "\\]"
# A tag with one of these, Moodle leaves out or cuts.
_CUT = re.compile("[<>`]")


def written(bank: Bank) -> bytes:
    """A category stands before its questions; a blank line behind each."""
    writer = _Writer(bank)
    parts = []
    category: tuple[str, ...] = ()
    for item in bank.items:
        if item.head.category != category:
            category = item.head.category
            # Moodle reads nothing of a category but its backslashes.
            told = category_path(category).replace("\\", "\\\\").replace("\n", " ")
            parts.append(f"$CATEGORY: $course$/top/{told}\n\n")
        parts.append(writer.question(item))
    return "".join(parts).encode()


class _Writer:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        data = dict(bank.media.values())
        self.html = Html(bank.media, lambda file: _as_data(file, data[file]))

    def question(self, item: Item) -> str:
        own = self._own(item)
        tags = "".join(
            f" [tag:{tag.replace(']', _CLOSED)}]" for tag in item.head.tags if not _CUT.search(tag)
        )
        asked = self.html.asked(item.head, unit=item.unit if isinstance(item, Numeric) else "")
        if isinstance(item, Cloze):
            asked += self.html.cloze(item, lambda at: _gap(item, at))
        after = self.html.after(item.head, answered=own == "" or isinstance(item, Cloze))
        feedback = f"####{_html(after)}\n" if after else ""
        return (
            f"// [id:{id_number(self.bank.id, item.head.id)}]{tags}\n"
            f"::{_escaped(untagged(name(item)))}::{_html(asked)}{{{own}{feedback}}}\n\n"
        )

    def _own(self, item: Item) -> str:
        """What stands between the braces, but for the feedback at the end."""
        match item:
            case Choice():
                return "\n" + "".join(self._options(item))
            case Numeric():
                figures = [self._figure(item.right, 100), *(self._figure(w, 0) for w in item.wrong)]
                return "#\n" + "".join(figures)
            case Short():
                return _typed(item.right)
            case Matching():
                return "\n" + "".join(
                    self._pair(stem, untagged(plain(end))) for stem, end in item.pairs
                )
            case Ordering():
                steps = enumerate(item.steps, 1)
                return "\n" + "".join(self._pair(step, str(at)) for at, step in steps)
            case Cloze(right=(one,)):
                return _typed(one)
            case Cloze():
                pairs = enumerate((right[0] for right in item.right), 1)
                return "\n" + "".join(self._pair(str(at), answer) for at, answer in pairs)
            case Open():
                return ""
            case _:
                assert_never(item)

    def _options(self, item: Choice) -> list[str]:
        """``=`` is the right one; where several may be, each has its share."""
        right = sum(option.right for option in item.options)
        good = f"~%{_share(right)}%" if item.many else "="
        bad = f"~%-{_share(len(item.options) - right)}%" if item.many else "~"
        return [
            f"{good if o.right else bad}{_html(self.html.text(o.text))}{self._why(o.why)}\n"
            for o in item.options
        ]

    def _why(self, why: str) -> str:
        return f"#{_html(self.html.text(why))}" if why else ""

    def _figure(self, one: Figure, worth: int) -> str:
        return f"=%{worth}%{shown(one.value)}:{shown(one.tolerance)}{self._why(one.why)}\n"

    def _pair(self, stem: str, end: str) -> str:
        return f"={_html(self.html.text(stem))} -> {_escaped(end)}\n"


def _gap(item: Cloze, at: int) -> str:
    """One gap is typed; several are numbered, and matched with what belongs there."""
    return "_____" if len(item.right) == 1 else f"___ ({at + 1})"


def _typed(right: tuple[str, ...]) -> str:
    """Answers as plain text, each worth all; a star would stand for anything.

    With an arrow in it an answer would be a pair, and nothing escapes that; where no other is
    right, a person grades.
    """
    starred = (one.replace("*", "\\*") for one in right if "->" not in one)
    # A name of a format in brackets would be taken for one.
    told = (f"[plain]{one}" if one.startswith("[") else one for one in starred)
    answers = "".join(f"=%100%{_escaped(one)}\n" for one in told)
    return f"\n{answers}" if answers else ""


def _share(count: int) -> str:
    """Of 100, as Moodle writes parts of a grade."""
    return {1: "100", 3: "33.33333", 6: "16.66667", 7: "14.28571", 9: "11.11111"}.get(
        count, f"{100 / count:g}"
    )


def _as_data(file: str, data: bytes) -> str:
    kind = _KINDS.get(file.rpartition(".")[2], "application/octet-stream")
    return f"data:{kind};base64,{b64encode(data).decode()}"


_KINDS = {
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "mp3": "audio/mpeg", "ogg": "audio/ogg",
}  # fmt: skip


def _html(html: str) -> str:
    return f"[html]{_escaped(html)}"


def _escaped(text: str) -> str:
    r"""What GIFT would obey: ``~ = # { } :`` and the backslash; line breaks are ``\n``."""
    told = text.replace("\\", "\\\\")
    for sign in "~=#{}:":
        told = told.replace(sign, f"\\{sign}")
    return told.replace("\n", "\\n")
