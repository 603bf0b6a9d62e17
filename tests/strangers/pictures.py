"""SVGs that run something or fetch something, and a grammar of what is like them.

``RUN`` is a program that leaves a mark at the page that holds the picture; ``HOST`` is never
answered: who asks it for something is seen.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.grammar import words

HOST = "https://elsewhere.test/"
RUN = "parent.ran=1"
SVG = "http://www.w3.org/2000/svg"
_NAMES = (
    f'xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:x="http://www.w3.org/1999/xhtml" xmlns:m="http://www.w3.org/1998/Math/MathML"'
)


def svg(inside: str, head: str = "", own: str = "") -> bytes:
    """A whole picture; ``own``: attributes of its own element."""
    return f'{head}<svg {_NAMES} {own} width="9" height="9">{inside}</svg>'.encode()


def _styled(css: str) -> bytes:
    return svg(f'<style>{css}</style><g class="a" id="a"><text class="a">x</text></g>')


_PNG = "data:image/png;base64,iVBORw0KGgo="
_PAGE = f"data:image/svg+xml,%3Csvg xmlns='{SVG}' onload='parent.parent.ran=1'/%3E"
_XHTML_DTD = (
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)

ATTACKS = {
    # what runs
    "a script": svg(f"<script>{RUN}</script>"),
    "a script from elsewhere": svg(f'<script href="{HOST}1.js"/>'),
    "a script of XHTML": svg(f"<x:script>{RUN}</x:script>"),
    "a script of XHTML in the metadata": svg(f"<metadata><x:script>{RUN}</x:script></metadata>"),
    "a script of XHTML in another prefix": svg(
        f'<q:script xmlns:q="http://www.w3.org/1999/xhtml">{RUN}</q:script>'
    ),
    "a script as the default namespace": svg(
        f'<script xmlns="http://www.w3.org/1999/xhtml">{RUN}</script>'
    ),
    "a handler": svg("", own=f'onload="{RUN}"'),
    "a handler of an animation": svg(
        f'<rect><animate attributeName="x" dur="1s" onbegin="{RUN}"/></rect>'
    ),
    "a handler of XHTML": svg(f'<x:img src="x" onerror="{RUN}"/>'),
    "a handler that has focus": svg(f'<x:input autofocus="" onfocus="{RUN}"/>'),
    "a handler by a default": svg("", f"<!DOCTYPE svg [<!ATTLIST svg onload CDATA '{RUN}'>]>"),
    "a handler by an entity": svg("&a;", f"<!DOCTYPE svg [<!ENTITY a '<g onclick=\"{RUN}\"/>'>]>"),
    "a page": svg(f'<foreignObject><x:body onload="{RUN}"/></foreignObject>'),
    "a frame": svg(f'<x:iframe src="javascript:{RUN}"/>'),
    "a frame of text": svg(f'<x:iframe srcdoc="&lt;svg onload=parent.{RUN}>"/>'),
    "an object": svg(f'<x:object data="{_PAGE}"/>'),
    "an embedded page": svg(f'<x:embed src="{_PAGE}"/>'),
    "a video": svg(f'<x:video src="x" onerror="{RUN}"/>'),
    "details that open": svg(f'<x:details open="" ontoggle="{RUN}"/>'),
    # what is clicked
    "a link": svg(f'<a href="{HOST}1"><text>x</text></a>'),
    "a link that runs": svg(f'<a href="javascript:{RUN}"><text>x</text></a>'),
    "a link set later": svg(f'<a><set attributeName="href" to="javascript:{RUN}"/></a>'),
    "a link set by its old name": svg(
        f'<a><animate attributeName="xlink:href" values="javascript:{RUN};x" dur="1s"/></a>'
    ),
    "a link of MathML": svg(f'<m:math href="javascript:{RUN}"><m:mi>x</m:mi></m:math>'),
    "an action of MathML": svg('<m:maction actiontype="toggle"><m:mi>x</m:mi></m:maction>'),
    "a form": svg(f'<x:form action="{HOST}1"><x:button>x</x:button></x:form>'),
    # what leads away by itself
    "a page that leads away": svg(f'<x:meta http-equiv="refresh" content="0;url={HOST}1"/>'),
    "another base": svg(f'<x:base href="{HOST}"/><image href="1.png"/>'),
    "another base of XML": svg('<use href="#a"/>', own=f'xml:base="{HOST}"'),
    # what fetches
    "a picture": svg(f'<image href="{HOST}1.png" width="9" height="9"/>'),
    "a picture by its old name": svg(f'<image xlink:href="{HOST}1.png" width="9" height="9"/>'),
    "a picture of XHTML": svg(f'<x:img src="{HOST}1.png"/>'),
    "pictures of XHTML": svg(f'<x:img srcset="{HOST}1.png 1x"/>'),
    "a picture that is a page": svg(f'<image href="{_PAGE}" width="9" height="9"/>'),
    "a picture set later": svg(
        f'<image href="{_PNG}" width="9" height="9"><set attributeName="href" to="{HOST}1.png"/>'
        "</image>"
    ),
    "a picture moved": svg(
        f'<image width="9" height="9"><animate attributeName="href" values="{HOST}1;{HOST}2" '
        'dur="1s"/></image>'
    ),
    "a part of another picture": svg(f'<use href="{HOST}1.svg#a"/>'),
    "a filter's picture": svg(
        f'<filter id="f"><feImage href="{HOST}1.png"/></filter><rect filter="url(#f)" '
        'width="9" height="9"/>'
    ),
    "a style sheet beside it": svg("", f'<?xml-stylesheet href="{HOST}1.css"?>'),
    "a style sheet of XHTML": svg(f'<x:link rel="stylesheet" href="{HOST}1.css"/>'),
    "a name to be looked up": svg(f'<x:link rel="preload" as="image" href="{HOST}1.png"/>'),
    "a style of XHTML": svg(f"<x:style>@import '{HOST}1.css';</x:style>"),
    "a fill": svg(f'<rect fill="url({HOST}1.svg#a)" width="9" height="9"/>'),
    "a mask": svg(f'<rect mask="url({HOST}1.svg#a)" width="9" height="9"/>'),
    "a filter": svg(f'<rect filter="url({HOST}1.svg#a)" width="9" height="9"/>'),
    "a marker": svg(f'<path d="M0 0h9" marker-start="url({HOST}1.svg#a)"/>'),
    "a mask set later": svg(f'<rect><set attributeName="mask" to="url({HOST}1.svg#a)"/></rect>'),
    "a style set later": svg(
        f'<rect><set attributeName="style" to="cursor:url({HOST}1.png),auto"/></rect>'
    ),
    "an attribute nobody knows": svg('<rect ping="x" formaction="x"/>'),
    # what a style fetches
    "a cursor": _styled(f"svg{{cursor:url({HOST}1.png),auto}}"),
    "a cursor in an attribute": svg(f'<rect cursor="url({HOST}1.png),auto"/>'),
    "an image set": _styled(f"svg{{background-image:image-set('{HOST}1.png' 1x)}}"),
    "an image set as a cursor": svg("", own=f"style=\"cursor:image-set('{HOST}1.png' 1x),auto\""),
    "an image set of old": _styled(f"svg{{background:-webkit-image-set('{HOST}1.png' 1x)}}"),
    "a cross-fade": _styled(f"svg{{background:-webkit-cross-fade('{HOST}1.png','x',50%)}}"),
    "an imported style": _styled(f"@import '{HOST}1.css';"),
    "an imported style by a number": _styled(f"@im&#112;ort '{HOST}1.css';"),
    "an imported style in CDATA": _styled(f"<![CDATA[@import '{HOST}1.css';]]>"),
    "an imported style in pieces": _styled(f"@im<![CDATA[port]]> '{HOST}1.css';"),
    "an imported style with a comment": _styled(f"@im<!-- -->port '{HOST}1.css';"),
    "an imported style in capitals": _styled(f"@IMPORT '{HOST}1.css';"),
    "an imported style, escaped": _styled(f"@\\69mport '{HOST}1.css';"),
    "an imported style with a line before": _styled(f"\n\n@import url(&#34;{HOST}1.css&#34;);"),
    "a font": _styled(f"@font-face{{font-family:f;src:url({HOST}1.woff)}}.a{{font-family:f}}"),
    "a namespace": _styled(f"@namespace url({HOST}1);"),
    "a background": _styled(f"svg{{background:url({HOST}1.png)}}"),
    "a background in capitals": _styled(f"svg{{background:URL({HOST}1.png)}}"),
    "a background, escaped": _styled(f"svg{{background:u\\72l({HOST}1.png)}}"),
    "a background by a property": _styled(f"svg{{--a:url({HOST}1.png);background:var(--a)}}"),
    "an element in a style": svg(f"<style><g/>@import '{HOST}1.css';</style>"),
    "a style in the metadata": svg(f"<metadata><x:style>@import '{HOST}1';</x:style></metadata>"),
    # what expat and a browser read in two ways
    "a parenthesis that XHTML names": svg(
        f'<rect fill="url&lpar;{HOST}1.svg#a)" width="9" height="9"/>', _XHTML_DTD
    ),
    "a rule that XHTML names": svg(f"<style>&commat;import '{HOST}1.css';</style>", _XHTML_DTD),
    "a rule that XHTML names, and a declaration": svg(
        f"<style>&commat;import '{HOST}1.css';</style>",
        _XHTML_DTD.replace(">", " [<!ATTLIST svg x CDATA ''>]>"),
    ),
    "two bytes for a sign": svg(f"<script>{RUN}</script>").decode().encode("utf-16"),
    "an encoding of old": svg("", '<?xml version="1.0" encoding="cp037"?>'),
    "no namespace": b"<svg><rect/></svg>",
    "another namespace": b'<svg xmlns="http://www.w3.org/1999/xhtml"><rect/></svg>',
}
"""None of them is let through; most of them do something in a browser."""


def _grown(inside: str, element: str, levels: int) -> bytes:
    """Parts that use the one before; the last of them is drawn."""
    parts = (
        f'<{element} id="a{n + 1}">{inside.replace("#aN", f"#a{n}")}</{element}>'
        for n in range(levels)
    )
    first = '<g id="a0"><rect width="1" height="1"/></g>'
    return svg("".join([first, *parts, inside.replace("#aN", f"#a{levels}")]))


ENDLESS = {
    "parts used ten times each": _grown('<use href="#aN"/>' * 10, "g", 11),
    "parts used by their old name": _grown('<use xlink:href="#aN"/>' * 10, "symbol", 11),
    "patterns of patterns": _grown('<rect fill="url(#aN)"/>' * 2, "pattern", 30),
    "masks of masks": _grown("<rect style=\"mask: url( '#aN' )\"/>" * 2, "mask", 30),
    "markers of markers": _grown('<path d="M0 0h9" marker-end="url(#aN)"/>' * 2, "marker", 30),
    "patterns that move": _grown(
        '<rect><set attributeName="fill" to="url(#aN)"/></rect>' * 2, "pattern", 30
    ),
    "a hundred thousand levels": _grown('<use href="#aN"/>' * 2, "g", 100_000),
}
"""Small pictures that a browser doesn't finish, whose pages then do nothing any more."""

