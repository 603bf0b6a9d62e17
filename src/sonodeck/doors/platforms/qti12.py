"""Items → QTI 1.2 as Canvas reads it: a zip with a quiz for each part of the deck, and pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape
from itertools import groupby
from typing import assert_never

from sonodeck.common.frozen import dataclass
from sonodeck.common.zips import zipped
from sonodeck.doors.platforms.figures import shown
from sonodeck.doors.platforms.items import (
    Bank,
    Choice,
    Cloze,
    Item,
    Matching,
    Numeric,
    Open,
    Ordering,
    Short,
)
from sonodeck.doors.platforms.shown import Html, digest, listed, name, plain, xml

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = f'{_HEAD}<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">\n'
_MEDIA = "images"


def written(bank: Bank) -> bytes:
    """A quiz is called as its part of the deck; Canvas makes a question bank of each, too."""
    writer = _Writer(bank)
    parts = [
        (path, list(own)) for path, own in groupby(bank.items, lambda item: item.head.category[:2])
    ]
    quizzes = [(f"a{digest(bank.id, *path)}", writer.quiz(path, own)) for path, own in parts]
    media = {
        f"{_MEDIA}/{file}": data
        for item in bank.items
        for file, data in writer.html.files(item).items()
    }
    manifest = _manifest(bank, [id_ for id_, _ in quizzes], sorted(media))
    return zipped(
        [
            ("imsmanifest.xml", manifest.encode()),
            *((f"{id_}/{id_}.xml", text.encode()) for id_, text in quizzes),
            *sorted(media.items()),
        ]
    )


def _manifest(bank: Bank, quizzes: Sequence[str], media: Sequence[str]) -> str:
    resources = "".join(
        f'<resource identifier="{id_}" type="imsqti_xmlv1p2"><file href="{id_}/{id_}.xml"/>'
        "</resource>\n"
        for id_ in quizzes
    ) + "".join(
        f'<resource identifier="m{digest(file)}" type="webcontent" href="{xml(file)}">'
        f'<file href="{xml(file)}"/></resource>\n'
        for file in media
    )
    return (
        f'{_HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" '
        f'identifier="p{digest(bank.id)}">\n<metadata><schema>IMS Content</schema>'
        "<schemaversion>1.1.3</schemaversion></metadata>\n<organizations/>\n"
        f"<resources>\n{resources}</resources>\n</manifest>\n"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What only one kind of question has: responses, and the conditions of its points.

    ``text``: what is asked, where it isn't the head alone; ``told``: feedback by condition;
    ``wrong``: feedback on any wrong answer.
    """

    kind: str
    responses: str
    points: str
    told: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    text: str = ""


