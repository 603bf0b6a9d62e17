"""How much an SVG draws, held against a second reading that draws it shape by shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.lint import drawn
from sonodeck.lint.vectors import refused

PARTS = "abc"
LOOKS = ("fill", "stroke", "mask", "marker-mid")
CLASSES = ("", "x", "y")
SELECTORS = {
    ".x": {"x"}, ".y, .z": {"y"}, "*": {"", "x", "y"}, "g .x": {"x"}, ".y:hover": {"y"},
    "rect, g": {"", "x", "y"}, ":is(.x)": {"x"}, "[class=y]": {"y"},
}  # fmt: skip
AROUND = ("@media all {{ {} }}", "/* {{ */ {}", "a{{}} {}", "@supports (fill: none) {{ {} }}", "{}")


@dataclass(frozen=True)
class Element:
    """A rect, a group of others, or a use of a part; with looks that name parts."""

    of: str
    css: str
    looks: tuple[tuple[str, str], ...]
    inner: tuple[Element, ...] = ()
    used: str = ""

    def text(self) -> str:
        own = "".join(f' {name}="url(#{part})"' for name, part in self.looks)
        own += f' class="{self.css}"' if self.css else ""
        if self.of == "g":
            return f"<g{own}>{''.join(one.text() for one in self.inner)}</g>"
        return f'<use{own} href="#{self.used}"/>' if self.of == "use" else f"<rect{own}/>"


def elements(parts: str) -> st.SearchStrategy[Element]:
    """Those that use no other parts than these."""
    looks: st.SearchStrategy[tuple[tuple[str, str], ...]] = st.just(())
    if parts:
        pairs = st.tuples(st.sampled_from(LOOKS), st.sampled_from(parts))
        looks = st.lists(pairs, max_size=2, unique_by=lambda pair: pair[0]).map(tuple)
    css = st.sampled_from(CLASSES)
    rects = st.builds(Element, st.just("rect"), css, looks)
    plain = rects
    if parts:
        uses = st.builds(Element, st.just("use"), css, looks, st.just(()), st.sampled_from(parts))
        plain = st.one_of(rects, uses)
    return st.recursive(
        plain,
        lambda inner: st.builds(
            Element, st.just("g"), css, looks, st.lists(inner, max_size=4).map(tuple)
        ),
        max_leaves=6,
    )


@dataclass(frozen=True)
class Picture:
    """Parts, each of which uses those before it; what is drawn with them; and one rule."""

    parts: tuple[Element, ...]
    shown: Element
    rule: tuple[str, str, str] | None
    around: str

    def text(self) -> str:
        defs = "".join(
            f'<pattern id="{name}">{part.text()}</pattern>'
            for name, part in zip(PARTS, self.parts, strict=True)
        )
        sheet = ""
        if self.rule:
            selector, name, part = self.rule
            rule = f"{selector} {{color: red; {name} : url( '#{part}' )}}"
            sheet = f"<style>{self.around.format(rule)}</style>"
        return f'<svg xmlns="http://www.w3.org/2000/svg">{sheet}{defs}{self.shown.text()}</svg>'

    def ruled(self, css: str) -> list[tuple[str, str]]:
        if self.rule and css in SELECTORS[self.rule[0]]:
            return [self.rule[1:]]
        return []

    def drawn(self, limit: int) -> int:
        """How many shapes a browser draws, up to a limit: each as it comes."""
        number = 0
        for _ in self._shapes(self.shown, {}, ()):
            number += 1
            if number > limit:
                break
        return number

    def _shapes(
        self, element: Element, around: dict[str, str], begun: tuple[str, ...]
    ) -> Iterator[None]:
        own = dict([*element.looks, *self.ruled(element.css)])
        handed = around | {name: part for name, part in own.items() if name != "mask"}
        if "mask" in own:
            yield from self._part(own["mask"], {}, begun)
        if element.of == "g":
            for one in element.inner:
                yield from self._shapes(one, handed, begun)
        elif element.of == "use":
            yield None
            yield from self._part(element.used, handed, begun)
        else:
            yield None
            for name in ("fill", "stroke"):
                if name in handed:
                    yield from self._part(handed[name], {}, begun)

    def _part(self, name: str, around: dict[str, str], begun: tuple[str, ...]) -> Iterator[None]:
        if name not in begun:
            yield from self._shapes(self.parts[PARTS.index(name)], around, (*begun, name))


pictures = st.builds(
    Picture,
    st.tuples(*(elements(PARTS[:index]) for index in range(len(PARTS)))),
    elements(PARTS),
    st.none()
    | st.tuples(
        st.sampled_from(sorted(SELECTORS)),
        st.sampled_from(("fill", "stroke")),
        st.sampled_from(PARTS),
    ),
    st.sampled_from(AROUND),
)


@given(pictures, st.integers(0, 40))
def test_never_counted_for_less_than_is_drawn(picture: Picture, most: int) -> None:
    text = picture.text()
    standing = text.count("<rect") + text.count("<use")
    many = picture.drawn(most + standing) > most + standing
    with patch.object(drawn, "MOST", most):
        said = refused(text.encode())
    if many:
        assert said is not None and ("so often" in said or "@supports" in said)


def grown(line: str, around: str = "pattern", times: int = 8, head: str = "") -> str:
    """Parts a1, a2 …, each with lines that use the one before."""
    parts = "".join(
        f'<{around} id="a{n}" class="c{n}">{line.replace("N", str(n - 1))}</{around}>'
        for n in range(1, times)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg">{head}<pattern id="a0"><rect/></pattern>'
        f'{parts}<rect fill="url(#a{times - 1})"/></svg>'
    )


RULES = "".join(f".p{n} {{fill: url(#a{n})}}" for n in range(8))
NESTED = "".join(f".p{n} {{ &amp; {{fill: url(#a{n})}} }}" for n in range(8))
MOVED = "".join(f"@keyframes k{n} {{ from {{fill: url(#a{n})}} }}" for n in range(8))
RECTS = "<rect/>" * 10
TOO_MUCH = {
    "a class": grown('<rect class="pN"/>' * 10, head=f"<style>{RULES}</style>"),
    "a group": grown(f'<g fill="url(#aN)">{RECTS}</g>'),
    "a group with a style": grown(f'<g style="stroke : url( #aN )">{RECTS}</g>'),
    "a group of a class": grown(f'<g class="pN">{RECTS}</g>', head=f"<style>{RULES}</style>"),
    "a use that hands on": grown(
        '<use href="#ten" fill="url(#aN)"/>', head=f'<defs><g id="ten">{RECTS}</g></defs>'
    ),
    "a variable": grown(f'<g style="--a: url(#aN); fill: var(--a)">{RECTS}</g>'),
    "points with markers": grown(
        f'<path d="M{" 1" * 20}" marker-mid="url(#aN)"/>', around="marker"
    ),
    "a name with percents": grown('<rect fill="url(#%61N)"/>' * 10),
    "a use with percents": grown('<use href="#%61N"/>' * 10, around="g"),
    "a rule in a rule": grown(
        f"<g class='pN'>{RECTS}</g>",
        head=f"<style>{NESTED}</style>",
    ),
    "a rule after a comment": grown(
        '<rect class="pN"/>' * 10, head=f"<style>{RULES.replace(':', '/* ; */:')}</style>"
    ),
    "keyframes": grown(
        f"<g class='pN'>{RECTS}</g>",
        head=f"<style>{MOVED}</style>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_never_ends_is_refused(name: str) -> None:
    said = refused(TOO_MUCH[name].encode())
    assert said is not None and "so often that a browser never ends" in said


def test_an_animation_uses_no_parts() -> None:
    moved = '<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="fill" to="url(#a)"/></svg>'
    assert refused(moved.encode()) == "changes what part of the picture it uses as it moves"


def test_an_animation_of_what_has_a_part_is_fine() -> None:
    turned = '<animateTransform fill="url(#a)" attributeName="transform" values="rotate(1)"/>'
    assert refused(f'<svg xmlns="http://www.w3.org/2000/svg">{turned}</svg>'.encode()) is None


def test_a_drawing_with_many_shapes_and_many_clips_is_fine() -> None:
    """As drawing programs write them: a class for each look, a clip for each group."""
    sheet = "".join(
        f".cls-{n}{{clip-path:url(#clip-{n});fill:url(#paint-{n})}}" for n in range(200)
    )
    parts = "".join(
        f'<clipPath id="clip-{n}"><rect/></clipPath><linearGradient id="paint-{n}"/>'
        for n in range(200)
    )
    lines = '<path d="M0 0h9"/>' * 100
    groups = "".join(f'<g class="cls-{n}">{lines}</g>' for n in range(200))
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><style>{sheet}</style>'
        f'<g fill="url(#paint-1)">{parts}{groups}</g></svg>'
    )
    assert refused(text.encode()) is None
