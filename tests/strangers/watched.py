"""Pictures opened in Chromium, each as a page of its own, and what each of them did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Route

from tests.strangers.pictures import HOST

ORIGIN = "http://pictures.test/"
AT_ONCE = 60
"""Pictures in one page."""
PATIENCE = 250
"""Milliseconds in which what runs or fetches has done so."""


class Watched:
    """A page that holds pictures; nothing of the network is answered but those."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pictures: list[bytes] = []
        self.asked: list[str] = []
        page.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        url = route.request.url
        name = url.removeprefix(ORIGIN).removesuffix(".svg")
        if url == ORIGIN:
            frames = "".join(f"<iframe src='{n}.svg'></iframe>" for n in range(len(self._pictures)))
            body = f"<!doctype html><title>x</title>{frames}"
            route.fulfill(body=body, content_type="text/html")
        elif url.startswith(ORIGIN) and name.isdigit() and int(name) < len(self._pictures):
            route.fulfill(body=self._pictures[int(name)], content_type="image/svg+xml")
        else:
            self.asked.append(url)
            route.abort()

    def did(self, pictures: Sequence[bytes]) -> list[bool]:
        """Whether each of the pictures ran or asked for something."""
        found: list[bool] = []
        for start in range(0, len(pictures), AT_ONCE):
            found += self._did(pictures[start : start + AT_ONCE])
        return found

    def _did(self, pictures: Sequence[bytes]) -> Iterator[bool]:
        """Each picture has a mark and a host of its own, so that it is known who did it."""
        host = HOST.encode()
        self._pictures = [
            one.replace(b"ran=1", b"ran%d=1" % at).replace(host, b"%s%d/" % (host, at))
            for at, one in enumerate(pictures)
        ]
        self.asked.clear()
        self._page.goto(ORIGIN)
        self._page.wait_for_timeout(PATIENCE)
        ran = self._page.evaluate("Object.keys(window).filter(key => /^ran[0-9]+$/.test(key))")
        asked = list(self.asked)
        unknown = [u for u in asked if not u.startswith((HOST, ORIGIN, "data:"))]
        assert unknown == []
        for at in range(len(pictures)):
            yield f"ran{at}" in ran or any(u.startswith(f"{HOST}{at}/") for u in asked)


@contextmanager
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context()
    try:
        yield Watched(context.new_page())
    finally:
        context.close()
