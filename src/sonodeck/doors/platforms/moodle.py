"""Items → Moodle's XML for question banks, with pictures inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never
from urllib.parse import quote

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
    cdata,
    id_number,
    name,
    plain,
    untagged,
    xml,
)


def written(bank: Bank) -> bytes:
    """One file; a category stands before its questions."""
    writer = _Writer(bank)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    category: tuple[str, ...] = ()
    for item in bank.items:
        if item.head.category != category:
            category = item.head.category
            parts.append(writer.category(category))
        parts.append(writer.question(item))
    return "".join([*parts, "</quiz>\n"]).encode()


def _address(file: str) -> str:
    return f"@@PLUGINFILE@@/{quote(file)}"


class _Writer:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.html = Html(bank.media, _address)

    def category(self, path: tuple[str, ...]) -> str:
        return (
            '<question type="category">\n'
            f"<category><text>{cdata(f'$course$/top/{category_path(path)}')}</text></category>\n"
            f"<idnumber>{xml(id_number(self.bank.id, 'category', *path))}</idnumber>\n"
            "</question>\n"
        )

    def question(self, item: Item) -> str:
        kind, asked, own = self._own(item)
        head = item.head
        tags = "".join(f"<tag><text>{cdata(tag)}</text></tag>" for tag in head.tags)
        # A cloze brings its grades in its text; all others count one point.
        grade = "" if kind == "multianswer" else "<defaultgrade>1</defaultgrade>\n"
        return (
            f'<question type="{kind}">\n'
            f"<name><text>{cdata(untagged(name(item)))}</text></name>\n"
            f"{self._rich('questiontext', asked, item)}"
            f"{self._rich('generalfeedback', self._after(item), item)}"
            f"{grade}<penalty>0.3333333</penalty>\n<hidden>0</hidden>\n"
            f"<idnumber>{xml(id_number(self.bank.id, head.id))}</idnumber>\n"
            f"{own}<tags>{tags}</tags>\n</question>\n"
        )

    def _after(self, item: Item) -> str:
        return self.html.after(item.head, answered=isinstance(item, Open | Cloze))

    def _rich(self, element: str, html: str, item: Item) -> str:
        """HTML, and the files that it shows."""
        files = "".join(
            f'<file name="{xml(file)}" path="/" encoding="base64">{b64encode(data).decode()}</file>'
            for file, data in self.html.files(item).items()
            if _address(file) in html
        )
        return f'<{element} format="html"><text>{cdata(html)}</text>{files}</{element}>\n'

    def _own(self, item: Item) -> tuple[str, str, str]:
        """The name of its type, what it asks, and what only this type has."""
        asked = self.html.asked(item.head)
        match item:
            case Choice():
                return "multichoice", asked, "".join(self._options(item))
            case Numeric():
                answers = [self._figure(item.right, 100), *(self._figure(w, 0) for w in item.wrong)]
                own = "".join(answers) + "<showunits>3</showunits>\n"
                return "numerical", self.html.asked(item.head, unit=item.unit), own
            case Short():
                answers = [self._answer(_literal(one), 100) for one in item.right]
                return "shortanswer", asked, "<usecase>0</usecase>\n" + "".join(answers)
            case Matching():
                return "match", asked, _SHUFFLED + "".join(map(self._pair, item.pairs))
            case Ordering():
                steps = enumerate(map(self.html.text, item.steps), 1)
                told = (f'<answer fraction="{at}" format="html"><text>{cdata(o)}</text></answer>\n'
                        for at, o in steps)  # fmt: skip
                return "ordering", asked, _IN_ORDER + "".join(told)
            case Cloze():
                return "multianswer", self._cloze(item), ""
            case Open():
                graded = self.html.block(item.head.answer)
                return "essay", asked, _ESSAY + self._rich("graderinfo", graded, item)
            case _:
                assert_never(item)

    def _options(self, item: Choice) -> Iterator[str]:
        yield f"<single>{'false' if item.many else 'true'}</single>\n"
        yield f"<shuffleanswers>{'false' if item.ordered else 'true'}</shuffleanswers>\n"
        yield "<answernumbering>abc</answernumbering>\n"
        right = sum(option.right for option in item.options)
        wrong = len(item.options) - right
        for option in item.options:
            share = 100 / Decimal(right) if option.right else -100 / Decimal(wrong)
            worth = f"{share:.5f}" if item.many else "100" if option.right else "0"
            why = f"<p>{self.html.text(option.why)}</p>" if option.why else ""
            yield self._answer(self.html.text(option.text), worth, why, form="html")

    def _figure(self, one: Figure, worth: int) -> str:
        why = f"<p>{self.html.text(one.why)}</p>" if one.why else ""
        tolerance = f"<tolerance>{shown(one.tolerance)}</tolerance>"
        return self._answer(shown(one.value), worth, why, more=tolerance)

    def _answer(
        self,
        text: str,
        worth: int | str,
        why: str = "",
        *,
        form: str = "plain_text",
        more: str = "",
    ) -> str:
        format_ = "html" if form == "html" else "moodle_auto_format"
        return (
            f'<answer fraction="{worth}" format="{format_}"><text>{cdata(text)}</text>{more}'
            f'<feedback format="html"><text>{cdata(why)}</text></feedback></answer>\n'
        )

    def _pair(self, pair: tuple[str, str]) -> str:
        stem, end = pair
        return (
            f'<subquestion format="html"><text>{cdata(self.html.text(stem))}</text>'
            f"<answer><text>{cdata(untagged(plain(end)))}</text></answer></subquestion>\n"
        )

    def _cloze(self, item: Cloze) -> str:
        """Its text with the gaps as Moodle writes them; other braces are no gaps."""
        gaps = [
            "{1:SHORTANSWER:" + "~".join(f"={_in_gap(_literal(one))}" for one in right) + "}"
            for right in item.right
        ]
        marks = [f"\ue010{at}\ue011" for at in range(len(gaps))]
        html = self.html.asked(item.head) + self.html.cloze(item, marks.__getitem__)
        html = html.replace("{", "&#123;")
        for mark, gap in zip(marks, gaps, strict=True):
            html = html.replace(mark, gap)
        return html


_SHUFFLED = "<shuffleanswers>true</shuffleanswers>\n"
_IN_ORDER = (
    "<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>\n"
    "<selectcount>0</selectcount>\n<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>\n"
    "<showgrading>SHOW</showgrading>\n<numberingstyle>none</numberingstyle>\n"
    # Without it Moodle 4.5 makes a hint up, which its own database refuses.
    "<shownumcorrect>1</shownumcorrect>\n"
)
_ESSAY = (
    "<responseformat>editor</responseformat>\n<responserequired>1</responserequired>\n"
    "<responsefieldlines>5</responsefieldlines>\n<attachments>0</attachments>\n"
)


def _literal(answer: str) -> str:
    """An answer to be typed; a star would stand for anything."""
    return answer.replace("*", "\\*")


def _in_gap(answer: str) -> str:
    """An answer inside of a gap: signs that would end it, or the markup, as numbers."""
    return "".join(f"&#{ord(sign)};" if sign in '&<>{}~#/"\\' else sign for sign in answer)
