r"""Formulas for typst: TeX → a tree of plain values, which ``content.typ`` sets.

A node is a list of nodes, or a map: ``is`` names what it is, all else are its parts. Every command
that a formula may have (``sheets.formulas``) is known here; nothing of a deck becomes code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from unicodedata import normalize

from sonodeck.sheets import formulas

Node: TypeAlias = "list[Node] | dict[str, Node | str | float | bool]"

_PIECE = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_SPACES = {
    ",": 3, "thinspace": 3, ":": 4, ">": 4, "medspace": 4, ";": 5, "thickspace": 5, "!": -3,
    "negthinspace": -3, " ": 6, "\n": 6, "~": 6, "enspace": 9, "quad": 18, "qquad": 36,
}  # fmt: skip
"""In eighteenths of an em."""
_LIMITS = {"max", "min", "sup", "inf", "lim", "limsup", "liminf", "det", "gcd", "Pr"}
_STYLES = {
    "mathrm": "upright", "mathbf": "bold", "mathit": "italic", "mathsf": "sans", "mathtt": "mono",
    "mathcal": "cal", "mathbb": "bb", "mathfrak": "frak", "mathscr": "scr",
    "mathnormal": "plain", "boldsymbol": "bolditalic",
}  # fmt: skip
_TEXTS = {
    "text": "upright", "textrm": "upright", "textnormal": "upright", "mbox": "upright",
    "textbf": "bold", "textit": "italic", "textsf": "sans", "texttt": "mono",
}  # fmt: skip
_CLASSES = {"mathop": "large", "mathbin": "binary", "mathrel": "relation", "mathord": "normal"}
_SIZES = {
    "displaystyle": "display", "textstyle": "inline", "scriptstyle": "script",
    "scriptscriptstyle": "sscript",
}  # fmt: skip
_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307",
    "ddot": "\u0308", "tilde": "\u0303", "widetilde": "\u0303", "acute": "\u0301",
    "grave": "\u0300", "breve": "\u0306", "check": "\u030c", "mathring": "\u030a",
    "overrightarrow": "\u20d7", "overleftarrow": "\u20d6",
}  # fmt: skip
_LINES = ("overline", "underline", "overbrace", "underbrace", "boxed")
_FRACTIONS = {"frac": "", "dfrac": "display", "tfrac": "inline", "cfrac": "display"}
_BINOMIALS = {"binom": "", "dbinom": "display", "tbinom": "inline"}
_FENCES = {
    "pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖",
    "cases": "{",
}  # fmt: skip
_LARGER = re.compile(r"[bB]igg?[lrm]?")


def tree(formula: str) -> Node:
    """A formula that ``sheets.formulas.active`` lets pass; whatever else it is, all of it shows."""
    reader = _Reader(_PIECE.findall(formula))
    found: list[Node] = []
    while reader.piece:
        found += reader.row(())
        reader.take()
    return found


def _of(what: str, **parts: Node | str | float | bool) -> Node:
    return {"is": what, **parts}


def _sign(sign: str) -> Node:
    return _of("sign", sign="−" if sign == "-" else "\u2217" if sign == "*" else sign)


class _Reader:
    """Pieces from left to right."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0

    @property
    def piece(self) -> str:
        """What comes next; "" at the end."""
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def take(self) -> str:
        piece = self.piece
        self._at += 1
        return piece

    def _skip(self) -> None:
        while self.piece.isspace():
            self._at += 1

    def row(self, ends: tuple[str, ...]) -> list[Node]:
        """Nodes up to a piece that ends them, or to a brace that closes more than was opened."""
        found: list[Node] = []
        while self.piece and self.piece not in {*ends, "}"}:
            piece = self.take()
            if piece in {"^", "_"}:
                self._raised(found, piece)
            elif piece == "'":
                self._primed(found)
            elif piece in {"\\limits", "\\nolimits"}:
                if found:
                    found[-1] = _of("limits", body=found[-1], on=piece == "\\limits")
            elif piece.removeprefix("\\") in _SIZES and len(piece) > 1:
                found.append(_of("size", size=_SIZES[piece[1:]], body=self.row(ends)))
            elif not piece.isspace():
                found.append(self._one(piece))
        return found

    def _raised(self, found: list[Node], piece: str) -> None:
        place = "sup" if piece == "^" else "sub"
        base = found.pop() if found else []
        script = self._argument()
        if isinstance(base, dict) and base["is"] == "attach" and place not in base:
            found.append({**base, place: script})
        else:
            found.append(_of("attach", body=base, **{place: script}))

    def _primed(self, found: list[Node]) -> None:
        primes = "′"
        while self.piece == "'":
            primes += self.take().replace("'", "′")
        base = found.pop() if found else []
        found.append(_of("attach", body=base, sup=[_sign(one) for one in primes]))

    def _argument(self) -> Node:
        self._skip()
        return self._one(self.take()) if self.piece not in {"", "}"} else []

    def _one(self, piece: str) -> Node:
        if piece == "{":
            found = self.row(())
            self.take()
            # A sign by itself has no space around it: the comma of 77{,}000.
            alone = len(found) == 1 and isinstance(found[0], dict) and found[0]["is"] == "sign"
            return _of("class", body=found, how="normal") if alone else found
        if piece == "~":
            return _of("space", mu=_SPACES[piece])
        if len(piece) > 1 and piece[0] == "\\":
            return self._command(piece[1:])
        return _of("text", text=" & ", style="upright") if piece == "&" else _sign(piece)

    def _command(self, name: str) -> Node:
        if name in formulas.SIGNS:
            return _sign(formulas.SIGNS[name])
        if name in formulas.OPERATORS:
            return _of("operator", name=_spoken(name), limits=name in _LIMITS)
        if name in _SPACES:
            return _of("space", mu=_SPACES[name])
        if name in _TEXTS:
            return _of("text", text=self._written(), style=_TEXTS[name])
        for table, what in ((_STYLES, "style"), (_ACCENTS, "accent"), (_CLASSES, "class")):
            if name in table:
                return _of(what, body=self._argument(), how=table[name])
        if name in _LINES:
            return _of(name, body=self._argument())
        return self._built(name)

    def _built(self, name: str) -> Node:
        """What is made of several arguments."""
        if name in _FRACTIONS:
            above, below = self._argument(), self._argument()
            return _of("fraction", above=above, below=below, size=_FRACTIONS[name])
        if name in _BINOMIALS:
            above, below = self._argument(), self._argument()
            return _of("binomial", above=above, below=below, size=_BINOMIALS[name])
        make: Mapping[str, Callable[[], Node]] = {
            "sqrt": self._root, "left": self._fenced, "begin": self._environment,
            "not": self._not, "substack": self._stack, "operatorname": self._operator,
            "mod": lambda: self._modulo("mod"), "bmod": lambda: self._modulo("bmod"),
            "pmod": lambda: self._modulo("pmod"), "\\": lambda: _of("break"),
            "overset": lambda: self._over("sup"), "stackrel": lambda: self._over("sup"),
            "underset": lambda: self._over("sub"), "xrightarrow": lambda: self._arrow("→"),
            "xleftarrow": lambda: self._arrow("←"), "middle": self._between,
        }  # fmt: skip
        if name in make:
            return make[name]()
        # \big and the like: the delimiter follows by itself. \right or \end alone shows nothing.
        silent = _LARGER.fullmatch(name) or name in {"right", "end"}
        return [] if silent else _of("text", text=name, style="upright")

    def _written(self) -> str:
        """The text of an argument: its spaces stay, its commands are what they show."""
        if self.piece != "{":
            return self.take()
        self.take()
        depth, parts = 1, []
        while self.piece:
            piece = self.take()
            depth += (piece == "{") - (piece == "}")
            if not depth:
                break
            if piece not in {"{", "}"}:
                name = piece[1:] if len(piece) > 1 and piece[0] == "\\" else ""
                shown = " " if name in _SPACES else formulas.SIGNS.get(name, name or piece)
                parts.append(" " if shown.isspace() or shown == "~" else shown)
        return "".join(parts)

    def _optional(self) -> Node | None:
        """What stands in brackets."""
        self._skip()
        if self.piece != "[":
            return None
        self.take()
        found = self.row(("]",))
        self.take()
        return found

    def _root(self) -> Node:
        index = self._optional()
        body = self._argument()
        return _of("root", body=body) if index is None else _of("root", body=body, index=index)

    def _delimiter(self) -> str:
        self._skip()
        piece = self.take()
        sign = formulas.SIGNS.get(piece[1:], "") if piece[:1] == "\\" else piece
        return {".": "", "<": "⟨", ">": "⟩"}.get(sign, sign)

    def _fenced(self) -> Node:
        opening = self._delimiter()
        body = self.row(("\\right",))
        closing = self._delimiter() if self.take() else ""
        return _of("fenced", open=opening, close=closing, body=body)

    def _between(self) -> Node:
        return _of("middle", sign=self._delimiter())

    def _environment(self) -> Node:
        name = self._written()
        if name == "array":
            self._argument()
        rows: list[Node] = []
        while self.piece:
            cells: list[Node] = [self.row(("&", "\\\\", "\\end"))]
            while self.piece == "&":
                self.take()
                cells.append(self.row(("&", "\\\\", "\\end")))
            rows.append(cells)
            if self.take() != "\\\\":
                break
        self._written()
        if rows and rows[-1] == [[]]:
            rows.pop()
        fences = _FENCES.get(name, "")
        return _of("rows", rows=rows, fences=fences, aligned=name in {"aligned", "split"})

    def _stack(self) -> Node:
        self._skip()
        self.take()
        rows: list[Node] = [[self.row(("\\\\",))]]
        while self.piece == "\\\\":
            self.take()
            rows.append([self.row(("\\\\",))])
        self.take()
        return _of("rows", rows=rows, fences="", aligned=False)

    def _operator(self) -> Node:
        limits = self.piece == "*"
        if limits:
            self.take()
        return _of("operator", name=self._written(), limits=limits)

    def _not(self) -> Node:
        self._skip()
        piece = self.take()
        sign = formulas.SIGNS.get(piece[1:], piece) if len(piece) > 1 else piece
        return _of("sign", sign=normalize("NFC", f"{sign}\u0338"))

    def _modulo(self, name: str) -> Node:
        word = _of("operator", name="mod", limits=False)
        if name == "bmod":
            return _of("class", body=word, how="binary")
        body: list[Node] = [word, self._argument()]
        space = _of("space", mu=18)
        return [space, *body] if name == "mod" else [space, _sign("("), *body, _sign(")")]

    def _over(self, place: str) -> Node:
        script, body = self._argument(), self._argument()
        return _of("attach", body=_of("limits", body=body, on=True), **{place: script})

    def _arrow(self, sign: str) -> Node:
        below, above = self._optional(), self._argument()
        arrow = _of("limits", body=_of("stretched", sign=sign), on=True)
        return _of("attach", body=arrow, sup=above, sub=[] if below is None else below)


def _spoken(name: str) -> str:
    """The words of an operator: ``lim sup``."""
    return f"lim {name[3:]}" if name in {"limsup", "liminf"} else name
