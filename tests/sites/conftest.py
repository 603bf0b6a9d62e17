"""A small deck with plain questions and choices, its site, and a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import build_bundle, write_site

DECK = """\
id: heart-0000
title: Heart
sheets: [heart.yaml, choice.yaml]
"""
HEART = """\
kind: qa
deck: Heart::Vessels
facts:
  - {id: aorta, question: What leaves the left ventricle?, answer: The aorta, tags: [big]}
  - {id: cava, question: What brings blood back from the legs?, answer: The inferior vena cava}
"""
CHOICE = """\
kind: valve
deck: Heart::Valves
facts:
  - {id: mitral, name: mitral valve, between: the left atrium and the left ventricle}
  - {id: tricuspid, name: tricuspid valve, between: the right atrium and the right ventricle}
  - {id: aortic, name: aortic valve, between: the left ventricle and the aorta}
"""
KIND = """\
kind: valve
title: Valve
name: '{name}'
fields:
  name: {type: text, required: true}
  between: {type: text}
questions:
  between: {style: choice, ask: 'What does the {name} lie between?', answer: '{between}'}
"""


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    build_bundle()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "heart"
    (folder / "kinds").mkdir(parents=True)
    (folder / "deck.yaml").write_text(DECK, "utf-8")
    (folder / "heart.yaml").write_text(HEART, "utf-8")
    (folder / "choice.yaml").write_text(CHOICE, "utf-8")
    (folder / "kinds" / "valve.yaml").write_text(KIND, "utf-8")
    return folder


@pytest.fixture
def page(deck: Path, tmp_path: Path, browser: Browser) -> Path:
    assert browser.is_connected()
    return write_site(deck, tmp_path / "site")
