"""Progress stays: as a file, without a network, over a new release, where nothing is kept."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from sonodeck.study.reviews import format as exchange
from tests.browsing import hosted, student, write_site
from tests.sites.conftest import HEART


def test_answers_go_to_a_fresh_profile_as_a_file(
    page: Path, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "4", "s", "u")
        one.opens("settings")
        one.page.get_by_label("Desired retention").fill("85")
        one.page.get_by_label("Desired retention").blur()
        expect(one.page.get_by_role("status").last).to_contain_text("85 %")
        with one.page.expect_download() as download:
            one.page.get_by_role("button", name="Export answers").click()
        download.value.save_as(file)
        exported = one.records()
    with student(browser, page) as other:
        other.opens("settings")
        other.page.get_by_label("Import answers").set_input_files(file)
        expect(other.page.get_by_role("status").last).to_have_text(
            "4 records added, 0 already known."
        )
        assert other.records() == exported
        other.page.get_by_label("Import answers").set_input_files(file)
        expect(other.page.get_by_role("status").last).to_have_text(
            "0 records added, 4 already known."
        )
        assert other.page.get_by_label("Desired retention").input_value() == "90"
        other.opens()
        assert other.question == "What brings blood back from the legs?"
    read, found = exchange.read(file.read_bytes(), "answers.jsonl")
    assert found == []
    assert [record.id for record in read] == [record["id"] for record in exported]


def test_a_file_that_is_none_changes_nothing(page: Path, browser: Browser, tmp_path: Path) -> None:
    with student(browser, page) as one:
        one.opens("settings")
        for content, said in (
            ("hello", "not a review file"),
            ('{"sonodeck-reviews":2}\n', "newer sonodeck"),
            ('{"sonodeck-reviews":1}\n{"type":"answer"}\n', "Line 2 is not a record"),
        ):
            (tmp_path / "f.jsonl").write_text(content, "utf-8")
            one.page.get_by_label("Import answers").set_input_files(tmp_path / "f.jsonl")
            expect(one.page.get_by_role("status").last).to_contain_text(said)
        assert one.records() == []


def test_offline_after_the_first_visit(page: Path, browser: Browser) -> None:
    with hosted(page.parent) as host, student(browser, host.url) as one:
        one.opens()
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        host.down()
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        one.press("Space", "4")
        one.opens("browse")
        one.page.get_by_label("Search").fill("mitral")
        one.page.locator("summary").click()
        expect(one.page.locator("details .answer, details li.right").first).to_contain_text("left")
        assert len(one.records()) == 1
        one.complaints.clear()  # the browser itself says that the network is gone


def test_a_new_release_keeps_progress(deck: Path, page: Path, browser: Browser) -> None:
    with hosted(page.parent) as host, student(browser, host.url) as one:
        one.opens()
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        one.press("Space", "4")
        old = {path.name for path in page.parent.iterdir()}
        text = HEART.replace("The aorta", "The great artery").replace("from the legs", "from below")
        (deck / "heart.yaml").write_text(text, "utf-8")
        write_site(deck, page.parent)
        assert {path.name for path in page.parent.iterdir()} != old
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        assert one.question == "What brings blood back from below?"
        one.opens("browse")
        one.page.get_by_text("What leaves the left ventricle?").click()
        expect(one.page.locator("details .answer")).to_have_text("The great artery")
        expect(one.page.locator("details .about").first).to_contain_text("1 answer, due in")


FORBIDDEN = """Object.defineProperty(window, 'indexedDB', {
  value: { open() { throw new DOMException('no', 'SecurityError'); } },
})"""


def test_a_browser_that_keeps_nothing_is_named(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.page.add_init_script(FORBIDDEN)
        one.opens()
        expect(one.page.locator(".failure")).to_contain_text("stores nothing for this page")
        one.press("Space", "4")
        assert one.question == "What brings blood back from the legs?"


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    const request = put.call(this, value);
    this.transaction.abort();
    return request;
  };
  return () => { IDBObjectStore.prototype.put = put; };
}"""


def test_an_answer_that_is_not_saved_does_not_count(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        mend = one.page.evaluate_handle(FULL)
        one.press("Space", "4")
        expect(one.page.get_by_role("alert")).to_contain_text("could not save this")
        assert one.question == "What leaves the left ventricle?"
        mend.evaluate("mend => mend()")
        one.press("4")
        assert one.question == "What brings blood back from the legs?"
        expect(one.page.get_by_role("alert")).to_have_count(0)
        assert len(one.records()) == 1
        one.complaints.clear()
