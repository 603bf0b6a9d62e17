"""Items → QTI 2.1: a zip with an item for each question, a test over all, and the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import assert_never

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
from sonodeck.doors.platforms.shown import Html, digest, name, plain, xml

_QTI = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CORRECT = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'


def written(bank: Bank) -> bytes:
    writer = _Writer(bank)
    items = [(f"items/{writer.id(item)}.xml", writer.item(item)) for item in bank.items]
    media = {
        f"media/{file}": data
        for item in bank.items
        for file, data in writer.html.files(item).items()
    }
    return zipped(
        [
            ("imsmanifest.xml", writer.manifest(list(media)).encode()),
            ("test.xml", writer.test().encode()),
            *((file, text.encode()) for file, text in items),
            *sorted(media.items()),
        ]
    )


class _Writer:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.html = Html(bank.media, lambda file: f"../media/{file}")

    def id(self, item: Item) -> str:
        return f"q-{digest(self.bank.id, item.head.id)}"

    # the package

    def manifest(self, media: Sequence[str]) -> str:
        files = {f"media/{file}": f"m-{digest(file)}" for file in (m[6:] for m in media)}
        items = "".join(
            f'<resource identifier="{self.id(item)}" type="imsqti_item_xmlv2p1" '
            f'href="items/{self.id(item)}.xml"><file href="items/{self.id(item)}.xml"/>'
            + "".join(
                f'<dependency identifierref="{files[f"media/{file}"]}"/>'
                for file in self.html.files(item)
            )
            + "</resource>\n"
            for item in self.bank.items
        )
        needed = "".join(f'<dependency identifierref="{self.id(i)}"/>' for i in self.bank.items)
        others = "".join(
            f'<resource identifier="{id_}" type="webcontent" href="{xml(file)}">'
            f'<file href="{xml(file)}"/></resource>\n'
            for file, id_ in sorted(files.items())
        )
        return (
            f'{_HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
            f'identifier="p-{digest(self.bank.id)}">\n<metadata><schema>QTIv2.1 Package</schema>'
            "<schemaversion>1.0.0</schemaversion></metadata>\n<organizations/>\n<resources>\n"
            f'<resource identifier="t-{digest(self.bank.id)}" type="imsqti_test_xmlv2p1" '
            f'href="test.xml"><file href="test.xml"/>{needed}</resource>\n'
            f"{items}{others}</resources>\n</manifest>\n"
        )

    def test(self) -> str:
        """All items in sections, one for each category; of variants a test selects one."""
        sections = "".join(
            self._section(path, list(own))
            for path, own in groupby(self.bank.items, lambda item: item.head.category)
        )
        return (
            f'{_HEAD}<assessmentTest {_QTI} identifier="t-{digest(self.bank.id)}" '
            f'title="{xml(self.bank.title)}">\n<testPart identifier="part" '
            f'navigationMode="nonlinear" submissionMode="individual">\n{sections}'
            "</testPart>\n</assessmentTest>\n"
        )

    def _section(self, path: tuple[str, ...], items: Sequence[Item]) -> str:
        drawn = '<selection select="1"/>' if items[0].head.drawn else ""
        refs = "".join(
            f'<assessmentItemRef identifier="{self.id(item)}" href="items/{self.id(item)}.xml"/>\n'
            for item in items
        )
        return (
            f'<assessmentSection identifier="s-{digest(self.bank.id, *path)}" '
            f'title="{xml(" › ".join(path))}" visible="true">{drawn}\n{refs}</assessmentSection>\n'
        )

    # items

    def item(self, item: Item) -> str:
        declared, body, processing, feedback = self._own(item)
        after = self.html.after(item.head, answered=isinstance(item, Open | Cloze))
        modal = "".join([_modal("after", after), *feedback])
        return (
            f'{_HEAD}<assessmentItem {_QTI} identifier="{self.id(item)}" '
            f'title="{xml(name(item))}" xml:lang="{xml(self.bank.language)}" '
            'adaptive="false" timeDependent="false">\n'
            f"{declared}"
            '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
            "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>\n"
            '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" '
            'baseType="identifier"/>\n'
            f"<itemBody>{body}</itemBody>\n<responseProcessing>{processing}{_AFTER}"
            f"</responseProcessing>\n{modal}</assessmentItem>\n"
        )

    def _own(self, item: Item) -> tuple[str, str, str, list[str]]:
        """Declaration, body, processing of the response, and feedback, each as XML."""
        asked = self.html.asked(item.head)
        match item:
            case Choice():
                return self._choice(item, asked)
            case Numeric():
                asked = self.html.asked(item.head, unit=item.unit)
                return self._numeric(item, asked)
            case Short():
                declared = _declared([item.right[0]], base="string", mapped=item.right)
                return declared, f"{asked}<p>{_entry()}</p>", _MAPPED, []
            case Matching():
                return self._matching(item, asked)
            case Ordering():
                # In the order of the alphabet, which gives nothing away where nothing shuffles.
                ids = [f"o{at}" for at in range(len(item.steps))]
                told = sorted(zip(item.steps, ids, strict=True))
                choices = "".join(
                    f'<simpleChoice identifier="{id_}">{self.html.text(step)}</simpleChoice>'
                    for step, id_ in told
                )
                body = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}'
                declared = _declared(ids, cardinality="ordered")
                return declared, f"{asked}{body}</orderInteraction>", _RIGHT, []
            case Cloze():
                declared = "".join(
                    _declared([right[0]], id_=f"GAP{at}", base="string", mapped=right,
                              worth=len(item.right))
                    for at, right in enumerate(item.right)
                )  # fmt: skip
                body = asked + self.html.cloze(item, lambda at: _entry(f"GAP{at}"))
                points = "".join(
                    f'<mapResponse identifier="GAP{at}"/>' for at in range(len(item.right))
                )
                return declared, body, _score(f"<sum>{points}</sum>"), []
            case Open():
                declared = (
                    '<responseDeclaration identifier="RESPONSE" cardinality="single" '
                    'baseType="string"/>\n'
                )
                box = '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"/>'
                return declared, asked + box, "", []
            case _:
                assert_never(item)

    def _choice(self, item: Choice, asked: str) -> tuple[str, str, str, list[str]]:
        ids = [f"o{at}" for at in range(len(item.options))]
        right = [id_ for id_, o in zip(ids, item.options, strict=True) if o.right]
        choices = "".join(
            f'<simpleChoice identifier="{id_}">{self.html.text(o.text)}</simpleChoice>'
            for id_, o in zip(ids, item.options, strict=True)
        )
        reasons = [
            (id_, self.html.text(o.why)) for id_, o in zip(ids, item.options, strict=True) if o.why
        ]
        conditions = "".join(
            _when(f'<member><baseValue baseType="identifier">{id_}</baseValue>'
                  '<variable identifier="RESPONSE"/></member>' if item.many else
                  f'<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">{id_}'
                  "</baseValue></match>", f"why-{id_}")
            for id_, _ in reasons
        )  # fmt: skip
        most, cardinality = (0, "multiple") if item.many else (1, "single")
        shuffle = "false" if item.ordered else "true"
        body = (
            f'{asked}<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" '
            f'maxChoices="{most}">{choices}</choiceInteraction>'
        )
        feedback = [_modal(f"why-{id_}", f"<p>{why}</p>") for id_, why in reasons]
        return _declared(right, cardinality=cardinality), body, _RIGHT + conditions, feedback

    def _numeric(self, item: Numeric, asked: str) -> tuple[str, str, str, list[str]]:
        conditions = "".join(
            _when(_within(shown(one.low), shown(one.high)), f"why-{at}")
            for at, one in enumerate(item.wrong)
            if one.why
        )
        feedback = [
            _modal(f"why-{at}", f"<p>{self.html.text(one.why)}</p>")
            for at, one in enumerate(item.wrong)
            if one.why
        ]
        good = _if(_within(shown(item.right.low), shown(item.right.high)), _set("1"))
        declared = _declared([shown(item.right.value)], base="float")
        return declared, f"{asked}<p>{_entry()}</p>", good + conditions, feedback

    def _matching(self, item: Matching, asked: str) -> tuple[str, str, str, list[str]]:
        pairs = [f"a{at} b{at}" for at in range(len(item.pairs))]
        stems = "".join(
            _choice(f"a{at}", self.html.text(stem)) for at, (stem, _) in enumerate(item.pairs)
        )
        ends = sorted((plain(end), at) for at, (_, end) in enumerate(item.pairs))
        told = "".join(_choice(f"b{at}", escape(end)) for end, at in ends)
        body = (
            f'{asked}<matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
            f'maxAssociations="{len(pairs)}"><simpleMatchSet>{stems}</simpleMatchSet>'
            f"<simpleMatchSet>{told}</simpleMatchSet></matchInteraction>"
        )
        declared = _declared(pairs, cardinality="multiple", base="directedPair")
        return declared, body, _RIGHT, []


def _choice(id_: str, text: str) -> str:
    return (
        f'<simpleAssociableChoice identifier="{id_}" matchMax="1">{text}</simpleAssociableChoice>'
    )


def _entry(id_: str = "RESPONSE") -> str:
    return f'<textEntryInteraction responseIdentifier="{id_}" expectedLength="20"/>'


def _declared(
    right: Sequence[str], *, id_: str = "RESPONSE", cardinality: str = "single",
    base: str = "identifier", mapped: Sequence[str] = (), worth: int = 1,
) -> str:  # fmt: skip
    """A response and what is right; ``mapped``: all texts that are, each for a part of a point."""
    values = "".join(f"<value>{xml(one)}</value>" for one in right)
    point = f"{1 / worth:.5g}"
    entries = "".join(
        f'<mapEntry mapKey="{xml(one)}" mappedValue="{point}" caseSensitive="false"/>'
        for one in mapped
    )
    mapping = f'<mapping defaultValue="0">{entries}</mapping>' if mapped else ""
    return (
        f'<responseDeclaration identifier="{id_}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>\n"
    )


def _score(expression: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue>'


def _set(points: str) -> str:
    return _score(f'<baseValue baseType="float">{points}</baseValue>')


def _if(condition: str, then: str) -> str:
    return f"<responseCondition><responseIf>{condition}{then}</responseIf></responseCondition>"


def _when(condition: str, feedback: str) -> str:
    """Feedback under a condition."""
    return _if(condition, _told(feedback))


def _told(feedback: str) -> str:
    return (
        '<setOutcomeValue identifier="FEEDBACK"><multiple><variable identifier="FEEDBACK"/>'
        f'<baseValue baseType="identifier">{feedback}</baseValue></multiple></setOutcomeValue>'
    )


def _within(low: str, high: str) -> str:
    response = '<variable identifier="RESPONSE"/>'
    ends = (("gte", low), ("lte", high))
    told = (f'<{sign}>{response}<baseValue baseType="float">{end}</baseValue></{sign}>'
            for sign, end in ends)  # fmt: skip
    return f"<and>{''.join(told)}</and>"


_RIGHT = _if(_CORRECT, _set("1"))
_MAPPED = _score('<mapResponse identifier="RESPONSE"/>')
_AFTER = _told("after")


def _modal(id_: str, html: str) -> str:
    """Feedback after the answer; nothing where there is nothing to say."""
    if not html:
        return ""
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{id_}" showHide="show">'
        f"{html}</modalFeedback>\n"
    )