STILL = {
    "shapes": svg('<path d="M0 0h9" fill="rgb(1,2,3)" transform="rotate(9) scale (2)"/>'),
    "a gradient": svg(
        '<linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>'
        '<rect fill="url(#a)" stroke="url( \'#a\' )" style="fill:url(&quot;#a&quot;)"/>'
    ),
    "a style": _styled("@media (min-width: 1px) { .a { fill: url(#a); x: calc(1px + 2px) } }"),
    "a style in CDATA": _styled("<![CDATA[ .a > text:not(.b) { fill: hsl(1 2% 3%) } ]]>"),
    "pixels": svg(f'<image xlink:href="{_PNG}" width="9" height="9"/>'),
    "a part used again": svg('<g id="a"/><use xlink:href="#a"/><textPath href="#a">x</textPath>'),
    "a part used many times": svg(
        '<g id="a">' + "<path/>" * 100 + "</g>" + '<use href="#a"/>' * 1000
    ),
    "a part that uses itself": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "a filter": svg('<filter id="f"><feGaussianBlur stdDeviation="1"/></filter>'),
    "moving": svg('<rect><animate attributeName="x" values="0;9" dur="1s"/></rect>'),
    "notes of a drawing program": svg(
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
        'pagecolor="#fff"/><g inkscape:label="a" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"/>'
    ),
    "whose it is": svg(
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<cc:Work xmlns:cc="http://creativecommons.org/ns#" rdf:about=""/></rdf:RDF></metadata>'
    ),
    "a kind of document": svg(
        "<title>a &amp; b</title>",
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ),
}
"""What people draw is let through."""


