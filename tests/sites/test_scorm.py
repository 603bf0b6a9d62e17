"""The quiz as a SCORM 1.2 package: what a learning platform reads, and what it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from sonodeck import project
from sonodeck.anki import release
from sonodeck.pages import site as sites
from tests.browsing import NOW, ROOT, Student, hosted, student
from tests.sites.conftest import DECK
from tests.sites.test_files import sonodeck

TITLE = "</title>]]><!-- & <script>document.title=0</script>"
IMSCP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def written(deck: Path) -> bytes:
    compiled = project.compile_deck(deck)
    planned, found = release.plan(compiled, NOW, release.Options(retire_many=True, slack=10**9))
    assert planned is not None, (compiled.found, found)
    return sites.package(compiled, planned)


# the package


@pytest.mark.parametrize("title", ["Heart", TITLE])
def test_the_manifest_names_every_file_and_one_page_that_tells_a_score(
    deck: Path, title: str
) -> None:
    (deck / "deck.yaml").write_text(
        DECK.replace("title: Heart", f"title: {json.dumps(title)}"), "utf-8"
    )
    _check(written(deck), title, "sonodeck-heart-0000")


def test_a_deck_with_pictures(tmp_path: Path) -> None:
    """By the command, twice the same."""
    elements = ROOT / "tests" / "decks" / "elements"
    done = sonodeck("site", elements, "--scorm", "-o", tmp_path / "one.zip")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'one.zip'}\n")
    assert (tmp_path / "one.zip").read_bytes() == written(elements)
    names = _check(written(elements), "Elements", None)
    assert sum(name.startswith("media/") for name in names) >= 3


def _check(data: bytes, title: str, identifier: str | None) -> list[str]:
    """The parts that ADL's content packaging for SCORM 1.2 (2.3.2) requires, each in its place."""
    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))  # noqa: S314
        assert not {"sw.js", "manifest.webmanifest"} & set(names)
        assert b"webmanifest" not in package.read("index.html")
    assert manifest.tag == f"{IMSCP}manifest"
    assert identifier in {None, manifest.get("identifier")}
    assert [one.tag for one in manifest] == [
        f"{IMSCP}{name}" for name in ("metadata", "organizations", "resources")
    ]
    metadata, organizations, resources = manifest
    assert [one.text for one in metadata] == ["ADL SCORM", "1.2"]
    (organization,) = organizations
    assert organizations.get("default") == organization.get("identifier")
    assert organization.findtext(f"{IMSCP}title") == title
    (item,) = organization.findall(f"{IMSCP}item")
    assert item.findtext(f"{IMSCP}title") == title
    (resource,) = resources
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.attrib.items() >= {
        ("type", "webcontent"), (f"{ADLCP}scormtype", "sco"), ("href", "index.html"),
    }  # fmt: skip
    files = [unquote(one.get("href", "")) for one in resource]
    assert sorted(files) == sorted(set(names) - {"imsmanifest.xml"})
    return names


# the platform

PLATFORM = """<!doctype html><title>Course</title><link rel="icon" href="data:,"><script>
const known = KNOWN, calls = [];
const told = (...call) => { calls.push(call); HOW };
window.API = {
  LMSInitialize: nothing => told('initialize', nothing),
  LMSGetValue: name => known[name] ?? '',
  LMSSetValue: (name, value) => { known[name] = value; return told(name, value); },
  LMSCommit: nothing => told('commit', nothing),
  LMSFinish: nothing => told('finish', nothing),
};
</script><iframe src="package/index.html" title="Quiz" width="700" height="600"></iframe>"""


@contextmanager
def opened(
    folder: Path, browser: Browser, known: dict[str, str], how: str = "return 'true';"
) -> Iterator[tuple[Student, FrameLocator]]:
    """The package in a frame of a platform that knows something of a student."""
    page = PLATFORM.replace("KNOWN", json.dumps(known)).replace("HOW", how)
    (folder / "course.html").write_text(page, "utf-8")
    with hosted(folder) as host, student(browser, f"{host.url}course.html") as one:
        one.page.goto(one.url)
        frame = one.page.frame_locator("iframe")
        frame.get_by_role("button", name="Show answer").wait_for()
        yield one, frame


