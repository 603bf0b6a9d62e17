"""Names and files that lead where nobody is invited, or that are no files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from tests.hostile.case import (
    CHECK,
    CLEAN,
    Case,
    Content,
    Directory,
    Hole,
    Link,
    Pipe,
    Socket,
)

_NO_FILES: Mapping[str, Content] = {
    "a pipe": Pipe(),
    "a socket": Socket(),
    "a folder": Directory(),
    "a link to a device without end": Link("/dev/zero"),
    "a link to the terminal": Link("/dev/tty"),
    "a link to a secret": Link("/etc/passwd"),
    "a link out of the folder": Link("../secret"),
    "a link to itself": Link("sheet.yaml"),
    "a link to nothing": Link("nowhere"),
}
_SECRET: Mapping[str, Content] = {"secret": b"root: x\n"}


def of_files() -> Iterator[tuple[str, Case]]:
    """Every place where a deck's file is read, and what may lie there instead."""
    for name in ("sheet.yaml", "sources.yaml", "kinds/part.yaml", "deck.lock", "media/heart.svg"):
        for what, content in _NO_FILES.items():
            link = content.target if isinstance(content, Link) else ""
            up = "../" if "/" in name and link.startswith("..") else ""
            here = Link(name.rpartition("/")[2]) if link == "sheet.yaml" else content
            spoiled = Link(up + link) if up else here
            yield f"{name} is {what}", Case(files={name: spoiled}, beside=_SECRET)
    for what in ("a pipe", "a folder", "a link to a device without end", "a link to nothing"):
        yield f"deck.yaml is {what}", Case(files={"deck.yaml": _NO_FILES[what]})
    for folder in ("kinds", "media"):
        files: dict[str, Content] = {n: None for n in CLEAN if n.startswith(f"{folder}/")}
        outside = {"elsewhere/part.yaml": b"x\n", "elsewhere/heart.svg": b"x\n"}
        led = Case(files={**files, folder: Link("../elsewhere")}, beside=outside)
        yield f"{folder}/ is a link out of the folder", led
        yield f"{folder}/ is a pipe", Case(files={**files, folder: Pipe()})
    yield "a picture of ten gigabytes", Case(files={"media/heart.svg": Hole(10 << 30)})
    yield "a sheet of ten gigabytes", Case(files={"sheet.yaml": Hole(10 << 30)})
    many = {f"media/{n:03}.png": Hole(100 << 20) for n in range(200)}
    yield "two hundred pictures of twenty gigabytes", Case(files=many)
    drawn = {f"media/{n:02}.svg": Hole(5 << 20) for n in range(80)}
    yield "eighty drawings of 400 MiB", Case(files=drawn)


_PICTURES = {
    "a way out": "../../secret",
    "a way out, hidden": "x/../../../secret",
    "a place on the disk": "/etc/passwd",
    "a drive": "C:\\secret.svg",
    "a share": "\\\\host\\secret.svg",
    "a stream": "heart.svg:secret",
    "a device": "con.svg",
    "a device without an ending": "NUL",
    "a dot at the end": "heart.svg.",
    "a hidden file": ".heart.svg",
    "an address": "https://example.org/heart.svg",
    "data": "data:image/svg+xml,<svg onload=alert(1)>",
    "a page": "heart.html",
    "a thousand letters": "h" * 1000 + ".svg",
    "a quote": 'heart"onerror="alert(1).svg',
    "a change of direction": "heart\u202egvs.exe",
    "another case": "HEART.SVG",
}