# The grammar: elements of several vocabularies, attributes, and values that do something somewhere.

_ELEMENTS = st.sampled_from(
    words(
        "g rect path text tspan use image a style script foreignObject filter feImage mask pattern "
        "linearGradient textPath set animate animateTransform metadata title desc switch symbol "
        "x:script x:img x:iframe x:meta x:link x:style x:body x:object x:embed x:video x:base x:p "
        "marker m:math m:mi m:maction discard handler listener audio video iframe canvas solidcolor"
    )
)
_KEYS = st.sampled_from(
    words(
        "href xlink:href src fill stroke style mask filter clip-path marker-start cursor class id "
        "d x onload onbegin onerror onclick attributeName to from by values begin dur type media "
        "http-equiv content rel data srcdoc xml:base xml:space transform font-family action ping "
        "background poster srcset autofocus onfocus data-x aria-label requiredExtensions"
    )
)
_PIECES = (
    f"{HOST}1", f"javascript:{RUN}", RUN, f"url({HOST}1)", f"url('{HOST}1#a')", "url(#a)", "#a",
    f"image-set('{HOST}1' 1x)", f"src('{HOST}1')", "u\\72l(", "url&#40;", "u&#114;l(", "&lpar;",
    f"@import '{HOST}1';", "@im&#112;ort ", "@media x{", "}", "*{", "svg{", "cursor:", "fill:",
    "background:", "background-image:", "--a:", "var(--a)", "list-style-image:", "content:",
    ",auto", f"0;url={HOST}1", "refresh", "stylesheet", "href", "xlink:href", "onload", "style",
    "0s", "1s",
    _PNG, _PAGE, "data:text/html,x", "/*", "*/", ";", " ", "\n", "<![CDATA[", "]]>", "<!-- -->",
    "red", "rotate(9)", "1", "x", "'", "\\", "@", "(", ")", "&#x6a;avascript:", "text/css",
)  # fmt: skip
_VALUES = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join)


