"""A browser whose database is closed, or does not answer."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browsing import student

CLOSE = """() => new Promise((done, failed) => {
  const request = indexedDB.open('sonodeck-heart-0000', 2);
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = done;
  request.onsuccess = failed;
})"""

ABORTED_ONCE = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    IDBObjectStore.prototype.put = put;
    const request = put.call(this, value);
    this.transaction.abort();
    return request;
  };
}"""

SILENT = "IDBFactory.prototype.open = () => new EventTarget();"


def test_a_database_that_was_closed_is_opened_again(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "4")
        for _ in range(2):
            one.page.evaluate(CLOSE)
            one.press("Space")
            if one.page.locator(".verdict").count() == 0:
                one.press("4")
            one.page.evaluate(CLOSE)
            one.press("u")
        expect(one.page.get_by_role("alert")).to_have_count(0)
        types = [record["type"] for record in one.records()]
        assert types == ["answer", "answer", "undo", "answer", "undo"]


def test_an_answer_whose_saving_was_broken_off_is_saved_again(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.page.evaluate(ABORTED_ONCE)
        one.press("Space", "4")
        expect(one.page.get_by_role("alert")).to_have_count(0)
        assert one.question == "What brings blood back from the legs?"
        assert [record["type"] for record in one.records()] == ["answer"]


def test_a_database_that_never_answers_is_not_waited_for(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.page.add_init_script(SILENT)
        one.opens()
        expect(one.page.locator(".failure")).to_contain_text("its storage doesn’t answer")
        one.press("Space", "4")
        assert one.question == "What brings blood back from the legs?"
