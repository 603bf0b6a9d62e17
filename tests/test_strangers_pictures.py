"""Pictures of a stranger: what runs or fetches is refused, what is let through does neither."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser

from sonodeck.lint import vectors
from tests.strangers.pictures import ATTACKS, DRAWN, ENDLESS, PLAIN, STILL
from tests.strangers.watched import Watched, watched

TRIES = 10_000 if os.environ.get("NIGHTLY") else 600
"""Pictures by the grammar."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Watched]:
    with watched(browser) as page:
        yield page


@pytest.mark.parametrize("name", [*ATTACKS, *ENDLESS])
def test_it_is_refused(name: str) -> None:
    assert vectors.refused((ATTACKS | ENDLESS)[name])


@pytest.mark.parametrize("name", STILL)
def test_a_still_picture_is_let_through(name: str) -> None:
    assert vectors.refused(STILL[name]) is None


def test_the_attacks_are_real(page: Watched) -> None:
    """Else nobody would know whether the watch sees anything."""
    did = page.did(list(ATTACKS.values()))
    assert sum(did) >= 40, [name for name, one in zip(ATTACKS, did, strict=True) if not one]


def test_still_pictures_do_nothing(page: Watched) -> None:
    assert not any(page.did(list(STILL.values())))


def test_no_picture_by_the_grammar_does_anything(page: Watched) -> None:
    """Those let through are opened; and some of the others, to see that the watch works."""
    tried: set[bytes] = set()
    let: set[bytes] = set()
    patient = settings(
        max_examples=TRIES // 2, deadline=None, database=None, derandomize=TRIES < 10_000,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    def take(picture: bytes) -> None:
        tried.add(picture)
        if vectors.refused(picture) is None:
            let.add(picture)

    for grammar in (DRAWN, PLAIN):
        patient(given(grammar)(take))()
    assert len(let) > TRIES // 50
    opened = sorted(let)
    assert [one for one, did in zip(opened, page.did(opened), strict=True) if did] == []
    others = sorted(tried - let)
    assert any(page.did(others[:: max(1, len(others) // 120)]))
