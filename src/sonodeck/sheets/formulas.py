r"""The commands that a formula may have: those that show something, and do nothing else.

A list of what is allowed: MathJax (in Anki) and Temml (on the site) know commands that link, load,
style, define others or make any element (``\href``, ``\mmlToken``), and will learn more of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SIGNS: Mapping[str, str] = _pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
    upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ
    Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ times ×
    cdot ⋅ div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ cup ∪
    cap ∩ setminus ∖ wedge ∧ vee ∨ land ∧ lor ∨ neg ¬ lnot ¬ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬
    iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥
    geqslant ⩾ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝
    doteq ≐ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ mid ∣ nmid ∤ parallel ∥
    perp ⊥ asymp ≍ prec ≺ succ ≻ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ triangleq ≜ to →
    gets ← rightarrow → leftarrow ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔
    longrightarrow ⟶ longleftarrow ⟵ Longrightarrow ⟹ Longleftarrow ⟸ longleftrightarrow ⟷
    Longleftrightarrow ⟺ mapsto ↦ implies ⟹ iff ⟺ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑
    Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightleftharpoons ⇌ rightharpoonup ⇀
    leftharpoonup ↼ hookrightarrow ↪ hookleftarrow ↩ infty ∞ partial ∂ nabla ∇ degree ° angle ∠
    measuredangle ∡ triangle △ square □ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ top ⊤
    bot ⊥ prime ′ dagger † ddagger ‡ therefore ∴ because ∵ checkmark ✓ ldots … cdots ⋯ vdots ⋮
    ddots ⋱ dots … dotsc … dotsb ⋯ dotsm ⋯ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
    lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖ lbrace { rbrace } lbrack [ rbrack ] backslash \\
    { { } } | ‖ % % & & # # $ $ _ _
    """
)
"""The sign that a command or an escaped character stands for."""
OPERATORS = _words(
    """
    sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan log ln lg exp max min sup inf
    lim limsup liminf det dim gcd arg deg ker Pr hom
    """
)
"""Commands whose name is what they show."""
OTHERS = _words(
    """
    not mod bmod pmod xrightarrow xleftarrow frac dfrac tfrac cfrac sqrt binom dbinom tbinom
    stackrel overset underset substack overline underline overbrace underbrace overrightarrow
    overleftarrow hat widehat bar vec dot ddot tilde widetilde acute grave breve check mathring
    boxed text textrm textbf textit textsf texttt textnormal mbox mathrm mathbf mathit mathsf
    mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol operatorname mathop mathbin
    mathrel mathord displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits left
    right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm quad
    qquad enspace thinspace medspace thickspace negthinspace begin end
    """
)
"""Commands that show what follows them in some way, or where it ends."""
_COMMANDS = SIGNS.keys() | OPERATORS | OTHERS
_ESCAPES = frozenset(" \n,;:!>{}|\\%&#$_")
_ENVIRONMENTS = _words(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases aligned gathered split
    array
    """
)
# An @ is a letter to Temml, and to no command that is allowed.
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.|$)", re.DOTALL)
_LEVEL = re.compile(r"\\[A-Za-z]+|\\.|[{}]", re.DOTALL)
_DEEPER, _BACK = frozenset({"{", "\\left", "\\begin"}), frozenset({"}", "\\right", "\\end"})
_DEEPEST = 40
"""Levels of a formula: Anki's window closes at some hundred fractions within each other."""
_NAMED = re.compile(r"\s*\{([A-Za-z]+)\}")


def active(formula: str) -> str | None:
    """The first command that is not known to do nothing but show something; None where all are.

    Also that it is nested too deep, as the subject of a sentence.
    """
    for found in _COMMAND.finditer(formula):
        name = found.group()[1:]
        if name not in _COMMANDS and name not in _ESCAPES:
            return found.group()
        if name in {"begin", "end"}:
            named = _NAMED.match(formula, found.end())
            if named is None or named[1] not in _ENVIRONMENTS:
                return found.group() + (named.group() if named else "")
    return f"nesting of over {_DEEPEST} levels" if _depth(formula) > _DEEPEST else None


def _depth(formula: str) -> int:
    depth = most = 0
    for found in _LEVEL.finditer(formula):
        depth += (found.group() in _DEEPER) - (found.group() in _BACK)
        most = max(most, depth)
    return most