class _Writer:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.html = Html(bank.media, lambda file: f"%24IMS-CC-FILEBASE%24/{_MEDIA}/{file}")

    def quiz(self, path: Sequence[str], items: Sequence[Item]) -> str:
        """Its questions in order; variants are a group of which one is drawn."""
        sections = "".join(
            self._section(category, list(own))
            for category, own in groupby(items, lambda item: item.head.category)
        )
        return (
            f'{_ROOT}<assessment ident="a{digest(self.bank.id, *path)}" '
            f'title="{xml(": ".join(path))}">\n<section ident="root_section">\n'
            f"{sections}</section>\n</assessment>\n</questestinterop>\n"
        )

    def _section(self, category: Sequence[str], items: Sequence[Item]) -> str:
        told = "".join(map(self.item, items))
        if not items[0].head.drawn:
            return told
        return (
            f'<section ident="g{digest(self.bank.id, *category)}" title="{xml(name(items[0]))}">'
            "<selection_ordering><selection><selection_number>1</selection_number>"
            "<selection_extension><points_per_item>1</points_per_item></selection_extension>"
            f"</selection></selection_ordering>\n{told}</section>\n"
        )

    def item(self, item: Item) -> str:
        own = self._own(item)
        id_ = f"q{digest(self.bank.id, item.head.id)}"
        after = self.html.after(item.head, answered=isinstance(item, Open | Cloze))
        feedback = [("general_fb", "<other/>", after)] if after else []
        feedback += [("general_incorrect_fb", "<other/>", own.wrong)] if own.wrong else []
        feedback += [(f"why{at}_fb", when, why) for at, (when, why) in enumerate(own.told)]
        conditions = "".join(
            f'<respcondition continue="Yes"><conditionvar>{when}</conditionvar>'
            f'<displayfeedback feedbacktype="Response" linkrefid="{name_}"/></respcondition>'
            for name_, when, _ in feedback
        )
        said = "".join(
            f'<itemfeedback ident="{name_}"><flow_mat>{_told(html)}</flow_mat></itemfeedback>'
            for name_, _, html in feedback
        )
        fields = {
            "question_type": own.kind,
            "points_possible": "1",
            "assessment_question_identifierref": id_,
        }
        metadata = "".join(
            f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry>"
            "</qtimetadatafield>"
            for label, entry in fields.items()
        )
        text = own.text or self.html.asked(item.head)
        return (
            f'<item ident="{id_}" title="{xml(name(item))}">\n<itemmetadata><qtimetadata>'
            f"{metadata}</qtimetadata></itemmetadata>\n<presentation>{_material(text)}"
            f"{own.responses}</presentation>\n<resprocessing><outcomes>"
            '<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
            f"{conditions}{own.points}</resprocessing>\n{said}</item>\n"
        )

    def _own(self, item: Item) -> _Asked:
        match item:
            case Choice():
                return self._choice(item)
            case Numeric():
                return self._numeric(item)
            case Short():
                return _Asked(
                    kind="short_answer_question", responses=_TYPED,
                    points=_worth("".join(_is("response1", one) for one in item.right)),
                )  # fmt: skip
            case Matching():
                return self._pairs([(stem, plain(end)) for stem, end in item.pairs])
            case Ordering():
                return self._pairs([(step, str(at)) for at, step in enumerate(item.steps, 1)])
            case Cloze():
                return self._cloze(item)
            case Open():
                points = "<respcondition><conditionvar><other/></conditionvar></respcondition>"
                return _Asked(kind="essay_question", responses=_TYPED, points=points)
            case _:
                assert_never(item)

    def _choice(self, item: Choice) -> _Asked:
        ids = [str(at) for at in range(1, len(item.options) + 1)]
        options = list(zip(ids, item.options, strict=True))
        labels = "".join(_label(id_, self.html.text(o.text)) for id_, o in options)
        told = tuple(
            (_is("response1", id_), f"<p>{self.html.text(o.why)}</p>")
            for id_, o in options
            if o.why
        )
        if item.many:
            each = (
                _is("response1", id_) if o.right else f"<not>{_is('response1', id_)}</not>"
                for id_, o in options
            )
            points = _worth(f"<and>{''.join(each)}</and>")
        else:
            points = _worth(next(_is("response1", id_) for id_, o in options if o.right))
        kind, number = (
            ("multiple_answers_question", "Multiple") if item.many
            else ("multiple_choice_question", "Single")
        )  # fmt: skip
        responses = (
            f'<response_lid ident="response1" rcardinality="{number}">'
            f"<render_choice>{labels}</render_choice></response_lid>"
        )
        return _Asked(kind=kind, responses=responses, points=points, told=told)

    def _numeric(self, item: Numeric) -> _Asked:
        """What slips lead to is listed together: Canvas takes each condition for a right answer."""
        right = item.right
        within = f"<or>{_is('response1', shown(right.value))}{_within(right.low, right.high)}</or>"
        reasons = [
            f"{shown(one.value)}: {self.html.text(one.why)}" for one in item.wrong if one.why
        ]
        return _Asked(
            kind="numerical_question", responses=_TYPED.replace("String", "Decimal"),
            points=_worth(within), wrong=listed(reasons) if reasons else "",
            text=self.html.asked(item.head, unit=item.unit),
        )  # fmt: skip

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> _Asked:
        """Each stem has all ends to choose from, in an order that says nothing."""
        ends = sorted(((end, at) for at, (_, end) in enumerate(pairs, 1)), key=_by_size)
        labels = "".join(_label(str(at), end, "text/plain") for end, at in ends)
        responses = "".join(
            f'<response_lid ident="response_{at}">{_told(self.html.text(stem))}'
            f"<render_choice>{labels}</render_choice></response_lid>"
            for at, (stem, _) in enumerate(pairs, 1)
        )
        points = "".join(
            _worth(_is(f"response_{at}", str(at)), len(pairs)) for at in range(1, len(pairs) + 1)
        )
        return _Asked(kind="matching_question", responses=responses, points=points)

    def _cloze(self, item: Cloze) -> _Asked:
        """Gaps have names in brackets in the text, which nothing else there has."""
        text = self.html.asked(item.head) + self.html.cloze(item, "\ue010{}\ue011".format)
        gap = "gap"
        while f"[{gap}" in text:
            gap += "_"
        text = re.sub("\ue010([0-9]+)\ue011", lambda m: f"[{gap}{int(m[1]) + 1}]", text)
        responses = []
        points = []
        for at, right in enumerate(item.right, 1):
            labels = "".join(
                _label(f"{at}{n:02}", one, form="text/plain") for n, one in enumerate(right, 1)
            )
            responses.append(
                f'<response_lid ident="response_{gap}{at}">{_material(f"{gap}{at}", "text/plain")}'
                f"<render_choice>{labels}</render_choice></response_lid>"
            )
            points += [
                _worth(_is(f"response_{gap}{at}", f"{at}{n:02}"), len(item.right))
                for n in range(1, len(right) + 1)
            ]
        return _Asked(
            kind="fill_in_multiple_blanks_question", responses="".join(responses),
            points="".join(points), text=text,
        )  # fmt: skip


_TYPED = (
    '<response_str ident="response1" rcardinality="Single"><render_fib fibtype="String">'
    '<response_label ident="answer1"/></render_fib></response_str>'
)


def _by_size(end: tuple[str, int]) -> tuple[int, str, int]:
    """By the alphabet; numbers as they count."""
    text, at = end
    return (len(text) if text.isdecimal() else 0, text, at)


def _material(text: str, form: str = "text/html") -> str:
    return f'<material><mattext texttype="{form}">{xml(text)}</mattext></material>'


def _told(html: str) -> str:
    """HTML, as plain text where it is no more: Canvas would show its entities."""
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return _material(html) if "<" in inner else _material(unescape(inner), "text/plain")


def _label(id_: str, text: str, form: str = "text/html") -> str:
    return f'<response_label ident="{id_}">{_material(text, form)}</response_label>'


def _is(response: str, answer: str) -> str:
    return f'<varequal respident="{response}">{xml(answer)}</varequal>'


def _within(low: Decimal, high: Decimal) -> str:
    return (
        f'<and><vargte respident="response1">{shown(low)}</vargte>'
        f'<varlte respident="response1">{shown(high)}</varlte></and>'
    )


def _worth(condition: str, parts: int = 1) -> str:
    """All points under a condition, or a part of them."""
    action, points = ("Set", "100") if parts == 1 else ("Add", f"{100 / Decimal(parts):.2f}")
    return (
        f'<respcondition continue="{"No" if parts == 1 else "Yes"}"><conditionvar>{condition}'
        f'</conditionvar><setvar action="{action}" varname="SCORE">{points}</setvar>'
        "</respcondition>"
    )
