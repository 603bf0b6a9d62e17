"""A deck that is being edited: its folder with the texts of open editors, and what it says.

Reading is quick enough for every keystroke, for only what changed is read; asking all questions and
running all rules is not. So a ``Desk`` has a reading of now and a compiled deck of a while ago.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from sonodeck import lint, project, sheets
from sonodeck.anki import Compiled
from sonodeck.common.diagnostics import CODES, Diagnostic, Place, in_order, source_lines
from sonodeck.common.folders import DECK_FILE, Folder
from sonodeck.common.frozen import dataclass
from sonodeck.editor.keys import Schema, schema_of
from sonodeck.editor.mentions import Mention, mentions
from sonodeck.sheets import Kind, Knowledge, Memory, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A deck after all steps, and the reading that it was made of."""

    reading: Reading
    compiled: Compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``folder``: with the texts of open editors; ``reading``: what it says now.

    ``whole``: the deck as it was when all steps were taken last, None before the first time.
    ``knowledge``: what it said when deck.yaml could last be read. ``beside``: the decks that lie
    beside it; ``clashes``: why it can't be built with them.
    """

    folder: Folder
    reading: Reading
    knowledge: Knowledge | None
    whole: Whole | None = None
    beside: tuple[Folder, ...] = ()
    clashes: tuple[Diagnostic, ...] = ()
    memory: Memory = field(compare=False, repr=False)

    @property
    def behind(self) -> bool:
        """Whether something was changed since all steps were taken."""
        return self.whole is None or self.whole.reading is not self.reading

    @property
    def kinds(self) -> Mapping[str, Kind]:
        return self.knowledge.kinds if self.knowledge is not None else {}

    def schema(self) -> Schema:
        return schema_of(self.folder, self.knowledge, self.memory)

    def mentions(self) -> Iterator[Mention]:
        return mentions(self.folder, self.kinds, self.memory)


def with_buffers(folder: Folder, buffers: Mapping[str, str]) -> Folder:
    """The folder with texts of open editors instead of what is on the disk.

    ``buffers``: by name in the folder, ``terms.yaml`` or ``kinds/term.yaml``.
    """
    texts = {name: text.encode("utf-8", "surrogatepass") for name, text in buffers.items()}
    own = {name.partition("/")[2]: data for name, data in texts.items() if "/" in name}
    files = {name: data for name, data in texts.items() if "/" not in name}
    return replace(folder, files={**folder.files, **files}, kinds={**folder.kinds, **own})


def opened(folder: Folder, beside: tuple[Folder, ...] = ()) -> Desk:
    """A deck that nobody looked at before, with the decks that lie beside it."""
    memory = Memory()
    reading = sheets.read(folder, memory)
    return Desk(
        folder=folder,
        reading=reading,
        knowledge=reading.knowledge,
        beside=beside,
        clashes=_clashes(folder, beside),
        memory=memory,
    )


def edited(desk: Desk, folder: Folder, beside: tuple[Folder, ...] | None = None) -> Desk:
    """The deck with other files: read anew where they differ; ``beside``: None if as it was."""
    reading = sheets.read(folder, desk.memory)
    knowledge = reading.knowledge or desk.knowledge
    beside = desk.beside if beside is None else beside
    own = folder.files.get(DECK_FILE), beside
    same = own == (desk.folder.files.get(DECK_FILE), desk.beside)
    return replace(
        desk,
        folder=folder,
        reading=reading,
        knowledge=knowledge,
        beside=beside,
        clashes=desk.clashes if same else _clashes(folder, beside),
    )


def _clashes(folder: Folder, beside: tuple[Folder, ...]) -> tuple[Diagnostic, ...]:
    """Why a deck can't be built with those beside it, told at its own deck.yaml."""
    found, _ = sheets.clashes((*beside, folder)) if beside else ((), {})
    own = folder.name(DECK_FILE)
    return tuple(one for one in found if one.place is not None and one.place.path == own)


def compiled(desk: Desk, rules: lint.Selection) -> Whole:
    """All steps, as ``check`` takes them; and what else takes long to find out."""
    desk.schema()
    made = project.compile_reading(desk.folder, desk.reading, rules=rules)
    shown = tuple(one for one in made.found if rules.shows(one))
    return Whole(reading=desk.reading, compiled=replace(made, found=shown))


def findings(desk: Desk) -> tuple[Diagnostic, ...]:
    """What is wrong: the same as ``check`` says of it and those beside it, if not ``behind``.

    Else what is wrong with the sheets as they are, and what later steps said last, wherever the
    line that they said it of has got to. Of lines that changed they are asked again first.
    """
    whole = desk.whole
    if whole is not None and not desk.behind:
        return tuple(in_order((*whole.compiled.found, *desk.clashes)))
    ignored = desk.knowledge.deck.lint.ignore if desk.knowledge else ()
    own = [one for one in desk.reading.found if one.code not in ignored]
    found = sheets.ignored(own, desk.reading.texts, CODES)
    if whole is not None:
        of_reading = set(whole.reading.found)
        later = (one for one in whole.compiled.found if one not in of_reading)
        found += _moved(later, _Lines(whole.reading.texts, desk.reading.texts))
    return tuple(in_order((*found, *desk.clashes)))


class _Lines:
    """Where the lines of texts have got to."""

    def __init__(self, before: Mapping[str, str], now: Mapping[str, str]) -> None:
        self._before, self._now = before, now
        self._known: dict[str, tuple[int, int, int]] = {}

    def __call__(self, place: Place) -> Place | None:
        """The place now; None where its line was changed or is gone."""
        if place.path not in self._before:
            return place
        if place.path not in self._now:
            return None
        if place.path not in self._known:
            self._known[place.path] = _changed(self._before[place.path], self._now[place.path])
        first, last, by = self._known[place.path]
        if place.line <= first:
            return place
        return replace(place, line=place.line + by) if place.line > last else None


def _changed(before: str, now: str) -> tuple[int, int, int]:
    """So many lines are the same at the top; the last line that isn't; how far the rest moved."""
    if before == now:
        return (0, 0, 0)
    old, new = source_lines(before), source_lines(now)
    least = min(len(old), len(new))
    top = next((at for at in range(least) if old[at] != new[at]), least)
    rest = least - top
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return top, len(old) - end, len(new) - len(old)


def _moved(found: Iterator[Diagnostic], lines: _Lines) -> Iterator[Diagnostic]:
    for one in found:
        place, other = (lines(p) if p else None for p in (one.place, one.other))
        if bool(place) == bool(one.place) and bool(other) == bool(one.other):
            fix = one.fix if (place, other) == (one.place, one.other) else ()
            yield replace(one, place=place, other=other, fix=fix)
