"""What is searched: each reads something hostile, and says what must hold whatever it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from hypothesis import strategies as st

from sonodeck import lint, project
from sonodeck.anki import reading, release
from sonodeck.anki.lock import text
from sonodeck.common import folders
from sonodeck.common.diagnostics import Diagnostic, Place, has_errors, render, source_lines
from sonodeck.common.folders import Folder
from sonodeck.lint import mediafiles
from sonodeck.lint.rule import MediaFile
from sonodeck.sheets import yamltext
from sonodeck.study.reviews import format as exchange
from tests.fuzz.grammar import WORD, YAML, spoiled, spoiled_lock, words

ELEMENTS = Path(__file__).parents[1] / "decks" / "elements"
NOW = 1_795_600_000
ALL = lint.Selection(select=("SD",), today="2026-11-25")


class Target(NamedTuple):
    """A strategy for inputs, and the check that each has to pass."""

    inputs: st.SearchStrategy[object]
    check: Callable[[object], None]


def _place_fits(found: Diagnostic, texts: Mapping[str, str]) -> bool:
    """The place is in a file that was read, in a line that it has."""
    place = found.place
    if place is None or place.path not in texts:
        return place is not None
    lines = source_lines(texts[place.path])
    return 1 <= place.line <= len(lines) + 1 and place.column >= 1 and place.width >= 1


def _yaml(data: object) -> None:
    assert isinstance(data, bytes)
    read = yamltext.read(data, "x.yaml")
    assert all(_place_fits(one, {"x.yaml": read.text}) for one in read.found)
    assert read == yamltext.read(data, "x.yaml")
    _is_plain(read.plain)


def _is_plain(value: object) -> None:
    match value:
        case dict():
            for key, inner in value.items():
                assert isinstance(key, str)
                _is_plain(inner)
        case list():
            for inner in value:
                _is_plain(inner)
        case _:
            assert value is None or isinstance(value, str)


@cache
def _elements() -> Folder:
    return folders.read(ELEMENTS)


@cache
def _lock() -> bytes:
    """The lock of the deck as a first build writes it."""
    made, _ = release.plan(project.compile_folder(_elements()), NOW)
    assert made is not None
    return made.text


def _deck(spoil: object) -> None:
    """A deck with one file spoiled: findings with places, fields with no tag but ours."""
    assert isinstance(spoil, tuple)
    name, data = spoil
    whole = _elements()
    files = {**whole.files, "deck.lock": _lock()}
    kinds = dict(whole.kinds)
    (kinds if name in kinds else files)[name] = data
    folder = Folder(
        path=whole.path, shown="deck", files=files, kinds=kinds, media=whole.media, found=()
    )
    compiled = project.compile_folder(folder, rules=ALL)
    assert all(_place_fits(one, compiled.texts) for one in compiled.found)
    for how in ("text", "json", "github"):
        assert isinstance(render(compiled.found, how, compiled.texts), str)
    planned, more = release.plan(compiled, NOW + 1, release.Options(retire_many=True))
    assert (planned is None) == (has_errors(compiled.found) or has_errors(more))
    for packed in compiled.packed:
        for field in packed.filled.fields:
            is_safe(field)


def _locked(data: object) -> None:
    """A lock that can be read is the same when it is written and read again; and see ``_deck``."""
    assert isinstance(data, bytes)
    deck = _lock().split(b"\n", 1)[0].rpartition(b" ")[2].decode()
    lock, found = text.read(data, "deck.lock", deck)
    assert (lock is None) == has_errors(found)
    if lock is not None:
        assert text.read(text.write(lock), "deck.lock", deck) == (lock, [])
    _deck(("deck.lock", data))


_TAGS = frozenset(
    words(
        """
        p b i code pre br span ul ol li dl dt dd div table tbody tr th td img small a sub sup hr
        """
    )
)


class _Tags(HTMLParser):
    """The tags of a text as a browser finds them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def is_safe(html: str) -> None:
    """A field holds tags of ours only, none that runs, and its addresses are of the web."""
    for tag, attributes in _Tags(html).found:
        assert tag in _TAGS, tag
        for key, value in attributes:
            assert not key.lower().startswith("on"), key
            if key in {"href", "src"}:
                assert tag == "img" or (value or "").startswith(("https://", "http://", "mailto:"))


