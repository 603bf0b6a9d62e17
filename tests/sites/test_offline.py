"""The site without a network, from hosts that refuse, hang, fail and cache, file by file."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browsing import Student, student, write_site
from tests.sites.conftest import HEART
from tests.sites.hosts import Mood, Moody

KIND = """\
kind: tone
title: Tone
name: '{name}'
fields:
  name: {type: text, required: true}
  tone: {type: sound, required: true}
  curve: {type: picture, required: true}
questions:
  name: {style: basic, ask: 'Which tone is this? {tone}', picture: curve, answer: '{name}'}
"""
TONES = """\
kind: tone
facts:
  - {id: low, name: a low tone, tone: low.wav, curve: {file: low.svg, text: A wave}}
"""
CURVE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>\n'
NOISE = bytes(range(256)) * 32
SOUND = struct.pack(
    "<4sI4s4sIHHIIHH4sI",
    *(b"RIFF", 36 + len(NOISE), b"WAVE", b"fmt ", 16, 1, 1, 4000, 4000, 1, 8),
    *(b"data", len(NOISE)),
) + NOISE  # fmt: skip


@pytest.fixture
def deck(deck: Path) -> Path:
    """The deck of the other tests with a picture and a sound, which come first."""
    text = (deck / "deck.yaml").read_text("utf-8")
    (deck / "deck.yaml").write_text(text.replace("sheets: [", "sheets: [tones.yaml, "), "utf-8")
    (deck / "kinds" / "tone.yaml").write_text(KIND, "utf-8")
    (deck / "tones.yaml").write_text(TONES, "utf-8")
    (deck / "media").mkdir()
    (deck / "media" / "low.svg").write_text(CURVE, "utf-8")
    (deck / "media" / "low.wav").write_bytes(SOUND)
    return deck


@pytest.fixture
def site(page: Path) -> Path:
    return page.parent


@contextmanager
def visitor(browser: Browser, host: Moody, site: Path) -> Iterator[Student]:
    """A student at a host's site; what the browser itself says of the host is not looked at."""
    with host.hosting(site) as served, student(browser, served.url) as one:
        yield one
        one.complaints.clear()


FOOTER, NOTICES = "#footer", "#notices"
READY = "Stored for use without a network"


def stored(one: Student, but: str = "") -> None:
    expect(one.page.locator(FOOTER)).to_contain_text(f"{READY}{but}")


def works_offline(one: Student, host: Moody) -> None:
    """The page opens without a network, and its cards can be answered."""
    with host.gone():
        one.opens()
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        one.press("Space", "4")
        one.opens("browse")
        one.page.get_by_label("Search").fill("mitral")
        one.page.locator("summary").click()
        expect(one.page.locator("details li.right").first).to_contain_text("left")
        one.opens()


NO: list[Mood] = ["refuses", "fails", "hangs", "stalls", "leads to a login", "gives a page instead"]
WHY = {
    "refuses": "the host answered 404",
    "fails": "the host answered 503",
    "hangs": "the host didn’t answer in time",
    "stalls": "the host didn’t answer in time",
    "leads to a login": "the host can’t be reached",
    "gives a page instead": "the host sent something else",
}


@pytest.mark.parametrize("mood", NO)
def test_a_host_that_gives_no_files_but_the_needed_ones(
    site: Path, browser: Browser, mood: Mood
) -> None:
    host = Moody()
    host.moods = dict.fromkeys(["manifest.webmanifest", "icon-512.png", "media/*.wav"], mood)
    with visitor(browser, host, site) as one:
        one.opens()
        notices = one.page.locator(NOTICES)
        expect(notices).to_contain_text("Without a network, cards will lack pictures or sounds")
        expect(notices).to_contain_text(f".wav ({WHY[mood]})")
        works_offline(one, host)
        host.moods.clear()
        one.page.reload()
        stored(one, ".")
        expect(notices).to_be_empty()


@pytest.mark.parametrize("name", ["manifest.webmanifest", "icon.svg", "licences.txt"])
def test_a_file_that_no_card_needs_is_named_at_the_end(
    site: Path, browser: Browser, name: str
) -> None:
    host = Moody()
    host.moods[name] = "refuses"
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one, f", except {name} (the host answered 404).")
        expect(one.page.locator(NOTICES)).to_be_empty()
        works_offline(one, host)


@pytest.mark.parametrize("mood", NO)
def test_without_a_needed_file_it_is_not_ready_and_says_so(
    site: Path, browser: Browser, mood: Mood
) -> None:
    host = Moody()
    host.moods["words-*.js"] = mood
    with visitor(browser, host, site) as one:
        one.opens()
        notices = one.page.locator(NOTICES)
        expect(notices).to_contain_text("can’t be used without a network yet. Not stored: words-")
        expect(notices).to_contain_text(WHY[mood])
        host.moods.clear()
        one.page.reload()
        stored(one, ".")
        expect(notices).to_be_empty()
        works_offline(one, host)