def _attribute(key: str, value: str) -> str:
    return f'{key}="{value.replace(chr(34), "&quot;").replace("<", "&lt;")}"'


def _element(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    shown = " ".join(_attribute(key, value) for key, value in attributes.items())
    return f"<{name} {shown}>{''.join(inside)}</{name}>"


_ATTRIBUTES = st.dictionaries(_KEYS, _VALUES, max_size=3)
_TREES = st.recursive(
    _VALUES,
    lambda inner: st.builds(_element, _ELEMENTS, _ATTRIBUTES, st.lists(inner, max_size=3)),
    max_leaves=6,
)
_HEADS = st.sampled_from(
    [
        "",
        "",
        "",
        _XHTML_DTD,
        f'<?xml-stylesheet href="{HOST}1"?>',
        "<!DOCTYPE svg [<!ENTITY a 'x'>]>",
    ]
)
DRAWN = st.builds(
    lambda trees, head, own: svg(
        "".join(trees), head, " ".join(_attribute(key, value) for key, value in own.items())
    ),
    st.lists(_TREES, max_size=3), _HEADS,
    st.dictionaries(st.sampled_from(["onload", "style", "cursor", "class", "xml:base"]), _VALUES,
                    max_size=1),
)  # fmt: skip
"""Pictures by the grammar; few are let through."""
_SAFE_TREES = st.recursive(
    st.sampled_from(_PIECES).filter(lambda piece: "<" not in piece),
    lambda inner: st.builds(
        _element,
        st.sampled_from(words("g rect path text use image style mask filter set animate title a")),
        st.dictionaries(
            st.sampled_from(words("href fill style mask filter cursor attributeName to dur")),
            st.sampled_from(_PIECES) | _VALUES, max_size=2,
        ),
        st.lists(inner, max_size=2),
    ),
    max_leaves=3,
)  # fmt: skip
PLAIN = st.lists(_SAFE_TREES, min_size=1, max_size=2).map(lambda trees: svg("".join(trees)))
"""Small pictures near to what is allowed: many are let through."""