def calls(one: Student) -> list[list[str]]:
    found: list[list[str]] = one.page.evaluate("calls.splice(0)")
    return found


def grade(frame: FrameLocator, name: str) -> None:
    frame.get_by_role("button", name="Show answer").click()
    frame.get_by_role("button", name=name).click()
    frame.locator("main:not(:has([aria-busy='true']))").wait_for()


def score(raw: int, status: str = "") -> list[list[str]]:
    return [
        ["cmi.core.score.min", "0"],
        ["cmi.core.score.max", "100"],
        ["cmi.core.score.raw", str(raw)],
        *([["cmi.core.lesson_status", status]] if status else []),
        ["commit", ""],
    ]


@pytest.fixture
def folder(deck: Path, tmp_path: Path) -> Path:
    with ZipFile(BytesIO(written(deck))) as package:
        package.extractall(tmp_path / "course" / "package")
    return tmp_path / "course"


def test_a_platform_is_told_the_score_from_beginning_to_end(folder: Path, browser: Browser) -> None:
    with opened(folder, browser, {"cmi.core.student_id": "s1"}) as (one, frame):
        assert calls(one) == [["initialize", ""], *score(0, "incomplete")]
        grade(frame, "Good")
        assert calls(one) == score(20)
        grade(frame, "Again")
        assert calls(one) == []  # not known: no news
        for raw, status in ((40, ""), (60, ""), (80, "completed")):
            frame.locator(".options button").first.wait_for()
            frame.locator(".options li[data-option='='] button").click()
            frame.get_by_role("button", name="Next").click()
            frame.locator("main:not(:has([aria-busy='true']))").wait_for()
            assert calls(one) == score(raw, status)
        one.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
        one.page.wait_for_function("calls.some(([name]) => name === 'finish')")
        time, *rest = calls(one)
        assert time[0] == "cmi.core.session_time"
        assert [len(part) for part in time[1].split(":")] == [4, 2, 2]
        assert rest == [["cmi.core.exit", "suspend"], ["commit", ""], ["finish", ""]]


def test_what_a_platform_knows_is_not_taken_away(folder: Path, browser: Browser) -> None:
    """On another device there are no answers yet."""
    known = {"cmi.core.score.raw": "40", "cmi.core.lesson_status": "completed"}
    with opened(folder, browser, known) as (one, frame):
        grade(frame, "Good")
        grade(frame, "Easy")
        assert calls(one) == [["initialize", ""]]


def test_students_who_share_a_browser_have_answers_of_their_own(
    folder: Path, browser: Browser
) -> None:
    with opened(folder, browser, {"cmi.core.student_id": "s1"}) as (one, frame):
        grade(frame, "Good")
        page = (folder / "course.html").read_text("utf-8")
        (folder / "course.html").write_text(page.replace('"s1"', '"s2"'), "utf-8")
        one.page.reload()
        expect(frame.locator(".question")).to_contain_text("What leaves the left ventricle")
        assert calls(one) == [["initialize", ""], *score(0, "incomplete")]
        (folder / "course.html").write_text(page, "utf-8")
        one.page.reload()
        expect(frame.locator(".question")).to_contain_text("What brings blood back")
        assert calls(one) == [["initialize", ""], *score(20, "incomplete")]


@pytest.mark.parametrize("how", ["return 'false';", "throw new Error('no session');", ""])
def test_a_platform_that_fails_stops_nothing(folder: Path, browser: Browser, how: str) -> None:
    with opened(folder, browser, {}, how) as (one, frame):
        grade(frame, "Good")
        expect(frame.locator(".question")).to_contain_text("What brings blood back")
        assert calls(one) == [["initialize", ""]]
        one.complaints[:] = [said for said in one.complaints if "no session" not in said]


def test_without_a_platform_it_is_a_quiz(folder: Path, browser: Browser) -> None:
    with hosted(folder / "package") as host, student(browser, host.url) as one:
        one.opens()
        one.press("Space", "3")
        assert one.question == "What brings blood back from the legs?"
        assert len(one.records()) == 1
        workers = "navigator.serviceWorker.getRegistrations().then(all => all.length)"
        assert one.page.evaluate(workers) == 0
