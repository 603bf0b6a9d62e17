"""What an SVG may be made of: shapes, text and their looks; all else is refused.

A list of what is allowed, by name and namespace: a list of what runs or fetches something is never
complete. The text is read by expat, which fetches nothing, in the one encoding that a browser takes
for the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Literal
from xml.parsers import expat

from sonodeck.common.frozen import dataclass
from sonodeck.lint import drawn

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
# What drawing programs note down for themselves, which means nothing to a browser.
_NOTES = (
    "http://www.inkscape.org/", "http://sodipodi.sourceforge.net/", "http://ns.adobe.com/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/", "http://purl.org/dc/", "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/", "http://www.figma.com/", "http://svgjs.",
)  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _words(
    """
    svg g defs symbol use switch title desc metadata style image path rect circle ellipse line
    polyline polygon text tspan textPath linearGradient radialGradient stop pattern clipPath
    mask marker view filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence animate animateMotion
    animateTransform mpath set
    """
)
# Of these a browser makes nothing but text, names and numbers.
_WORDS = _words("id class role lang d points tabindex version baseProfile")
_LOOKS = _words(
    """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline
    enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font
    font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
    image-rendering isolation letter-spacing lighting-color line-height marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order
    pointer-events shape-rendering solid-color solid-opacity stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-align text-anchor text-decoration text-indent
    text-rendering transform transform-origin unicode-bidi vector-effect visibility white-space
    word-spacing writing-mode
    """
)
_OTHERS = _words(
    """
    style media type x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy fr width height viewBox
    preserveAspectRatio zoomAndPan offset rotate textLength lengthAdjust startOffset method
    spacing side path pathLength gradientUnits gradientTransform spreadMethod patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
    markerWidth markerHeight orient refX refY filterUnits primitiveUnits filterRes in in2 result
    mode values stdDeviation edgeMode kernelMatrix kernelUnitLength order divisor bias targetX
    targetY preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent
    limitingConeAngle azimuth elevation pointsAtX pointsAtY pointsAtZ z scale xChannelSelector
    yChannelSelector operator k1 k2 k3 k4 radius baseFrequency numOctaves seed stitchTiles
    tableValues slope intercept amplitude exponent attributeName attributeType begin dur end min
    max restart repeatCount repeatDur calcMode keyTimes keySplines keyPoints from to by additive
    accumulate origin systemLanguage requiredFeatures requiredExtensions contentScriptType
    contentStyleType
    """
)
_ATTRIBUTES = _WORDS | _LOOKS | _OTHERS
_MOVED = _LOOKS | {
    "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "fx", "fy", "d",
    "width", "height", "viewBox", "offset", "points", "rotate", "startOffset", "stdDeviation",
    "gradientTransform", "patternTransform", "scale", "radius", "seed", "baseFrequency", "values",
}  # fmt: skip
"""What an animation may change: never an address, a style or a name."""
_MOVES = _words("from to by values")
_OF_XLINK = _words("title type show actuate role arcrole")

# Of CSS: https://www.w3.org/TR/css-syntax-3/; a function is a name with the parenthesis close by.
_FUNCTION = re.compile(r"([\w-]+)\(")
_FUNCTIONS = _words(
    """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix icc-color calc min max clamp var
    matrix matrix3d translate translatex translatey translate3d scale scalex scaley rotate
    rotatex rotatey rotatez skew skewx skewy perspective cubic-bezier steps linear blur
    brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia polygon
    circle ellipse inset not is where nth-child nth-of-type nth-last-child lang
    """
)
_NAME = r"#[^'\"(){};]*"
_URL = re.compile(rf"url\(\s*(?:'\s*{_NAME}'|\"\s*{_NAME}\"|{_NAME})\s*\)", re.IGNORECASE)
_SUSPECT = re.compile(r"[\\@(]")
_AT_RULE = re.compile(r"@([\w-]*)")
_AT_RULES = frozenset({"media", "keyframes", "-webkit-keyframes"})
_RASTER = re.compile(
    r"\s*data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE
)
# Some documents bring names for signs with them, which a browser knows and expat leaves out.
_ENTITY = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)")


class _Refused(Exception):
    """There is something in it that a picture doesn't need; the message says what."""


def refused(data: bytes) -> str | None:
    """What in the text of an SVG is not allowed, as the end of a sentence; None where all is."""
    try:
        document = _decoded(data)
        read = _read(document, {})
        if rules := drawn.rules(";".join(read.sheets)):
            read = _read(document, rules)
        read.drawn.check()
    except _Refused as error:
        return str(error)
    except drawn.TooMuch:
        return "uses its parts so often that a browser never ends"
    except expat.ExpatError as error:
        return f"is no SVG: {expat.ErrorString(error.code)}, line {error.lineno}"
    return None