def _answers(data: object) -> None:
    assert isinstance(data, bytes)
    records, found = exchange.read(data, "answers")
    assert all(one.place is not None for one in found)
    written = "".join(exchange.write(records)).encode()
    assert exchange.read(written, "answers") == (records, [])


@cache
def _package() -> bytes:
    """The collection of a package of the deck."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ELEMENTS, Path(folder) / "deck")
        path = Path(folder) / "x.apkg"
        made, found = release.build(project.compile_deck(Path(folder) / "deck"), path, NOW)
        assert made is not None, found
        with ZipFile(path) as package:
            return package.read("collection.anki2")


def _collection(turned: object) -> None:
    """A package whose database has some bytes turned: its notes, or one error of ours."""
    assert isinstance(turned, tuple)
    seed, count, first = turned
    data, chance = bytearray(_package()), Random(seed)  # noqa: S311
    for _ in range(count):
        data[chance.randrange(first, len(data))] = chance.randrange(256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.apkg"
        with ZipFile(path, "w") as package:
            package.writestr("collection.anki2", bytes(data))
        try:
            reading.read(path)
        except reading.Unreadable as error:
            assert str(path) in str(error)


_SQL = st.sampled_from(
    words(
        """
        sfld csum flags data usn mod mid guid tags flds id nid did ord type queue due ivl models
        decks conf ver scm crt notes cards col revlog graves sqlite_master x'00' NULL 'a' 1 -1 1e9
        SELECT FROM UPDATE SET WHERE DELETE DROP TABLE CREATE VIEW AS INSERT INTO VALUES ( ) , = * ;
        """
    )
)


def _commands(commands: object) -> None:
    """A package whose database somebody worked on."""
    assert isinstance(commands, list)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "c"
        database.write_bytes(_package())
        with closing(sqlite3.connect(database)) as db:
            for command in commands:
                try:
                    db.execute(command)
                except (sqlite3.Error, sqlite3.Warning):
                    continue
            db.commit()
        path = Path(folder) / "x.apkg"
        with ZipFile(path, "w") as package:
            package.write(database, "collection.anki2")
        try:
            reading.read(path)
        except reading.Unreadable as error:
            assert str(path) in str(error)


_UPDATE = st.builds(
    "UPDATE {} SET {} = {}".format,
    st.sampled_from(["notes", "cards", "col"]),
    st.sampled_from(words("id guid mid mod tags flds nid ord models")),
    st.sampled_from(
        ["NULL", "x'ff00'", "'a'", "''", "-1", "1e99", "'{}'", "'[]'", "'{\"1\":{}}'", "9" * 30]
    ),
)


_ODD = st.sampled_from(
    [
        "0", "-1", "1", "999999999999", "9999999999", "1790000000", "NULL", "''", "'a'", "'a b'",
        "'a' || id", "'a ' || id", "'a\u202e' || id", "'é' || id", "x'ff00' || id", "id", "guid",
        "flds", "'heart' || substr(flds, 5)", "replace(flds, '.', '')", "replace(flds, '.', ' ')",
        "replace(flds, 'c1::', 'c0::')", "replace(flds, 'c1::', 'c1234::')", "upper(flds)",
        "replace(flds, 'c1::', 'c2::')", "replace(flds, '{{', '')", "replace(flds, '::', '::<b>')",
        "replace(flds, 'e', '~')", "replace(flds, 'e', ',=!%')", "replace(flds, 'e', char(10))",
    ]
)  # fmt: skip
_WRONGED = st.lists(
    st.builds(
        "UPDATE notes SET {} = {} WHERE id % {} = 0".format,
        st.sampled_from(["mod", "guid", "flds", "flds", "tags"]), _ODD, st.sampled_from([1, 1, 7]),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def _since(commands: object) -> None:
    """A release whose notes somebody worked on: refused, or a lock that can be read again."""
    assert isinstance(commands, list)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "c"
        database.write_bytes(_package())
        with closing(sqlite3.connect(database)) as db:
            for command in commands:
                with suppress(sqlite3.Error):
                    db.execute(command)
            db.commit()
        path = Path(folder) / "x.apkg"
        with ZipFile(path, "w") as package:
            package.write(database, "collection.anki2")
        try:
            released = reading.read(path)
        except reading.Unreadable:
            return
    compiled = project.compile_folder(_elements(), released)
    made, found = release.plan(compiled, NOW + 9, release.Options(retire_many=True))
    assert (made is None) == has_errors((*compiled.found, *found))
    if made is not None:
        assert text.read(made.text, "deck.lock", made.lock.deck) == (made.lock, [])
    assert not any("mistake in sonodeck" in one.hint for one in found)


def _svg(data: object) -> None:
    """An SVG that is let through holds nothing that runs or loads."""
    assert isinstance(data, str)
    file = MediaFile(
        name="x.svg",
        place=Place("x.svg", 1, 1),
        size=len(data),
        read=partial(data.encode, "utf-8", "replace"),
    )
    if mediafiles.active_parts(file) is None:
        root = ET.fromstring(data)  # noqa: S314
        for element in root.iter():
            assert str(element.tag).rpartition("}")[2].lower() not in {"script", "foreignobject"}
            for key, value in element.attrib.items():
                assert not key.rpartition("}")[2].lower().startswith("on")
                assert "javascript:" not in value.lower()


_XML = st.lists(
    st.sampled_from(
        [
            "<svg>", "</svg>", "<g>", "</g>", "<script>", "</script>", "<a href='", "xlink:href='",
            "javascript:x", "&#x6a;avascript:x", "' onload='", "'>", "'/>", "<path ", "d='M0 0' ",
            "fill='url(", "#a", ")'", "https://example.org", "<style>", "</style>", "@import ", "x",
            "<!DOCTYPE svg [", "<!ENTITY a 'x'>", "]>", "&a;", "<![CDATA[", "]]>",
            "<!--", "-->", "<?x?>",
            "xmlns='http://www.w3.org/2000/svg' ", "<set attributeName='href' to='", "<image ",
            "<use ",
        ]
    ),
    max_size=14,
).map(lambda parts: f"<svg xmlns='http://www.w3.org/2000/svg'>{''.join(parts)}</svg>")  # fmt: skip


def _named(name: str, data: bytes) -> st.SearchStrategy[object]:
    return st.tuples(st.just(name), spoiled((data,)) | YAML.map(_encoded) | st.binary(max_size=60))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _files() -> st.SearchStrategy[object]:
    whole = _elements()
    named = {**whole.files, **whole.kinds}
    return st.one_of([_named(name, data) for name, data in named.items()])


_LINE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=5),
    max_leaves=8,
)


def targets() -> dict[str, Target]:
    """All of them by name."""
    lines = st.lists(_LINE.map(json.dumps), max_size=4)
    head = st.sampled_from(['{"sonodeck-reviews":1}', '{"sonodeck-reviews":2}', "", "x"])
    answers = st.builds(lambda first, more: "\n".join([first, *more]).encode(), head, lines)
    turned = st.tuples(st.integers(0, 1 << 32), st.integers(1, 60), st.sampled_from([0, 100, 4096]))
    commands = st.lists(_UPDATE | st.lists(_SQL, max_size=9).map(" ".join), min_size=1, max_size=4)
    return {
        "yaml": Target(YAML.map(_encoded) | st.binary(max_size=200), _yaml),
        "deck": Target(_files(), _deck),
        "lock": Target(
            spoiled_lock(_lock()) | spoiled((_lock(),)) | st.binary(max_size=60), _locked
        ),
        "answers": Target(answers | st.binary(max_size=100), _answers),
        "collection": Target(turned, _collection),
        "commands": Target(commands, _commands),
        "since": Target(_WRONGED, _since),
        "svg": Target(_XML, _svg),
    }
