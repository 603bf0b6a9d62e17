r"""Formulas that link, load, style, define or make up elements, and a grammar of what is like them.

Some wait for a click. ``HOST`` and ``RUN`` as in ``pictures``.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.grammar import words
from tests.strangers.pictures import HOST

RUN = "window.ran=1"

ATTACKS = (
    rf"\href{{{HOST}1}}{{x}}",
    rf"\href{{javascript:{RUN}}}{{x}}",
    rf"\url{{{HOST}1}}",
    rf"\mmlToken{{mi}}[href='javascript:{RUN}']{{x}}",
    rf"\mmlToken{{mtext}}[onclick='{RUN}']{{x}}",
    rf"\mmlToken{{mi}}[style='background:url({HOST}1.png)']{{x}}",
    rf"\style{{background:url({HOST}1.png)}}{{x}}",
    r"\class{sonodeck}{x}",
    r"\cssId{answer}{x}",
    rf"\data{{x={HOST}1}}{{x}}",
    rf"\htmlData{{x={HOST}1}}{{x}}",
    rf"\htmlStyle{{background:url({HOST}1.png)}}{{x}}",
    r"\htmlClass{sonodeck}{x}",
    rf"\includegraphics{{{HOST}1.png}}",
    r"\require{html}",
    r"\require{physics}",
    r"\def\x{x}",
    r"\newcommand{\x}{x}",
    r"\renewcommand{\frac}{x}",
    r"\newenvironment{x}{x}{x}",
    r"\let\x\frac",
    r"\csname href\endcsname",
    r"\DeclareMathOperator{\x}{x}",
    r"\DeclarePairedDelimiters{\x}{x}{x}",
    r"\Newextarrow{\x}{1,1}{0x2192}",
    rf"\bbox[background:url({HOST}1.png)]{{x}}",
    rf"\color{{red;background:url({HOST}1.png)}}x",
    rf"\enclose{{box}}[mathbackground='url({HOST}1.png)']{{x}}",
    r"\toggle{x}{y}\endtoggle",
    r"\texttip{x}{y}",
    r"\mathtip{x}{y}",
    r"\unicode[x;background:red]{65}",
    r"\ref{x}",
    r"\label{x}",
    r"\tag{x}",
    r"\text{\href{x}{y}}",
    r"\text{a $\href{x}{y}$ b}",
    r"\frac{a}{\mmlToken{mi}{x}}",
    r"\begin{x}a\end{x}",
    r"\begin\mmlToken{mi}{x}",
    r"\begin {alignat}{1}a\end {alignat}",
    r"\@ifnextchar x{y}{z}",
    r"\html@mathml{x}{y}",
    r"\text@x{y}",
    r"\unheard{x}",
    "\\",
)

DEEP = (
    r"\frac{1}{" * 300 + "x" + "}" * 300,
    r"\left(" * 300 + "x" + r"\right)" * 300,
    r"\begin{matrix}" * 60 + r"\end{matrix}" * 60,
    r"\sqrt{\left(" * 30 + r"\right)}" * 30,
    "x^{" * 50 + "}" * 50,
    "{" * 5000,
)
"""A page with one of them in it is closed by the browser, or was not far from it."""

_COMMANDS = words(
    r"""
    \href \url \mmlToken \style \class \cssId \data \htmlData \require \def \let \newcommand
    \csname \bbox \color \enclose \toggle \unicode \text \frac \sqrt \begin \end \left \right \alpha
    \mathrm \operatorname \overset \includegraphics \ce \label \tag \cancel \rule \char \verb
    """
)
_PIECES = (
    *_COMMANDS, "{", "}", "[", "]", "^", "_", "&", "\\\\", "x", " ", "$", "%", "\n", "#", "~", "@",
    "mi", "matrix", "array", "alignat", HOST, f"javascript:{RUN}", f"onclick='{RUN}'",
    f"style='background:url({HOST}1)'", f"href='javascript:{RUN}'", f"url({HOST}1)", "<img src=x>",
    f"<img src=x onerror={RUN}>", "\\(", "\\[", "(", ")", "|", "\\,", "\\@", "\\",
)  # fmt: skip
WRITTEN = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("".join)
"""Formulas by the grammar; most don't fit together."""
ALLOWED = st.recursive(
    st.sampled_from(["x", "1", r"\alpha", r"\cdot", "=", f"url({HOST}1)", f"<img src={HOST}1>"]),
    lambda inner: (
        st.builds(r"\frac{{{}}}{{{}}}".format, inner, inner)
        | st.builds(r"\text{{{}}}".format, inner)
        | st.builds(r"\left({}\right)^{{{}}}".format, inner, inner)
        | st.builds(r"\begin{{matrix}}{}&{}\end{{matrix}}".format, inner, inner)
        | st.builds(r"\sqrt[{}]{{{}}}".format, inner, inner)
    ),
    max_leaves=5,
)
