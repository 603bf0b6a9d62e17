"""Texts that are none: damaged bytes, traps of YAML, signs that can't be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from tests.hostile.case import CLEAN, Case

_LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))

DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "cut within a character": lambda data: data + "# é".encode()[:-1],
    "an open quote": lambda data: data + b"end: 'of\n",
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-32": lambda data: data.decode().encode("utf-32"),
    "Latin-1": lambda data: data + "# é\n".encode("latin-1"),
    "half a surrogate": lambda data: data + b"# \xed\xa0\x80\n",
    "a longer form of a byte": lambda data: data + b"# \xc0\xaf\n",
    "NUL": lambda data: data + b"\0",
    "an escape of the terminal": lambda data: data + b"# \x1b[2J\n",
    "two byte-order marks": lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "a tab": lambda data: b"\t" + data,
    "a line of a megabyte": lambda data: data + b"x" * (1 << 20) + b"\n",
    "seventeen mebibytes": lambda data: data + b"#" * (17 << 20),
    "a thousand brackets": lambda data: data + b"deep: " + b"[" * 1000,
    "a thousand maps": lambda data: data + b"deep: " + b"{a: " * 1000,
    "steps of a thousand": lambda data: data + b"".join(b" " * n + b"a:\n" for n in range(1000)),
    "laughs of laughs": lambda data: data + b"l0: &l0 ha\n" + _LAUGHS.encode(),
    "an object of Python": lambda data: data + b"x: !!python/object/apply:os.system [id]\n",
    "a merge key": lambda data: data + b"<<: {a: b}\n",
    "two documents": lambda data: data + b"---\n" + data,
    "a directive": lambda data: b"%TAG ! tag:example.org,2026:\n---\n" + data,
    "a key that stands twice": lambda data: data + data.split(b"\n")[0] + b"\n",
    "a key of ten thousand letters": lambda data: data + b"k" * 10_000 + b": x\n",
    "a change of direction": lambda data: data + "# \u202egnp.exe\n".encode(),
    "a sign of no width": lambda data: data + "# a\u200bb\n".encode(),
    "tags that nobody sees": lambda data: data + "# \U000e0041\U000e0042\n".encode(),
    "private use": lambda data: data + "# \ue000x\ue001\n".encode(),
    "a line break of its own": lambda data: data + "# \u2028\n".encode(),
    "noise": lambda data: Random(len(data)).randbytes(4096),  # noqa: S311
    "a word": lambda _: b"nothing\n",
    "a list": lambda _: b"- nothing\n",
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "a program": lambda _: b"#!/bin/sh\nrm -rf /\n",
}
_READ = ("deck.yaml", "sources.yaml", "sheet.yaml", "kinds/part.yaml")


def cases() -> Iterator[tuple[str, Case]]:
    for name in _READ:
        for what, damage in DAMAGES.items():
            yield f"{name}: {what}", Case(files={name: damage(CLEAN[name])})


_IDS = {
    "a letter that looks like another": "he\u0430rt",
    "letters of full width": "\uff48\uff45\uff41\uff52\uff54",
    "a capital": "Heart",
    "a point": "he.art",
    "a slash": "../heart",
    "a dash too many": "heart--",
    "nothing": "''",
    "a line": "'a\n\n      b'",
    "a thousand letters": "h" * 1000,
    "an accent of its own": "hea\u0301rt",
}
_NUMBERS = {
    "digits without end": "9" * 5000,
    "not a number": "NaN",
    "infinity": ".inf",
    "other digits": "\u4e94 liters",
}


def of_values() -> Iterator[tuple[str, Case]]:
    sheet = CLEAN["sheet.yaml"].decode()
    for what, text in _IDS.items():
        spoiled = sheet.replace("id: heart", f"id: {text}")
        yield f"an id: {what}", Case(files={"sheet.yaml": spoiled.encode()})
    for what, text in _NUMBERS.items():
        spoiled = sheet.replace("about 5 liters a minute", text)
        yield f"a number: {what}", Case(files={"sheet.yaml": spoiled.encode()})


_MARKUP = {
    "a script": "<script>alert(1)</script>",
    "a picture that fails": "<img src=x onerror=alert(1)>",
    "an address that runs": "<a href='javascript:alert(1)'>x</a>",
    "a page in the page": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "a style": "<style>*{display:none}</style>",
    "characters by number": "&#60;script&#62;alert(1)&#60;/script&#62;",
    "a formula that leads away": r"\(\href{javascript:alert(1)}{x}\)",
    "a formula that loads": r"\(\require{html}x\)",
    "a formula that defines": r"\(\def\x{\x\x}\x\)",
    "a formula without end": r"\(x",
}


def of_markup() -> Iterator[tuple[str, Case]]:
    sheet = CLEAN["sheet.yaml"].decode()
    for what, text in _MARKUP.items():
        quoted = "'" + text.replace("'", "''") + "'"
        for field, old in (("name", "name: heart"), ("does", "does: moves the blood")):
            spoiled = sheet.replace(old, f"{field}: {quoted}")
            yield f"{what} as {field}", Case(files={"sheet.yaml": spoiled.encode()})
