"""Readers of what learning platforms are given, which know nothing of who wrote it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from sonodeck.doors import platforms
from sonodeck.doors.platforms import figures


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as a platform has it.

    ``answers``: what can be chosen or typed, as a student sees it, and whether it is right; pairs
    and steps as they belong together; ``files``: pictures by the name that its text gives.
    """

    id: str
    kind: str
    category: tuple[str, ...]
    text: str
    answers: tuple[tuple[str, bool], ...]
    reasons: tuple[str, ...]
    files: Mapping[str, bytes]


# what a page shows


class _Shown(HTMLParser):
    """The text of HTML, its elements, and the addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.sources += [value or "" for name, value in attrs if name in {"src", "href"}]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


OURS = frozenset(
    (
        *("p", "ul", "ol", "li", "b", "i", "code", "pre", "br", "img", "small", "span", "a"),
        *("table", "tbody", "tr", "th", "td"),
    )
)


def shown(html: str) -> str:
    page = _Shown()
    page.feed(html)
    page.close()
    assert set(page.elements) <= OURS, html
    return page.text


def sources(html: str) -> list[str]:
    page = _Shown()
    page.feed(html)
    return page.sources


# readers


def moodle(data: bytes) -> Iterator[Asked]:
    """As Moodle's question/format/xml/format.php reads it."""
    category: tuple[str, ...] = ()
    for question in in_pieces(data):
        if question.get("type") == "category":
            category = category_of(question.findtext("category/text") or "")
            continue
        assert _bare(question.findtext("name/text") or "")
        assert len(question.findtext("idnumber") or "") <= 100
        # qtype_ordering::import_from_xml makes a hint up without it, which is refused.
        assert question.get("type") != "ordering" or question.find("shownumcorrect") is not None
        text = question.findtext("questiontext/text") or ""
        kind = question.get("type") or ""
        answers, reasons = _of_moodle(question, kind, text)
        yield Asked(
            id=question.findtext("idnumber") or "", kind=kind, category=category,
            text=shown(text), answers=tuple(answers), reasons=tuple(reasons),
            files=dict(_files(question)),
        )  # fmt: skip


def in_pieces(data: bytes) -> ElementTree.Element:
    """As lib/xmlize.php reads it: a piece between two signs that is only spaces is lost.

    A new piece begins at each entity, and often before a sign that is not ASCII.
    """
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = False
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    whole: list[str] | None = None

    def piece(text: str) -> None:
        if whole is not None:
            whole.append(text)
            return
        for part in re.split(r"(?<=[ -~])(?=[^\x00-~])", text):
            if part.strip():
                builder.data(part)

    def begins() -> None:
        nonlocal whole
        whole = []

    def ends() -> None:
        nonlocal whole
        builder.data("".join(whole or ()))
        whole = None

    parser.StartCdataSectionHandler = begins
    parser.EndCdataSectionHandler = ends
    parser.CharacterDataHandler = piece
    parser.Parse(data, True)
    return builder.close()


def category_of(path: str) -> tuple[str, ...]:
    """As split_category_path of question/format.php reads it: only single slashes part levels."""
    levels = re.split("(?<!/)/(?!/)", path)
    assert all(map(_bare, levels))
    assert "top" not in levels[2:]
    return tuple(level.replace("//", "/") for level in levels)[2:]


def _bare(text: str) -> str:
    """As PARAM_TEXT leaves it: what looks like a tag would be cut."""
    assert not re.search(r"<\S", text), text
    return text


def _files(question: ElementTree.Element) -> Iterator[tuple[str, bytes]]:
    """The files of each text that shows them, and nothing else beside it."""
    for rich in question.iter():
        used = {s.removeprefix("@@PLUGINFILE@@/") for s in sources(rich.findtext("text") or "")}
        files = {f.get("name") or "": b64decode(f.text or "") for f in rich.findall("file")}
        if rich.tag in {"questiontext", "generalfeedback", "graderinfo"}:
            assert set(files) == used
        yield from files.items()


def _end(text: str) -> str:
    """The other half of a pair, which has 255 characters in the database, and is shown bare."""
    assert len(_bare(text)) <= 255
    return text


_GAP = re.compile(r"\{(\d*):SHORTANSWER:((?:[^~}]|(?<=\\)[~}])*(?:~(?:[^~}]|(?<=\\)[~}])*)*)\}")