def of_names() -> Iterator[tuple[str, Case]]:
    sheet, deck = CLEAN["sheet.yaml"].decode(), CLEAN["deck.yaml"].decode()
    for what, name in _PICTURES.items():
        quoted = "'" + name.replace("'", "''") + "'"
        spoiled = sheet.replace("file: heart.svg", f"file: {quoted}")
        files = {"sheet.yaml": spoiled.encode()}
        yield f"a picture's name: {what}", Case(files=files, beside=_SECRET)
        listed = deck.replace("[sheet.yaml]", f"[sheet.yaml, {quoted}]")
        yield f"a sheet's name: {what}", Case(files={"deck.yaml": listed.encode()}, beside=_SECRET)
    for tag in ("con", "../out", "/out", "a::b", "NUL"):
        spoiled = deck + f"tag: '{tag}'\n"
        yield f"a deck's tag: {tag}", Case(files={"deck.yaml": spoiled.encode()})
    for what, line in {
        "a link to report to that runs": "report: 'javascript:alert({key})'",
        "a link to report to with a quote": "report: 'https://example.org/\"{key}'",
        "a title that Anki splits": "title: 'a::b'",
    }.items():
        kept = "".join(f"{one}\n" for one in deck.splitlines() if one[:5] != line[:5])
        yield what, Case(files={"deck.yaml": f"{kept}{line}\n".encode()})
    run = CLEAN["sources.yaml"].replace(b"grade: A", b"grade: A, url: 'javascript:alert(1)'")
    yield "a source whose address runs", Case(files={"sources.yaml": run})


_DOMAIN = "domains: [{tag: heart, title: Heart, weight: 1}]"
_BLUEPRINTS = {
    "that asks without end": f"questions: 99999999999999999999, minutes: 5, {_DOMAIN}",
    "that lasts without end": f"questions: 5, minutes: {'9' * 5000}, {_DOMAIN}",
    "that ends before it begins": f"questions: 5, minutes: -5, {_DOMAIN}",
    "of half a question": f"questions: 0.5, minutes: 5, {_DOMAIN}",
    "that weighs nothing": "questions: 5, minutes: 5, domains: [{tag: a, title: A, weight: 0}]",
    "that weighs more than there is": (
        "questions: 5, minutes: 5, domains: [{tag: a, title: A, weight: 1e999}]"
    ),
    "that is no number": f"questions: .nan, minutes: .inf, {_DOMAIN}",
    "of no domains": "questions: 5, minutes: 5, domains: []",
    "of a domain twice": (
        "questions: 5, minutes: 5, domains: ["
        "{tag: a, title: A, weight: 1}, {tag: a, title: A, weight: 1}]"
    ),
    "of a tag that a terminal obeys": (
        'questions: 5, minutes: 5, domains: [{tag: "a\\e[31m", title: "\\e[2J", weight: 1}]'
    ),
    "of twenty thousand domains": "questions: 5, minutes: 5, domains: ["
    + ", ".join(f"{{tag: t{n}, title: T, weight: 1}}" for n in range(20_000))
    + "]",
    "that is a list": "[[[]]]",
}


def of_exams() -> Iterator[tuple[str, Case]]:
    """Blueprints that no exam can follow, for each command that asks one."""
    deck = CLEAN["deck.yaml"].decode()
    for what, inside in _BLUEPRINTS.items():
        line = f"blueprint: {inside if inside[0] == '[' else f'{{{inside}}}'}\n"
        for command in (CHECK, ("exam", "deck"), ("print", "exam", "deck", "-o", "out.pdf")):
            case = Case(files={"deck.yaml": f"{deck}{line}".encode()}, command=command)
            yield f"{' '.join(command[:-3] or command[:1])}: a blueprint {what}", case


_UNPRINTABLE = {
    "signs of a terminal": b"x\x1b[31m\x9b2J",
    "two lines": b"x\n::error::y",
    "no UTF-8": b"caf\xe9",
    "a change of direction": "x\u202ey".encode(),
}


