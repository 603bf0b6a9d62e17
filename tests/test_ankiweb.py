"""What a deck's page on AnkiWeb says: Markdown that shows every text as it is."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from sonodeck import anki, project
from sonodeck.cli import cli
from sonodeck.pages import ankiweb
from tests.updates.decks import ORCHESTRA, Author, Files, replaced

SHOWN = """\
**{counts}**

By the sonodeck maintainers · License: CC BY 4.0

Sources: A handbook of the orchestra, a publisher

"""
LIMIT = 65_000
"""Characters that AnkiWeb's form takes."""


def compiled(folder: Path, files: Files) -> anki.Compiled:
    author = Author(folder / "deck", folder / "out")
    author.write(files)
    return author.compiled()


class Shown(HTMLParser):
    """What stands on the page, and the tags that it takes."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.text = ""
        self.feed(MarkdownIt().render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_small_deck(tmp_path: Path) -> None:
    made = compiled(tmp_path, ORCHESTRA)
    cards = sum(len(one.filled.cards) for one in made.packed)
    said = ankiweb.listing(made)
    assert said.startswith(SHOWN.format(counts=f"{len(made.packed)} notes, {cards} cards"))
    samples = said.rstrip("\n").rpartition("\n\n")[2].split("\n")
    assert len(samples) == ankiweb.SAMPLES
    assert all(line.startswith("- **") and "?** " in line for line in samples)
    assert len({line.partition("?")[0] for line in samples}) == ankiweb.SAMPLES


def test_the_deck_on_sonography_fits_the_form() -> None:
    folder = Path(__file__).parents[1] / "decks" / "sonography"
    said = ankiweb.listing(project.compile_deck(folder))
    assert len(said) < LIMIT
    page = Shown(said)
    assert page.tags == {"p", "strong", "a", "ul", "li"}
    assert all(link and link.startswith("http") for link in page.links)


@pytest.mark.parametrize("start", ["# a", "1. a", "12) a", "- a", "+ a", "=== a", "> a", "* a"])
def test_a_description_begins_as_it_does(start: str, tmp_path: Path) -> None:
    files = replaced(
        ORCHESTRA, "deck.yaml", "language: en\n", f"language: en\ndescription: '{start}'\n"
    )
    page = Shown(ankiweb.listing(compiled(tmp_path, files)))
    assert page.text.startswith(f"{start}\n")
    assert page.tags == {"p", "strong", "ul", "li"}


HOSTILE = "# 1. a_b_ *c* `d` <b>e</b> [f](g) | ~~h~~ &amp; \\ ![i](j) + - 2) $k$ https://l.org"


def test_text_stays_text(tmp_path: Path) -> None:
    """Each where it begins a paragraph, a link, and an item of a list."""
    shown = "'" + HOSTILE + "'"
    files = replaced(
        ORCHESTRA, "deck.yaml", "author: the sonodeck maintainers\n",
        f"author: {shown}\ndescription: {shown}\n",
    )  # fmt: skip
    address = "https://example.org/a_(b)?c=*d*&e=[f]"
    files = {
        **files,
        "sources.yaml": f"handbook: {{title: {shown}, url: '{address}', grade: B}}\n",
    }
    page = Shown(ankiweb.listing(compiled(tmp_path, files)))
    assert page.text.count(HOSTILE) == 3
    assert page.tags == {"p", "strong", "a", "ul", "li"}
    assert len(page.links) == 1


@pytest.mark.parametrize("option", ["--kind", "--tag", "--by"])
def test_the_listing_is_of_a_whole_deck(option: str, tmp_path: Path) -> None:
    compiled(tmp_path, ORCHESTRA)
    command = ["list", str(tmp_path / "deck"), "--format", "ankiweb"]
    assert CliRunner().invoke(cli, command).stdout.startswith("**")
    refused = CliRunner().invoke(cli, [*command, option, "tag"])
    assert refused.exit_code == 2
    assert "whole deck" in refused.output
