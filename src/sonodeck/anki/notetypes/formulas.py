r"""Formulas for a terminal: what TeX says, in the letters and signs that Unicode has.

``\frac{2 f_0 v \cos\theta}{c}`` becomes ``(2 f₀ v cos θ)/c``. Only what formulas of textbooks use
is known; of any other command the name stays, so nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sonodeck.sheets import formulas

_OWN = {
    "epsilon": "ε", "phi": "φ", "cdot": "·", "circ": "°", "hbar": "ħ", "\\": " ",
}  # fmt: skip
"""Signs that most fonts have, where a formula has another one."""
_SPACES = {",", ";", ":", " ", "quad", "qquad", "~"}
_SILENT = {"left", "right", "displaystyle", "!", "big", "Big", "bigl", "bigr"}
_WORDS = {"text", "mathrm", "mathbf", "mathit", "operatorname", "textbf", "textit", "mbox"}

_UP = dict(zip("0123456789+-=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ", strict=True))
_DOWN = dict(
    zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)


_JOINED = {"Delta", "partial", "nabla"}
"""They stand close to what follows: ``\\Delta P`` is ΔP."""

_NAMED: Mapping[str, str] = {**formulas.SIGNS, **_OWN}
_PIECE = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|\s+|.", re.DOTALL)
_MAX_DEPTH = 50


def readable(formula: str) -> str:
    """A formula as a line of text; whatever it is, it comes back as something."""
    reader = _Reader(_PIECE.findall(formula.strip()))
    return re.sub(r"\s+", " ", "".join(reader.all())).strip()


class _Reader:
    """Pieces from left to right; what is in braces is read in turn, to a depth that ends."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0

    def all(self) -> Iterator[str]:
        while self._at < len(self._pieces):
            yield self._one()

    def _one(self) -> str:
        piece = self._pieces[self._at]
        self._at += 1
        if self._depth == _MAX_DEPTH:
            return ""
        self._depth += 1
        shown = self._read(piece)
        self._depth -= 1
        return shown

    def _read(self, piece: str) -> str:
        if piece == "{":
            return self._group()
        if piece == "}":
            return ""
        if piece in {"^", "_"}:
            return _raised(self._argument(), up=piece == "^")
        if len(piece) > 1 and piece.startswith("\\"):
            return self._command(piece[1:])
        return "−" if piece == "-" else piece

    def _group(self) -> str:
        parts = []
        while self._at < len(self._pieces) and self._pieces[self._at] != "}":
            parts.append(self._one())
        self._at += 1
        return "".join(parts)

    def _argument(self) -> str:
        while self._next().isspace():
            self._at += 1
        return self._one() if self._next() else ""

    def _next(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._pieces[at] if at < len(self._pieces) else ""

    def _command(self, name: str) -> str:
        if name in _NAMED:
            if self._next().isspace() and _is_word(self._next(1)) and name in _JOINED:
                self._at += 1
            return _NAMED[name]
        if name in _SPACES:
            return " "
        if name in _SILENT:
            return ""
        if name in _WORDS:
            return self._argument()
        if name in {"frac", "dfrac", "tfrac"}:
            return f"{_bracketed(self._argument())}/{_bracketed(self._argument())}"
        if name == "sqrt":
            return f"√{_bracketed(self._argument())}"
        return f"{name} " if _is_word(self._next()) else name


def _is_word(piece: str) -> bool:
    r"""Whether a piece would run into a name before it: the θ of ``\cos\theta``."""
    return piece[:1].isalnum() or (piece[:1] == "\\" and piece[1:2].isalpha())


def _bracketed(text: str) -> str:
    """Brackets around what would fall apart beside a sign."""
    text = text.strip()
    return text if re.fullmatch(r"[\w.]+[⁰-₎²³¹ₐ-ₜ]*|\(.*\)", text) else f"({text})"


def _raised(text: str, *, up: bool) -> str:
    """An exponent or an index, by raised signs where there are such signs for all of it."""
    text = text.strip()
    if text == "°":
        return text
    table = _UP if up else _DOWN
    plain = text.replace("−", "-")
    if plain and all(sign in table for sign in plain):
        return "".join(table[sign] for sign in plain)
    sign = "^" if up else "_"
    return f"{sign}{text}" if len(text) < 2 else f"{sign}({text})" if up else f"{sign}{text}"