def _of_moodle(
    question: ElementTree.Element, kind: str, text: str
) -> tuple[list[tuple[str, bool]], list[str]]:
    answers = question.findall("answer")
    reasons = [shown(a.findtext("feedback/text") or "") for a in answers]
    texts = [(a.findtext("text") or "", Decimal(a.get("fraction") or "0")) for a in answers]
    match kind:
        case "multichoice":
            return [(shown(t), worth > 0) for t, worth in texts], reasons
        case "numerical":
            spans = zip(texts, answers, strict=True)
            told = [
                (f"{t}±{Decimal(a.findtext('tolerance') or '0'):f}", w > 0) for (t, w), a in spans
            ]
            return told, reasons
        case "shortanswer":
            return [(t.replace("\\*", "*"), worth > 0) for t, worth in texts], []
        case "match":
            pairs = question.findall("subquestion")
            ends = [_end(p.findtext("answer/text") or "") for p in pairs]
            stems = [shown(p.findtext("text") or "") for p in pairs]
            return [(f"{s} = {e}", True) for s, e in zip(stems, ends, strict=True)], []
        case "ordering":
            return [(shown(t), True) for t, _ in sorted(texts, key=lambda one: one[1])], []
        case "multianswer":
            found = [unescape(one).removeprefix("=") for _, gap in _GAP.findall(text)
                     for one in gap.split("~")]  # fmt: skip
            return [(one.replace("\\*", "*"), True) for one in found], []
        case _:
            return [], []


def gift(data: bytes) -> Iterator[Asked]:
    """As Moodle's question/format/gift/format.php reads it."""
    category: tuple[str, ...] = ()
    for lines in re.split(r"\n\n+", data.decode()):
        told, rest = "", lines.strip()
        if rest.startswith("//"):
            told, _, rest = rest.partition("\n")
        if not rest:
            continue
        if rest.startswith("$CATEGORY:"):
            category = category_of(_unescaped(rest.removeprefix("$CATEGORY:").strip()))
            continue
        assert rest.startswith("::")
        _, title, rest = _split(rest, "::", 2)
        text, rest = _split(rest, "{", 1)
        inside, rest = _split(rest, "}", 1)
        assert _bare(_unescaped(title))
        assert not rest.strip()
        html = _rich(text)
        inside, *after = _split(inside, "####", 1)
        yield _of_gift(told, category, html, inside.strip(), "".join(map(_rich, after)))


def _split(text: str, sign: str, most: int) -> list[str]:
    """A text at signs that no backslash stands before."""
    found: list[str] = []
    last = at = 0
    while at < len(text) and len(found) < most:
        if text[at] == "\\":
            at += 2
        elif text.startswith(sign, at):
            found.append(text[last:at])
            at = last = at + len(sign)
        else:
            at += 1
    return [*found, text[last:]]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def _rich(text: str) -> str:
    assert text.startswith("[html]")
    return _unescaped(text.removeprefix("[html]"))


def _of_gift(told: str, category: tuple[str, ...], html: str, inside: str, after: str) -> Asked:
    found = re.search(r"\[id:(.+?)\]", told)
    assert found
    assert len(found[1]) <= 100
    lines = [line for line in inside.split("\n") if line]
    kind, of_a_line = _kind_of(lines)
    parts = [of_a_line(line) for line in lines if line != "#"]
    answers = [(answer, good) for answer, good, _ in parts]
    numbered = [str(at) for at in range(1, len(answers) + 1)]
    if kind == "match" and [one.rpartition(" = ")[2] for one, _ in answers] == numbered:
        answers = [(one.rpartition(" = ")[0], True) for one, _ in answers]
    files = {}
    for one in sources(html):
        form, _, coded = one.partition(",")
        assert form in {"data:image/svg+xml;base64", "data:audio/mpeg;base64"}
        files[coded[:9]] = b64decode(coded)
    shown(after)
    return Asked(
        id=found[1], kind=kind, category=category, text=shown(html), answers=tuple(answers),
        reasons=tuple(why for _, _, why in parts if why), files=files,
    )  # fmt: skip


_OfLine = Callable[[str], tuple[str, bool, str]]


def _kind_of(lines: Sequence[str]) -> tuple[str, _OfLine]:
    if not lines:
        return "essay", _typed
    if lines[0] == "#":
        return "numerical", _number
    if any(line.startswith("~") for line in lines):
        return "multichoice", _option
    if " -> " in lines[0] and lines[0].startswith("=[html]"):
        return "match", _pair
    return "shortanswer", _typed


def _number(line: str) -> tuple[str, bool, str]:
    own, *why = _split(line.removeprefix("="), "#", 1)
    found = re.fullmatch(r"%(\d+)%(.*)", own)
    assert found
    return found[2].replace(":", "±"), found[1] == "100", "".join(shown(_rich(o)) for o in why)