def of_printing() -> Iterator[tuple[str, Case]]:
    """Names that a terminal would obey, wherever one is printed."""
    broken = CLEAN["sheet.yaml"].replace(b"source: book", b"source: nobook")
    for what, raw in _UNPRINTABLE.items():
        name = os.fsdecode(raw)
        yield f"a sheet whose name has {what}", Case(files={f"{name}.yaml": broken})
        yield f"a kind whose name has {what}", Case(files={f"kinds/{name}.yaml": b"kind: [\n"})
        svg: dict[str, Content] = {f"media/{name}.svg": b"<svg/>"}
        for how in ("text", "json", "github"):
            case = Case(files=svg, command=(*CHECK, "--format", how))
            yield f"{how}: a picture whose name has {what}", case
        arguments: Mapping[str, tuple[str, ...]] = {
            "show": ("show", name, "deck"),
            "list": ("list", "deck", "--kind", name),
            "quiz": ("quiz", "deck", "--tag", name),
            "diff": ("diff", "deck", "--against", f"deck/{name}"),
            "build": ("build", "deck", "-o", f"deck/sheet.yaml/{name}"),
            "check": ("check", f"deck/{name}"),
            "new sheet": ("new", "sheet", name, "--deck", "deck"),
            "new deck": ("new", "deck", name),
            "exam": ("exam", f"deck/{name}"),
            "print exam": ("print", "exam", "deck", "--tag", name),
            "print handout": ("print", "handout", "deck", "-o", f"deck/sheet.yaml/{name}"),
            "export": ("export", "deck", "--format", "moodle", "--tag", name),
            "export of one kind": ("export", "deck", "--format", "qti12", "--kind", name),
            "import": ("import", f"deck/{name}", "--deck", "deck"),
            "site": ("site", "deck", "--tag", name),
            "SCORM": ("site", "deck", "--scorm", "-o", f"deck/sheet.yaml/{name}"),
            "stats": ("stats", "deck", "--answers", f"deck/{name}"),
            "suggestions": ("suggestions", f"deck/{name}", "deck"),
        }
        for which, command in arguments.items():
            yield f"{which}: an argument with {what}", Case(command=command)


_ACTIVE = {
    "a script": "<script>alert(1)</script>",
    "a handler": '<path onload="alert(1)"/>',
    "a page": "<foreignObject><p/></foreignObject>",
    "an address": '<image href="https://example.org/x.png"/>',
    "a link": '<a href="javascript:alert(1)"/>',
    "a style from elsewhere": "<style>@import 'https://example.org';</style>",
    "an animation that leads away": '<set attributeName="href" to="javascript:alert(1)"/>',
    "no end": "<g>",
}


def of_pictures() -> Iterator[tuple[str, Case]]:
    for what, inside in _ACTIVE.items():
        svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
        for command in (
            CHECK,
            ("preview", "deck", "-o", "out.html"),
            ("site", "deck", "-o", "out"),
        ):
            name = f"{command[0]}: a picture with {what}"
            yield name, Case(files={"media/heart.svg": svg}, command=command)
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    svg = f'<!DOCTYPE svg [<!ENTITY a0 "x">{laughs}]><svg>&a11;</svg>'.encode()
    yield "a picture that grows", Case(files={"media/heart.svg": svg})
    outside = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'
    yield "a picture that reads a secret", Case(files={"media/heart.svg": outside.encode()})
    yield "a packed picture", Case(files={"media/heart.svg": b"\x1f\x8b\x08\x00" + bytes(20)})


_TEMPLATES: Mapping[str, Content] = {
    "that reads a secret": b'#read("/etc/passwd")',
    "that climbs out of its folder": b'#read("../../../etc/passwd")',
    "that loads a package": b'#import "@preview/cetz:0.3.0"',
    "that never ends": b"#let f(n) = f(n + 1)\n#f(0)",
    "that is none": b"#",
    "that is a link to a secret": Link("/etc/passwd"),
    "that is a pipe": Pipe(),
    "that is a folder": Directory(),
}


def of_paper() -> Iterator[tuple[str, Case]]:
    """Templates of a stranger's deck; none is set, and none reads anything."""
    for what, content in _TEMPLATES.items():
        command = ("print", "handout", "deck", "-o", "out.pdf")
        yield (
            f"print: a template {what}",
            Case(files={"print/handout.typ": content}, command=command),
        )
