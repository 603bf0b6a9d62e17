"""Decks as other tools make them: genanki with types of its own, Anki's own export, CrowdAnki."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import genanki
from anki import collection as ankis
from anki.decks import DeckId
from anki.import_export_pb2 import ExportAnkiPackageOptions
from anki.models import NotetypeId

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
MADE = 1_700_000_000
"""When the packages were made, in seconds."""

PAGE = 'Drugs of the <b>second</b> term.<br><a href="https://example.org/?a=1&amp;b=2">More</a>'

_DRUG = genanki.Model(
    1_607_392_319,
    "Drug card",
    fields=[{"name": n} for n in ("Drug", "Class", "Picture", "Source")],
    templates=[
        {
            "name": "Class",
            "qfmt": "Which class: {{Drug}}?{{Picture}}",
            "afmt": '{{FrontSide}}<hr id="answer">{{Class}}{{#Source}}<i>{{Source}}</i>{{/Source}}',
        },
        {
            "name": "Drug",
            "qfmt": "{{#Class}}One of the {{text:Class}}{{/Class}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Drug}}",
        },
    ],
    css='@font-face { font-family: f; src: url("_font.woff2"); } .card { font-family: f; }',
)
_CLOZE = genanki.Model(
    1_607_392_320,
    "Cloze of the class",
    model_type=genanki.Model.CLOZE,
    fields=[{"name": "Text"}, {"name": "Extra"}],
    templates=[
        {"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{hint:Extra}}"}
    ],
)
_DRUGS = {
    "aspirin": "<b>antiplatelet</b> drug<br>COX-1",
    "digoxin &lt; 0.125&nbsp;mg": "<span style='color: red;'>cardiac glycoside</span>",
    "zero\u200bwidth": "2*3*4 and _x_ and [latex]x^2[/latex]",
    "metoprolol": "\n  beta blocker\n\n    second line\n",
    "no": "'quoted' \"text\": with a colon # and a sign",
    "- dash": "{braces} [brackets] > < & | %",
}


def with_genanki(folder: Path) -> Path:
    """Two note types, one of clozes; subdecks, tags, a font, a picture, guids of its own."""
    (folder / "a b.png").write_bytes(PNG)
    (folder / "_font.woff2").write_bytes(b"wOF2")
    heart, lung = (
        genanki.Deck(2_059_400_110, "Pharm::Heart"),
        genanki.Deck(2_059_400_111, "Pharm", PAGE),
    )
    for at, (drug, said) in enumerate(_DRUGS.items()):
        picture = '<img src="a b.png">' if at == 0 else ""
        tags = ["cardio", f"week::{at}"]
        heart.add_note(genanki.Note(_DRUG, [drug, said, picture, "a book"], tags=tags))
    for at in range(5):
        text = (
            f"{{{{c1::Salbutamol {at}}}}} acts on {{{{c2::beta {at}::receptor}}}} \\(x_{{{at}}}\\)"
        )
        lung.add_note(genanki.Note(_CLOZE, [text, f"extra {at}"], guid=f"my own guid {at} %"))
    package = genanki.Package([heart, lung])
    package.media_files = [str(folder / "a b.png"), str(folder / "_font.woff2")]
    path = folder / "genanki.apkg"
    package.write_to_file(str(path), timestamp=MADE)
    return path


def with_types_in_turn(folder: Path, turns: str) -> Path:
    """A deck of notes of two types, ``d`` and ``c``, in this order."""
    deck = genanki.Deck(2_059_400_112, "Turns")
    for at, turn in enumerate(turns):
        fields = [f"drug {at}", "class", "", ""] if turn == "d" else [f"{{{{c1::text {at}}}}}", ""]
        deck.add_note(genanki.Note(_DRUG if turn == "d" else _CLOZE, fields, due=at))
    path = folder / "turns.apkg"
    genanki.Package([deck]).write_to_file(str(path), timestamp=MADE)
    return path


def with_anki(
    folder: Path, *, legacy: bool = False, scheduling: bool = False, add_on: bool = False
) -> Path:
    """What a person has in Anki: stock note types, image occlusion, sounds, subdecks, styles."""
    made = ankis.Collection(str(folder / "maker.anki2"))
    try:
        _fill(made, folder)
        if add_on:
            _mark(made)
        if scheduling:
            _study(made, 4)
        path = folder / ("legacy.apkg" if legacy else "anki.apkg")
        options = ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=False, with_media=True, legacy=legacy
        )
        limit = ankis.DeckIdLimit(DeckId(made.decks.id("Anatomy") or 0))
        made.export_anki_package(out_path=str(path), options=options, limit=limit)
    finally:
        made.close()
    return path


def _fill(made: ankis.Collection, folder: Path) -> None:
    (folder / "liver.png").write_bytes(PNG)
    (folder / "murmur.mp3").write_bytes(b"ID3")
    page = made.decks.get(DeckId(made.decks.id("Anatomy") or 0))
    assert page
    page["desc"] = PAGE
    made.decks.save(page)
    for name in ("liver.png", "murmur.mp3"):
        made.media.add_file(str(folder / name))
    basic = made.models.by_name("Basic (and reversed card)")
    typed = made.models.by_name("Basic (type in the answer)")
    cloze = made.models.by_name("Cloze")
    assert basic and typed and cloze
    basic["css"] += ".mine { color: green; }"
    basic["flds"][1] |= {"rtl": True, "size": 31, "description": "what it is", "sticky": True}
    made.models.update_dict(basic)
    for at in range(4):
        note = made.new_note(basic)
        note.fields = [
            f"organ {at} [sound:murmur.mp3]",
            f'<img src="liver.png"><div>part {at}</div>',
        ]
        note.tags = ["anatomy", "Über::tag"]
        made.add_note(note, DeckId(made.decks.id(f"Anatomy::Part {at % 2}") or 0))
    for at in range(3):
        note = made.new_note(cloze)
        note.fields = [
            f"{{{{c1::outer {{{{c2::inner {at}}}}} end}}}} and {{{{c3::x::hint}}}}",
            "back",
        ]
        made.add_note(note, DeckId(made.decks.id("Anatomy") or 0))
        note = made.new_note(typed)
        note.fields = [f"type {at}", f"answer {at}"]
        made.add_note(note, DeckId(made.decks.id("Anatomy") or 0))
    made.decks.set_current(DeckId(made.decks.id("Anatomy") or 0))
    io = made.models.by_name("Image Occlusion")
    assert io
    made.add_image_occlusion_note(
        notetype_id=io["id"],
        image_path=str(folder / "liver.png"),
        occlusions="{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2:oi=1}}"
        "{{c2::image-occlusion:ellipse:left=.5:top=.5:rx=.1:ry=.1:oi=1}}",
        header="Liver",
        back_extra="",
        tags=["anatomy"],
    )


def _mark(made: ankis.Collection) -> None:
    """What an add-on leaves in a note type."""
    cloze = made.models.by_name("Cloze")
    assert cloze
    cloze["crowdanki_uuid"] = "43c5ba66"
    cloze["tmpls"][0]["scratchPad"] = 0
    made.models.update_dict(cloze)


def _study(made: ankis.Collection, count: int) -> None:
    made.decks.set_current(DeckId(made.decks.id("Anatomy") or 0))
    for _ in range(count):
        card = made.sched.getCard()
        assert card is not None
        made.sched.answerCard(card, 3)


def with_crowdanki(folder: Path) -> Path:
    """What CrowdAnki writes for git: two note types, a deck in a deck, pictures."""
    made = folder / "crowd"
    (made / "media").mkdir(parents=True)
    (made / "media" / "heart.png").write_bytes(PNG)
    (made / "media" / "unused.png").write_bytes(PNG)
    organs = [
        _crowd_note("organ", [f"organ {at}", f"part {at}" if at else "", picture], ["anatomy"])
        for at, picture in enumerate(['<img src="heart.png">', "", "", ""])
    ]
    clozes = [_crowd_note("gaps", [f"{{{{c1::a{at}}}}} and {{{{c2::b}}}}", ""]) for at in range(3)]
    deck = {
        "__type__": "Deck",
        "name": "Anatomy",
        "desc": "Of the <b>body</b>",
        "crowdanki_uuid": "deck",
        "note_models": [
            _crowd_model("organ", ("Organ", "Part", "Picture"), cloze=False),
            _crowd_model("gaps", ("Text", "Extra"), cloze=True),
        ],
        "notes": organs,
        "media_files": ["heart.png"],
        "children": [{"__type__": "Deck", "name": "Gaps", "notes": clozes, "children": []}],
    }
    (made / "deck.json").write_text(json.dumps(deck, indent=4), "utf-8")
    return made


def _crowd_note(model: str, fields: list[str], tags: list[str] | None = None) -> dict[str, Any]:
    return {
        "__type__": "Note",
        "fields": fields,
        "guid": f"{model}/{fields[0][:9]}",
        "note_model_uuid": model,
        "tags": tags or [],
    }


def _crowd_model(name: str, fields: tuple[str, ...], *, cloze: bool) -> dict[str, Any]:
    first, second = fields[:2]
    fronts = (
        ["{{cloze:Text}}"]
        if cloze
        else [f"{{{{{first}}}}}", f"{{{{#{second}}}}}{{{{{second}}}}}{{{{/{second}}}}}"]
    )
    templates = [
        {
            "name": f"Card {at + 1}",
            "ord": at,
            "qfmt": front,
            "afmt": "{{cloze:Text}}" if cloze else f"{front}<hr>{{{{{first}}}}}{{{{Picture}}}}",
            "bqfmt": "",
            "bafmt": "",
            "did": None,
        }
        for at, front in enumerate(fronts)
    ]
    looks = {"font": "Arial", "size": 20, "rtl": False, "sticky": False}
    return {
        "__type__": "NoteModel",
        "crowdanki_uuid": name,
        "name": name,
        "type": int(cloze),
        "sortf": 0,
        "css": ".card { color: navy; }",
        "flds": [{"name": one, "ord": at, **looks} for at, one in enumerate(fields)],
        "tmpls": templates,
    }


def taken_from_crowdanki(collection: ankis.Collection, folder: Path) -> None:
    """What CrowdAnki does at its import: note types get new ids, notes keep their guids."""
    root = json.loads((folder / "deck.json").read_text("utf-8"))
    for file in (folder / "media").iterdir():
        collection.media.add_file(str(file))
    types = {}
    for model in root["note_models"]:
        new = {**collection.models.new(model["name"]), **model, "id": 0, "mod": 0, "usn": -1}
        types[model["crowdanki_uuid"]] = collection.models.add_dict(new).id
    for path, deck in (("Anatomy", root), ("Anatomy::Gaps", root["children"][0])):
        for one in deck["notes"]:
            own = collection.models.get(NotetypeId(types[one["note_model_uuid"]]))
            assert own
            note = collection.new_note(own)
            note.guid, note.fields, note.tags = one["guid"], one["fields"], one["tags"]
            collection.add_note(note, DeckId(collection.decks.id(path) or 0))
