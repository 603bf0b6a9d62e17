"""A student with a browser: the site from a disk or a host, and nothing of the network beyond."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from sonodeck import project
from sonodeck.anki import release
from sonodeck.pages import site as sites
from tests import LONGEST

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"

NOW = 1_767_000_000


def build_bundle() -> None:
    """The site's scripts as they are now; npm's packages were fetched by the installation.

    Without Node.js they must be as they were then.
    """
    again = "Run this with a network, please: .venv/bin/pip install -e '.[test]'"
    assert (WEB / "node_modules" / ".bin" / "tsc").exists(), again
    if shutil.which("node"):
        subprocess.run(["node", "build.mjs"], cwd=WEB, check=True)
        return
    options = ROOT / "src" / "sonodeck" / "anki" / "cardlook" / "options.js"
    sources = [options, WEB / "build.mjs", *(WEB / "src").iterdir(), *(WEB / "static").iterdir()]
    newest = max(source.stat().st_mtime for source in sources)
    bundle = Path(str(files("sonodeck") / "pages" / "site" / "bundle" / "app.js"))
    assert newest <= bundle.stat().st_mtime, again


def write_site(deck: Path, folder: Path) -> Path:
    """The site of a deck folder, and its page."""
    compiled = project.compile_deck(deck)
    planned, found = release.plan(compiled, NOW, release.Options(retire_many=True, slack=10**9))
    assert planned is not None, (compiled.found, found)
    sites.write(sites.site(compiled, planned), folder)
    return folder / "index.html"


class Handler(SimpleHTTPRequestHandler):
    """Gives the files of a folder."""

    def do_GET(self) -> None:
        """The file as it is now: dates of files are too coarse for two releases in a second."""
        del self.headers["If-Modified-Since"]
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


class Host:
    """A web host for one folder, on this machine; ``down`` takes it off."""

    def __init__(self, folder: Path, handler: type[Handler] = Handler) -> None:
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(handler, directory=str(folder))
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def down(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


@contextmanager
def hosted(folder: Path, handler: type[Handler] = Handler) -> Iterator[Host]:
    host = Host(folder, handler)
    try:
        yield host
    finally:
        host.down()


class Student:
    """A page, and all that it asked for and complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.set_default_timeout(LONGEST * 1000)
        self.url = url
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def opens(self, part: str = "quiz") -> Student:
        """The page, at one of its parts, ready to be used."""
        self.page.goto(f"{self.url}#{part}")
        self.page.locator("main > section").wait_for()
        if part == "quiz":
            self.page.locator(".actions button").first.wait_for()
        return self

    @property
    def question(self) -> str:
        return self.page.locator(".quiz .card .question, .quiz .card .text").first.inner_text()

    @property
    def actions(self) -> list[str]:
        return self.page.locator(".actions button > span").all_inner_texts()

    def press(self, *keys: str) -> None:
        """Keys, each when the page is done with the one before."""
        for key in keys:
            self.settled()
            self.page.keyboard.press(key)
        self.settled()

    def settled(self) -> None:
        self.page.locator("main:not(:has([aria-busy='true']))").wait_for()

    def records(self) -> list[dict[str, object]]:
        """What is saved, by type and time."""
        found: list[dict[str, object]] = self.page.evaluate(_ALL_RECORDS)
        return sorted(found, key=lambda record: (str(record["at"]), str(record["id"])))


_ALL_RECORDS = """async () => {
  const [{ name }] = await indexedDB.databases();
  const done = request => new Promise(resolve => { request.onsuccess = () => resolve(request.result); });
  const database = await done(indexedDB.open(name));
  const records = await done(database.transaction('records').objectStore('records').getAll());
  database.close();
  return records;
}"""  # noqa: E501


@contextmanager
def student(
    browser: Browser | BrowserContext, page: Path | str, **context: object
) -> Iterator[Student]:
    """A student with a fresh profile (or one more tab of a profile).

    At the end it is checked that the page asked nobody else for anything and did not complain.
    """
    url = page if isinstance(page, str) else page.as_uri()
    if isinstance(browser, BrowserContext):
        profile, more = browser, None
    else:
        profile = more = browser.new_context(**context)  # type: ignore[arg-type]
    one = Student(profile.new_page(), url)
    yield one
    one.page.close()
    if more is not None:
        more.close()
    own = (url.rpartition("/")[0] + "/", "about:", "data:", "blob:")
    assert [asked for asked in one.requests if not asked.startswith(own)] == []
    assert not one.complaints, one.complaints
