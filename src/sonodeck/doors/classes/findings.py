"""What a class's answers say that an author should look at, with the place of the fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sonodeck.common.diagnostics import CODES, Diagnostic, counted, in_order, problem
from sonodeck.doors.classes.cards import Class, Row
from sonodeck.sheets import ignored
from sonodeck.study import classes

_SURE = 0.05
"""How likely it may be at most that nobody chose an option though it is as good as the others."""


def findings(of: Class, texts: Mapping[str, str]) -> list[Diagnostic]:
    """By place, without those that a comment in a sheet ignores; ``texts``: of the sheets."""
    found = [one for row in of.rows for rule in _RULES for one in rule(row)]
    return in_order(ignored(found, texts, CODES))


def _misleading(row: Row) -> Iterator[Diagnostic]:
    """A wrong option that, for sure, is chosen more often than the right one."""
    right = sum(option.chosen for option in row.options if option.right)
    for option in row.options:
        most = classes.Share(right, right + option.chosen).interval[1]
        if not option.right and option.chosen and most < 0.5:
            students = counted(option.chosen, "student")
            message = f"{students} chose {option.text!r} at first, {right} the right answer"
            hint = "check the answer against its source; if it is right, teach the difference"
            yield problem("SD801", row.place, f"{row.name}: {message}", hint)


def _against(row: Row) -> Iterator[Diagnostic]:
    """A card that, for sure, those know less who know more of the others."""
    telling = row.item.telling
    if telling is not None and telling.high < 0:
        message = (
            "students who know the other cards get this one wrong more often than the rest "
            f"(discrimination {figure(telling.value)}, 95 % interval {figure(telling.low)} to "
            f"{figure(telling.high)}, {telling.of} students)"
        )
        hint = "often the answer is out of date or the question can be read in two ways"
        yield problem("SD802", row.place, f"{row.name}: {message}", hint)


def _idle(row: Row) -> Iterator[Diagnostic]:
    """An option that nobody chose, where that is no chance: enough chose another wrong one."""
    wrong = [option for option in row.options if not option.right]
    chosen = sum(option.chosen for option in wrong)
    if not row.everywhere or len(wrong) < 2 or (1 - 1 / len(wrong)) ** chosen >= _SURE:
        return
    for option in wrong:
        if not option.chosen:
            others = counted(chosen, "student")
            message = f"nobody chose {option.text!r}; {others} chose another wrong option"
            hint = "it makes guessing easier; 'slips' or 'contrast' can name a better one"
            yield problem("SD803", row.place, f"{row.name}: {message}", hint)


def _forgotten(row: Row) -> Iterator[Diagnostic]:
    """A card that, for sure, fewer than half still know on a later day."""
    later = row.item.later
    if later.interval[1] < 0.5:
        message = f"{later.known} of {counted(later.of, 'student')} knew it on a later day"
        hint = "ask for less at once, or add a detail that helps to remember"
        yield problem("SD804", row.place, f"{row.name}: {message}", hint)


_RULES = (_misleading, _against, _idle, _forgotten)


def figure(value: float) -> str:
    """A correlation as it is printed, with a real minus."""
    return f"{value:.2f}".replace("-", "−")


def by_row(of: Class, found: Sequence[Diagnostic]) -> Mapping[str, list[Diagnostic]]:
    """The findings by the name that their messages begin with."""
    own: dict[str, list[Diagnostic]] = {row.name: [] for row in of.rows}
    for one in found:
        own[one.message.partition(":")[0]].append(one)
    return own