def _read(document: str, rules: Mapping[str, Sequence[drawn.Look]]) -> _Reader:
    reader = _Reader(document, drawn.Drawn(rules))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = _instruction
    parser.StartElementHandler = reader.starts
    parser.EndElementHandler = reader.ends
    parser.CharacterDataHandler = reader.text
    parser.Parse(document.encode(), True)
    return reader


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise _Refused("is no SVG in UTF-8")
    return text


def _declared(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise _Refused(f"is in the encoding {encoding[:20]!r}, not in UTF-8")


def _instruction(target: str, _: str) -> None:
    raise _Refused(f"names a style sheet or program beside it (<?{target[:40]}?>)")


def _parts(name: str) -> tuple[str, str]:
    """The namespace of a name, and the name in it."""
    space, _, local = name.rpartition(" ")
    return space, local


@dataclass(slots=True)
class _Reader:
    """Goes through an SVG. Raises _Refused at the first thing that is not allowed."""

    document: str
    drawn: drawn.Drawn
    open: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def doctype(self, _: str, __: str | None, ___: str | None, has_own: int) -> None:
        if has_own:
            raise _Refused("declares something of its own in its DOCTYPE")
        if found := _ENTITY.search(self.document):
            name = self.document[found.start() : found.start() + 20]
            raise _Refused(f"has a name for a sign in it, from elsewhere: {name!r}")

    def starts(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.open and name != f"{_SVG} svg":
            raise _Refused(f'is no SVG: it has to begin with <svg xmlns="{_SVG}">')
        element = _element(name)
        if self.open[-1:] == ["style"]:
            raise _Refused("has something beside text in its style")
        self.open.append(element)
        used = None
        looks = []
        for key, value in attributes.items():
            match _attribute(element, key):
                case "address":
                    _address(element, value)
                    used = drawn.part_named(value)
                case "moved" if value.strip() not in _MOVED:
                    raise _Refused(f"changes its {value[:40]!r} as it moves")
                case "look" if _SUSPECT.search(value):
                    local = _parts(key)[1]
                    _css(value, local)
                    own = drawn.looks(local, value)
                    looks += own
                    if own and local in _MOVES:
                        raise _Refused("changes what part of the picture it uses as it moves")
                case _:
                    pass
        self.drawn.starts(element, attributes, used, looks)

    def text(self, text: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style.append(text)

    def ends(self, _: str) -> None:
        self.drawn.ends()
        if self.open.pop() == "style":
            sheet = "".join(self.style)
            _css(sheet, "its style")
            self.sheets.append(sheet)
            self.style.clear()


@lru_cache
def _element(name: str) -> str:
    """The name of an element of SVG; "" for what a drawing program notes down."""
    space, local = _parts(name)
    if space.startswith(_NOTES):
        return ""
    if space != _SVG:
        raise _Refused(f"has a <{local[:40]}> in it that is not of SVG")
    if local not in _ELEMENTS:
        raise _Refused(f"has a <{local[:40]}> in it")
    return local


@lru_cache
def _attribute(element: str, key: str) -> Literal["words", "look", "address", "moved"]:
    """What the value of an attribute is: words that nothing obeys, or what is to be looked at."""
    space, local = _parts(key)
    if space.startswith(_NOTES) or (space == _XML and local in {"space", "lang"}):
        return "words"
    runs = local.lower().startswith("on")
    if not element and not runs and local not in {"style", "href", "src", "base"}:
        return "words"
    if element and local == "href" and space in {"", _XLINK}:
        return "address"
    if space == _XLINK and local in _OF_XLINK:
        return "words"
    if not element or space or not (local in _ATTRIBUTES or local.startswith(("aria-", "data-"))):
        said = "a program" if runs else "something"
        raise _Refused(f"has {said} in it that a picture doesn't need ({local[:40]})")
    if local == "attributeName":
        return "moved"
    return "words" if local in _WORDS or local.startswith(("aria-", "data-")) else "look"


def _address(element: str, value: str) -> None:
    """Where something is taken from: a part of this picture, or pixels within it."""
    if not (value.strip().startswith("#") or (element == "image" and _RASTER.fullmatch(value))):
        raise _Refused(f"leads or fetches from elsewhere: {value[:60]!r}")


def _css(text: str, where: str) -> None:
    """The value of an attribute or a style sheet: known functions, addresses in this picture."""
    if "\\" in text:
        raise _Refused(f"has a backslash in {where}, which can hide an address: {text[:60]!r}")
    for rule in _AT_RULE.finditer(text):
        if rule[1].lower() not in _AT_RULES:
            raise _Refused(f"has {rule.group()[:40]!r} in {where}, which can fetch something")
    for called in _FUNCTION.finditer(text):
        name = called[1].lower()
        if name == "url" and _URL.match(text, called.start()):
            continue
        if name not in _FUNCTIONS:
            shown = text[called.start() : called.start() + 60]
            raise _Refused(f"has in {where} what may fetch from elsewhere: {shown!r}")
