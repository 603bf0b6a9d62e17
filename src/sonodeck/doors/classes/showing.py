"""What a class answered as text, JSON, a table, and a page."""

from __future__ import annotations

import csv
import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from html import escape
from io import StringIO

from sonodeck.common.diagnostics import Diagnostic, counted, render
from sonodeck.doors.classes.cards import Choice, Class, Row
from sonodeck.doors.classes.findings import by_row, figure
from sonodeck.pages import webtext
from sonodeck.study import classes

_HARDEST = 10
"""Cards that the text names."""


def _percent(share: classes.Share) -> str:
    return f"{round(100 * share.known / share.of)} %" if share.of else ""


def _interval(share: classes.Share) -> str:
    low, high = (round(100 * end) for end in share.interval)
    return f"{low}–{high} %"


def _all(shares: Iterator[classes.Share]) -> classes.Share:
    known = [(share.known, share.of) for share in shares]
    return classes.Share(sum(one for one, _ in known), sum(of for _, of in known))


def _hardest(rows: Sequence[Row]) -> list[Row]:
    """Those first of which it is sure that they are hard; then in teaching order."""
    return sorted(rows, key=lambda row: row.item.first.interval[1])


def _summary(of: Class) -> list[tuple[str, str]]:
    first, later = _all(row.item.first for row in of.rows), _all(row.item.later for row in of.rows)
    told = [
        ("Students", str(of.students)),
        ("Cards", f"{len(of.rows)} of {of.cards} answered"),
        ("First answers", f"{first.of}, {_percent(first)} known"),
    ]
    if later.of:
        told.append(("On a later day", f"{later.of}, {_percent(later)} known"))
    return told


def as_text(of: Class) -> str:
    """The numbers of the whole, and the cards that were hardest."""
    lines = [of.title, "", *(f"{name:<15}{said}" for name, said in _summary(of))]
    lines += ["", "Hardest at first (95 % interval)"]
    for row in _hardest(of.rows)[:_HARDEST]:
        first = row.item.first
        known = f"{_percent(first):>5}  {f'({_interval(first)})':<11}  of {first.of:<4}"
        lines.append(f"{known} {row.name}")
    return "\n".join(lines) + "\n"


def as_json(of: Class, found: Sequence[Diagnostic]) -> str:
    """All numbers, and the findings as ``check --format json`` has them."""
    findings = json.loads(render(found, "json", {}))
    return json.dumps({**asdict(of), "findings": findings}, ensure_ascii=False, indent=1)


_COLUMNS = (
    *("key", "card", "topic", "question", "place", "students", "known", "known low", "known high"),
    *("later", "later known", "later low", "later high"),
    *("discrimination", "discrimination low", "discrimination high"),
    *("options", "other options"),
)


def as_csv(of: Class) -> bytes:
    """A table with a line for each card, in teaching order; shares are from 0 to 1.

    With the mark by which Excel knows UTF-8.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(row) for row in of.rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(row: Row) -> list[object]:
    telling = row.item.telling
    ends = ("", "", "") if telling is None else (telling.value, telling.low, telling.high)
    return [
        *(row.key, row.card or 1, row.topic, row.question, str(row.place)),
        *_share_cells(row.item.first),
        *_share_cells(row.item.later),
        *(one if isinstance(one, str) else f"{one:.3f}" for one in ends),
        "\n".join(f"{option.chosen} {_sign(option)}{option.text}" for option in row.options),
        row.others or "",
    ]


def _share_cells(share: classes.Share) -> list[object]:
    if not share.of:
        return [0, "", "", ""]
    low, high = share.interval
    return [share.of, *(f"{one:.3f}" for one in (share.known / share.of, low, high))]


def _sign(option: Choice) -> str:
    return "✓ " if option.right else ""


# the page


def as_page(of: Class, found: Sequence[Diagnostic]) -> str:
    """One HTML file that needs nothing beside itself and runs nothing."""
    style = webtext.packaged("doors/classes/page.css")
    policy = f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    own = by_row(of, found)
    anchors = {row.name: f"card-{at}" for at, row in enumerate(of.rows)}
    noticed = "".join(
        f'<li><a href="#{anchors[name]}">{escape(name)}</a>{escape(one.message[len(name) :])}</li>'
        for name, several in own.items()
        for one in several
    )
    parts = {
        "policy": f"default-src 'none'; style-src {policy}; base-uri 'none'; form-action 'none'",
        "title": escape(of.title),
        "language": escape(of.language),
        "style": style,
        "summary": "".join(
            f"<div><dt>{name}</dt><dd>{escape(said)}</dd></div>" for name, said in _summary(of)
        ),
        "findings": f"<ul>{noticed}</ul>" if noticed else "<p>Nothing stands out.</p>",
        "cards": "".join(_card(row, anchors[row.name], of.language) for row in _hardest(of.rows)),
    }
    return webtext.put_in(webtext.packaged("doors/classes/page.html"), parts)


def _card(row: Row, anchor: str, language: str) -> str:
    item = row.item
    measures = [("Known at first", _meter(item.first, row.name, "known at first"))]
    if item.later.of:
        measures.append(("On a later day", _meter(item.later, row.name, "known on a later day")))
    if item.telling is not None:
        low, high = figure(item.telling.low), figure(item.telling.high)
        told = f"{figure(item.telling.value)} <small>({low} to {high})</small>"
        measures.append(("Discrimination", told))
    shown = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in measures)
    texts = f'lang="{escape(language)}" dir="auto"'
    return (
        f'<li id="{anchor}"><h3 {texts}>{escape(row.question)}</h3>'
        f'<p class="about">{escape(row.name)} · {escape(row.topic)} · {escape(str(row.place))}</p>'
        f"<dl>{shown}</dl>{_options(row, texts)}</li>"
    )


def _meter(share: classes.Share, name: str, what: str) -> str:
    return (
        f'<meter min="0" max="{share.of}" value="{share.known}" '
        f'aria-label="{escape(name)}, {what}"></meter> {_percent(share)} '
        f"<small>({_interval(share)}) of {counted(share.of, 'student')}</small>"
    )


def _options(row: Row, texts: str) -> str:
    if not sum(option.chosen for option in row.options) + row.others:
        return ""
    lines = [
        f"<li{' class=right' if option.right else ''}><b>{option.chosen}</b> "
        f"{_sign(option)}<span {texts}>{escape(option.text)}</span></li>"
        for option in row.options
    ]
    if row.others:
        lines.append(f"<li><b>{row.others}</b> options that the card no longer has</li>")
    return f"<ul>{''.join(lines)}</ul>"
