"""What a card shows, in Anki and here, so that the two can be compared."""

from html.parser import HTMLParser

import anki.collection  # first: anki.cards alone fails on a circular import  # noqa: F401
from anki.cards import Card

Piece = tuple[str, object]


class Pieces(HTMLParser):
    """HTML as a list of tags with their attributes by name, and texts; entities are resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted((name, value or "") for name, value in attrs))))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/", tag))

    def handle_data(self, data: str) -> None:
        self.found.append(("text", data))


def normal(html: str) -> list[Piece]:
    parser = Pieces()
    parser.feed(html)
    parser.close()
    return parser.found


def of_anki(card: Card) -> tuple[str, str]:
    """Both sides with sounds as fields have them, not as Anki's player numbers them."""
    output = card.render_output()
    texts = (output.question_text, output.answer_text)
    sounds = (output.question_av_tags, output.answer_av_tags)
    for side, tags in (("q", sounds[0]), ("a", sounds[1])):
        for at, tag in enumerate(tags):
            played = f"[sound:{getattr(tag, 'filename', '')}]"
            texts = tuple(one.replace(f"[anki:play:{side}:{at}]", played) for one in texts)  # type: ignore[assignment]
    return texts
