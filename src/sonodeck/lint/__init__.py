"""Lint: rules for good cards, run over the notes of a deck before they are packed.

In: ``Knowledge`` and its ``Note``s. Out: ``check`` gives findings. Read first: ``rule.py``, what a
rule is; the list below is written by hand. The page of a rule is ``pages/<code>.md``: what, why,
what to do instead, a bad and a good example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sonodeck.common.diagnostics import CODES as SEVERITIES
from sonodeck.common.diagnostics import Diagnostic, Severity, problem
from sonodeck.common.folders import Folder
from sonodeck.common.frozen import dataclass
from sonodeck.lint import (
    across,
    answers,
    blueprints,
    clozes,
    evidence,
    mediafiles,
    options,
    pictures,
    values,
    wording,
)
from sonodeck.lint.rule import Finding, Rule, Subject
from sonodeck.questions import Note, OwnNote, ReadNote, as_read
from sonodeck.sheets import Knowledge, Limits

__all__ = ("CODES", "NONE", "Selection", "check", "guesses")

MODULES = ("pages",)
"""Handed out whole, each loaded by whoever imports it from here."""

RULES = (
    Rule(code="SD310", check=wording.given_away),
    Rule(code="SD311", check=answers.too_long),
    Rule(code="SD312", check=wording.several_at_once, english=True),
    Rule(code="SD313", check=answers.long_list),
    Rule(code="SD314", check=wording.two_way, english=True),
    Rule(code="SD315", check=wording.without_referent, english=True),
    Rule(code="SD316", check=wording.vague, usual=False, english=True),
    Rule(code="SD317", check=wording.negative, english=True),
    Rule(code="SD318", check=answers.without_unit),
    Rule(code="SD319", check=evidence.without_date),
    Rule(code="SD320", check=evidence.out_of_date, usual=False),
    Rule(code="SD321", check=evidence.without_source),
    Rule(code="SD322", check=evidence.on_study_aids),
    Rule(code="SD323", check=wording.of_the_above, english=True),
    Rule(code="SD324", check=clozes.hides_too_much, english=True),
    Rule(code="SD325", check=clozes.hides_grammar, english=True),
    Rule(code="SD326", check=pictures.without_text),
    Rule(code="SD327", check=pictures.text_gives_away),
    Rule(code="SD328", check=options.stands_out_by_length),
    Rule(code="SD329", check=options.stands_out_by_number),
    Rule(code="SD330", check=options.stands_out_by_article, english=True),
    Rule(code="SD331", check=options.stands_out_by_word),
    Rule(code="SD332", check=clozes.given_away),
    Rule(code="SD333", check=wording.html),
    Rule(code="SD334", check=options.gives_the_answer_away),
    Rule(code="SD335", check=values.list_in_one_text),
    Rule(code="SD336", check=values.item_cut_in_two),
    Rule(code="SD337", check=values.in_typographic_quotes),
    Rule(code="SD338", check=values.placeholder),
    Rule(code="SD339", check=values.same_text_twice),
    Rule(code="SD340", check=values.other_article, english=True),
    Rule(code="SD410", check=across.asked_twice),
    Rule(code="SD411", check=across.right_elsewhere),
    Rule(code="SD412", check=across.easily_confused, usual=False),
    Rule(code="SD413", check=across.unexplained, english=True),
    Rule(code="SD414", check=evidence.unused_source),
    Rule(code="SD415", check=blueprints.too_few),
    Rule(code="SD610", check=mediafiles.unused),
    Rule(code="SD611", check=mediafiles.too_large),
    Rule(code="SD612", check=mediafiles.active),
    Rule(code="SD613", check=mediafiles.missing),
)
CODES = frozenset(rule.code for rule in RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which findings a person wants: codes, or beginnings of codes (``SD3``).

    ``select``: only these, and of the rules also those that else don't run; empty: all usual ones.
    ``today``: what old dates are held against, as ``2026-11-25``.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    today: str = ""

    def wants(self, code: str) -> bool:
        return not _in(code, self.ignore) and (not self.select or _in(code, self.select))

    def shows(self, found: Diagnostic) -> bool:
        """Errors are always shown: a deck that has one is not built."""
        return found.severity is Severity.ERROR or self.wants(found.code)

    def runs(self, rule: Rule, limits: Limits, *, english: bool) -> bool:
        """Whether a rule runs. What finds errors always does."""
        if SEVERITIES[rule.code][0] is Severity.ERROR:
            return True
        if not self.wants(rule.code) or (rule.english and not english):
            return False
        asked_for = _in(rule.code, self.select) or _in(rule.code, limits.also)
        return asked_for or (rule.usual and not _in(rule.code, limits.ignore))


def _in(code: str, beginnings: Iterable[str]) -> bool:
    return any(code.startswith(one) for one in beginnings)


NONE = Selection(ignore=("SD",))
"""No rule but those that find errors."""


def check(
    knowledge: Knowledge,
    notes: Sequence[Note],
    selection: Selection,
    folder: Folder,
) -> tuple[list[Diagnostic], frozenset[str]]:
    """What the chosen rules find, and the codes of the rules that did not run."""
    media = tuple(mediafiles.of_folder(folder))
    read: list[ReadNote] = []
    for note in notes:
        read += as_read(note) if isinstance(note, OwnNote) else (note,)
    deck = Subject(knowledge=knowledge, notes=read, media=media, today=selection.today)
    english = knowledge.deck.labels.english
    found: list[Diagnostic] = []
    left_out = set()
    for rule in RULES:
        if not selection.runs(rule, deck.limits, english=english):
            left_out.add(rule.code)
            continue
        found += (
            problem(rule.code, one.place, one.message, one.hint, other=one.other)
            for one in _once(rule.check(deck))
        )
    return found, frozenset(left_out)


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings at one place that differ in their numbers only, as those of variants do, once."""
    seen = set()
    for one in found:
        said = one.place, _FIGURES.sub("", one.message)
        if said not in seen:
            seen.add(said)
            yield one


_FIGURES = re.compile(r"[0-9.,]+")


def guesses(knowledge: Knowledge, notes: Sequence[Note]) -> str:
    """How often a guess at an option is right, by size, length and form: a table for people."""
    read: list[ReadNote] = []
    for note in notes:
        read += as_read(note) if isinstance(note, OwnNote) else (note,)
    return options.distribution(Subject(knowledge=knowledge, notes=read))