def _option(line: str) -> tuple[str, bool, str]:
    own, *why = _split(line[1:], "#", 1)
    share = re.match(r"%(-?[\d.]+)%", own)
    own = own[share.end() :] if share else own
    good = line[0] == "=" or (share is not None and not share[1].startswith("-"))
    return shown(_rich(own)), good, "".join(shown(_rich(one)) for one in why)


def _pair(line: str) -> tuple[str, bool, str]:
    stem, _, end = line[1:].rpartition(" -> ")
    return f"{shown(_rich(stem))} = {_unescaped(end)}", True, ""


def _typed(line: str) -> tuple[str, bool, str]:
    own = line.removeprefix("=%100%").removeprefix("[plain]")
    return _unescaped(own).replace("\\*", "*"), True, ""


def qti21(data: bytes) -> Iterator[Asked]:
    """By the manifest and the test of the package; what an item names has to be there."""
    with ZipFile(BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    manifest = _tree(files["imsmanifest.xml"])
    listed = {one.get("href") or "" for one in manifest.iterfind(".//{*}file")}
    assert listed == set(files) - {"imsmanifest.xml"}
    known = {one.get("identifier") for one in manifest.iterfind(".//{*}resource")}
    assert {o.get("identifierref") for o in manifest.iterfind(".//{*}dependency")} <= known
    for section in _tree(files["test.xml"]).iterfind(".//{*}assessmentSection"):
        path = tuple((section.get("title") or "").split(" › "))
        refs = section.findall("{*}assessmentItemRef")
        select = section.find("{*}selection")
        assert (select is None) or (select.get("select") == "1" and len(refs) > 1)
        for one in refs:
            yield _of_qti21(_tree(files[one.get("href") or ""]), path, files)


def _tree(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314


def _inner(element: ElementTree.Element) -> str:
    """The content of an element as HTML, without names of namespaces."""
    text = ElementTree.tostring(element, encoding="unicode", short_empty_elements=True)
    text = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", text)
    text = re.sub(r"(</?)\w+:", r"\1", text)
    return text[text.index(">") + 1 : text.rindex("</")] if "</" in text else ""


def _of_qti21(
    item: ElementTree.Element, path: tuple[str, ...], files: Mapping[str, bytes]
) -> Asked:
    body = item.find("{*}itemBody")
    assert body is not None
    kinds = [e for e in body.iter() if e.tag.endswith("Interaction")]
    kind = kinds[0].tag.partition("}")[2]
    declared = item.findall("{*}responseDeclaration")
    assert {e.get("responseIdentifier") for e in kinds} == {d.get("identifier") for d in declared}
    right = [v.text or "" for d in declared for v in d.iterfind("{*}correctResponse/{*}value")]
    labels = {
        c.get("identifier") or "": shown(_inner(c)) for c in kinds[0].iter() if c.get("identifier")
    }
    reasons = [
        shown(_inner(one))
        for one in item.iterfind("{*}modalFeedback")
        if (one.get("identifier") or "").startswith("why")
    ]
    mapped = [(e.get("mapKey") or "", True) for e in item.iterfind(".//{*}mapEntry")]
    match kind:
        case "choiceInteraction":
            answers = [(text, id_ in right) for id_, text in labels.items()]
        case "orderInteraction":
            answers = [(labels[id_], True) for id_ in right]
        case "matchInteraction":
            answers = [(" = ".join(labels[id_] for id_ in one.split()), True) for one in right]
        case "textEntryInteraction" if declared[0].get("baseType") == "float":
            ends = [
                Decimal(e.text or "0") for e in item.iterfind(".//{*}baseValue[@baseType='float']")
            ]
            tolerance = (ends[1] - ends[0]) / 2
            answers = [(f"{right[0]}±{figures.shown(tolerance)}", True)]
        case _:
            answers = mapped
    for one in kinds:
        if one.tag.endswith(("choiceInteraction", "orderInteraction", "matchInteraction")):
            one.clear()
    html = _inner(body)
    known = re.sub(r"</?\w+Interaction[^>]*>", "", html)
    return Asked(
        id=item.get("identifier") or "", kind=kind, category=path, text=shown(known),
        answers=tuple(answers), reasons=tuple(reasons),
        files={s: files[s.removeprefix("../")] for s in sources(known)},
    )  # fmt: skip


def qti12(data: bytes) -> Iterator[Asked]:
    """As Canvas reads it: groups are sections in the section of a quiz."""
    with ZipFile(BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    manifest = _tree(files["imsmanifest.xml"])
    listed = {one.get("href") or "" for one in manifest.iterfind(".//{*}file")}
    assert listed == set(files) - {"imsmanifest.xml"}
    for one in manifest.iterfind(".//{*}resource[@type='imsqti_xmlv1p2']/{*}file"):
        quiz = _tree(files[one.get("href") or ""])
        title = quiz[0].get("title") or ""
        for section in quiz.iterfind("{*}assessment/{*}section"):
            for part in section:
                items = part.findall("{*}item") if part.tag.endswith("section") else [part]
                assert all(e.tag.endswith("item") for e in items)
                group = (part.get("title") or "",) if part.tag.endswith("section") else ()
                for item in items:
                    yield _of_qti12(item, (*title.split(": ", 1), *group), files)


def _mattext(element: ElementTree.Element | None) -> str:
    assert element is not None
    found = element.find(".//{*}mattext")
    assert found is not None
    text = found.text or ""
    return shown(text) if found.get("texttype") == "text/html" else text


def _of_qti12(
    item: ElementTree.Element, path: tuple[str, ...], files: Mapping[str, bytes]
) -> Asked:
    fields = {f.findtext("{*}fieldlabel"): f.findtext("{*}fieldentry") or ""
              for f in item.iterfind(".//{*}qtimetadatafield")}  # fmt: skip
    kind = fields["question_type"]
    html = item.findtext("{*}presentation/{*}material/{*}mattext") or ""
    said = {f.get("ident"): _mattext(f) for f in item.iterfind("{*}itemfeedback")}
    linked = [e.get("linkrefid") for e in item.iterfind(".//{*}displayfeedback")]
    assert sorted(map(str, linked)) == sorted(map(str, said))
    # What is said of any wrong answer is a list of reasons.
    reasons = [t for id_, t in said.items() if str(id_).startswith(("why", "general_incorrect"))]
    good = [
        c
        for c in item.iterfind("{*}resprocessing/{*}respcondition")
        if c.find("{*}setvar") is not None
    ]
    lids = {lid.get("ident"): lid for lid in item.iterfind(".//{*}response_lid")}
    labels = {id_: {e.get("ident"): _mattext(e) for e in lid.iterfind(".//{*}response_label")}
              for id_, lid in lids.items()}  # fmt: skip
    equal = [
        (v.get("respident"), v.text or "")
        for c in good
        for v in c.iterfind("{*}conditionvar//{*}varequal")
    ]
    denied = {v.text for c in good for v in c.iterfind(".//{*}not/{*}varequal")}
    answers: list[tuple[str, bool]] = []
    match kind:
        case "multiple_choice_question" | "multiple_answers_question":
            right_ = {v for _, v in equal} - denied
            answers = [(text, id_ in right_) for id_, text in labels["response1"].items()]
        case "matching_question":
            pairs = [(_mattext(lids[r]), labels[r][v]) for r, v in equal]
            if [end for _, end in pairs] == [str(n) for n in range(1, len(pairs) + 1)]:
                answers = [(stem, True) for stem, _ in pairs]
            else:
                answers = [(f"{stem} = {end}", True) for stem, end in pairs]
        case "fill_in_multiple_blanks_question":
            assert all(f"[{_mattext(lid)}]" in html for lid in lids.values())
            answers = [(labels[r][v], True) for r, v in equal]
        case "numerical_question":
            # numeric_interaction.rb takes every range for a right answer, whatever it is worth.
            ranges = item.findall("{*}resprocessing/{*}respcondition//{*}vargte")
            assert ranges == good[0].findall(".//{*}vargte")
            low = Decimal(good[0].findtext(".//{*}vargte") or "0")
            high = Decimal(good[0].findtext(".//{*}varlte") or "0")
            answers = [(f"{equal[0][1]}±{figures.shown((high - low) / 2)}", True)]
        case "short_answer_question":
            answers = [(v, True) for _, v in equal]
        case _:
            assert kind == "essay_question"
    place = "%24IMS-CC-FILEBASE%24/"
    return Asked(
        id=item.get("ident") or "", kind=kind, category=path, text=shown(html),
        answers=tuple(answers), reasons=tuple(reasons),
        files={s: files[s.removeprefix(place)] for s in sources(html)},
    )  # fmt: skip


READERS: Mapping[platforms.Format, Callable[[bytes], Iterator[Asked]]] = {
    "moodle": moodle, "gift": gift, "qti21": qti21, "qti12": qti12,
}  # fmt: skip