def test_a_host_without_a_worker_is_told_of(site: Path, browser: Browser) -> None:
    host = Moody()
    host.moods["sw.js"] = "refuses"
    with visitor(browser, host, site) as one:
        one.opens()
        expect(one.page.locator(FOOTER)).to_contain_text("Not stored for use without a network")


@pytest.mark.parametrize("mood", NO[:4])
def test_what_is_stored_is_not_waited_for(site: Path, browser: Browser, mood: Mood) -> None:
    host = Moody()
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one)
        host.moods["*"] = mood
        before = time.monotonic()
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        assert time.monotonic() - before < 60
        one.press("Space", "4")


def test_a_host_whose_answers_vary_with_everything(site: Path, browser: Browser) -> None:
    host = Moody(vary="*")
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one, ".")
        works_offline(one, host)


def test_a_host_that_gives_the_page_by_its_name_only(site: Path, browser: Browser) -> None:
    host = Moody()
    host.moods[""] = "refuses"
    with visitor(browser, host, site) as one:
        one.url += "index.html"
        one.opens()
        stored(one, ".")
        works_offline(one, host)


def new_release(deck: Path, site: Path) -> None:
    text = HEART.replace("The aorta", "The great artery").replace("from the legs", "from below")
    (deck / "heart.yaml").write_text(text, "utf-8")
    write_site(deck, site)


def test_a_new_release_keeps_its_own_page_and_what_did_not_change(
    deck: Path, site: Path, browser: Browser
) -> None:
    host = Moody()
    with visitor(browser, host, site) as one:
        one.url += "index.html"
        one.opens()
        stored(one)
        new_release(deck, site)
        host.asked.clear()
        one.page.reload()
        stored(one)
        assert not [name for name in host.asked if name.startswith("media/")]
        works_offline(one, host)
        with host.gone():
            one.opens("browse")
            one.page.get_by_text("What leaves the left ventricle?").click()
            expect(one.page.locator("details .answer")).to_have_text("The great artery")


def test_a_new_release_that_is_not_whole_leaves_the_old_one(
    deck: Path, site: Path, browser: Browser
) -> None:
    host = Moody()
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one)
        new_release(deck, site)
        host.moods["words-*.js"] = "fails"
        one.page.reload()
        expect(one.page.locator(NOTICES)).to_contain_text("This release of the deck can’t be used")
        works_offline(one, host)
        host.moods.clear()
        one.page.reload()
        stored(one)


def test_what_is_not_the_decks_is_left_alone(site: Path, browser: Browser) -> None:
    (site / "class-list.html").write_text("the teacher's own", "utf-8")
    host = Moody()
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one)
        address = f"{one.url}class-list.html"
        one.page.goto(address)
        assert one.page.inner_text("body") == "the teacher's own"
        with host.gone(), pytest.raises(Error, match="ERR_EMPTY_RESPONSE"):
            one.page.goto(f"{address}?again")


FETCHED = """async ([address, range]) => {
  const answer = await fetch(address, { headers: { range } });
  return [answer.status, answer.headers.get('content-range'), [...new Uint8Array(await answer.arrayBuffer())]];
}"""  # noqa: E501
SIZE = len(SOUND)
RANGES = {
    "bytes=0-": (0, SIZE),
    "bytes=0-1": (0, 2),
    "bytes=100-8000": (100, 8001),
    "bytes=8000-999999": (8000, SIZE),
    f"bytes={SIZE - 1}-": (SIZE - 1, SIZE),
    "bytes=-10": (SIZE - 10, SIZE),
    "bytes=-999999": (0, SIZE),
}


def test_a_sound_is_given_in_parts_and_can_be_played_from_anywhere(
    site: Path, browser: Browser
) -> None:
    (sound,) = (site / "media").glob("*.wav")
    host = Moody()
    with visitor(browser, host, site) as one:
        one.opens()
        stored(one)
        host.moods = {"*": "drops"}
        one.page.reload()
        one.page.locator("audio").wait_for()
        address = f"{one.url}media/{sound.name}"
        for asked, (first, end) in RANGES.items():
            status, content_range, body = one.page.evaluate(FETCHED, [address, asked])
            assert (status, content_range) == (206, f"bytes {first}-{end - 1}/{SIZE}"), asked
            assert bytes(body) == SOUND[first:end], asked
        status, content_range, _ = one.page.evaluate(FETCHED, [address, f"bytes={SIZE}-"])
        assert (status, content_range) == (416, f"bytes */{SIZE}")
        for asked in ("bytes=-", "bytes=0-1,5-6", "lines=1-2"):
            status, _, body = one.page.evaluate(FETCHED, [address, asked])
            assert (status, bytes(body)) == (200, SOUND), asked
        sought = one.page.evaluate(
            """async () => {
              const audio = document.querySelector('audio');
              audio.preload = 'auto';
              await new Promise(done => { audio.onloadedmetadata = done; audio.load(); });
              audio.currentTime = 1.5;
              await new Promise(done => { audio.onseeked = done; });
              return [audio.duration, audio.currentTime, audio.seekable.end(0)];
            }"""
        )
        assert sought == [2.048, 1.5, 2.048]
