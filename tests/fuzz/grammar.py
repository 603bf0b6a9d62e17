"""What is written: YAML by its grammar, with the words that the program knows; and damage."""

from __future__ import annotations

from hypothesis import strategies as st

from sonodeck.sheets.kinds import COMMON_KEYS


def words(text: str) -> tuple[str, ...]:
    """The words of a text, which is easier to read than a list."""
    return tuple(text.split())


KEYS = COMMON_KEYS + words(
    """
    kind title name fields questions facts deck sheets language author licence tag report lint
    also list-max answer-max stale-years type label required complete of help style ask answer
    reverse among any parts after before text file a s default grade url publisher year accessed
    note question items steps meaning stands_for family steer slope map flow shown scene does
    view other level x <<
    """
)
WORDS = (
    *words(
        """
        text list steps number one-of picture sound fact scene basic choice inverse contrast
        sequence cloze whole each true no null ~ A B C part organ heart liver book 2024 2024-05
        2019-13-40 1e999 0x1F .inf -1 12:30 direction left-to-right red normal SD310
        """
    ),
    "< 3 mm", "9 to 13 cm", "about two years", "{name}", "{name!a}", "{other!s}", "{", "}}",
    "((x))", "((1:a|b))", "\\(x\\)", "\\(", "**b**", "a: b", "a #b", "- a", "> 3", "& a", "* a",
    "@a", "`a`", "%a", "!a", "? a", "| a", "[a", "a]", "a, b", "''", '"', "\\d", "é", "\u202e",
    "1" * 400, "\u200d", "🫀", "\xad", "<b>x</b>", "# sonodeck: ignore SD310", "heart.svg", "../x",
    "x" * 300,
)  # fmt: skip
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORD = st.sampled_from(WORDS) | st.sampled_from(KEYS) | _ANY
KEY = st.sampled_from(KEYS) | st.sampled_from(WORDS)


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SCALAR = (
    WORD
    | WORD.map(_single)
    | WORD.map(_double)
    | st.builds("{} {}".format, st.sampled_from(["&a", "*a", "!!str", "!x", "<<:"]), WORD)
    | st.just("")
)
FLOW = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda several: f"[{', '.join(several)}]")
        | st.lists(st.builds("{}: {}".format, KEY, inner), max_size=3).map(
            lambda several: "{" + ", ".join(several) + "}"
        )
    ),
    max_leaves=6,
)


def _indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" for line in text.splitlines())


def _entry(head: str, below: str) -> str:
    return f"{head}\n{_indented(below, '  ')}" if "\n" in below else f"{head} {below}\n"


def _block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A map, a list or a text over several lines, its parts from ``inner``."""
    pairs = st.lists(st.tuples(KEY, inner), min_size=1, max_size=4)
    maps = pairs.map(lambda several: "".join(_entry(f"{key}:", below) for key, below in several))
    items = st.lists(inner, min_size=1, max_size=3)
    lists = items.map(lambda several: "".join(_entry("-", below) for below in several))
    folded = st.builds(
        lambda sign, text: f"{sign}\n{_indented(text, '  ')}\n", st.sampled_from("|>"), WORD
    )
    return maps | lists | folded


BLOCK = st.recursive(FLOW, _block, max_leaves=12)
END = st.sampled_from(["\n", "\n", "\r\n", "\r"])
YAML = st.builds(lambda text, end: text.replace("\n", end), BLOCK, END)


def value_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What may stand behind a key, set in from it."""
    return inner.map(
        lambda text: f"\n{_indented(text, '      ')}" if "\n" in text else f" {text}\n"
    )


@st.composite
def spoiled(draw: st.DrawFn, texts: tuple[bytes, ...]) -> bytes:
    """One of the texts with a line or two replaced, taken away or added, or some bytes turned."""
    lines = draw(st.sampled_from(texts)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        match draw(st.sampled_from(["value", "value", "value", "out", "twice", "in", "bytes"])):
            case "value" if lines:
                key = lines[at].partition(b":")[0]
                lines[at] = key + b":" + draw(value_of(BLOCK)).encode("utf-8", "replace")
            case "out":
                del lines[at : at + draw(st.integers(1, 4))]
            case "twice":
                lines[at:at] = lines[at : at + draw(st.integers(1, 3))]
            case "in":
                lines.insert(at, _indented(draw(BLOCK), "  ").encode("utf-8", "replace"))
            case "bytes" if lines:
                lines[at] = draw(st.binary(max_size=8)) + lines[at][draw(st.integers(0, 20)) :]
            case _:
                pass
    return b"".join(lines)


_ODD = st.sampled_from(
    ("", "0", "1", "999999999999", "9" * 400, "a", "a.b", "-", "+", ".", "!", "\u202e", "é")
)
_KEYED = st.sampled_from(words("qa cloze list term element heart a - a+b ask meaning text all 1 x"))
_LOCK_KEY = st.lists(_KEYED, min_size=1, max_size=5).map(".".join)
_GUID = st.sampled_from(("g;M/w}f8Zq", "hX4$kL0(u2", "a", "x" * 65)) | _ODD
_HASH = st.sampled_from(("0" * 16, "0123456789abcdef", "0123456789ABCDEF", "abc")) | _ODD
_TIME = st.sampled_from(("1767225600", "1", "9999999999")) | _ODD
_CARD = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "!", "!!")),
    st.sampled_from(("1", "2", "3", "a=1", "b=2", "a=500", "a=501", "a=1~%", "a=1~%C3%28", "=1")),
    st.sampled_from(("", "", "~a%20b", "~,", "~")),
)
_CARDS = st.builds(
    "{}:{}{}".format,
    st.sampled_from("qcx"),
    st.lists(_CARD, max_size=4).map(",".join),
    st.sampled_from(("", "", " o:a,b=c", " o:=2-5-khz", " o:", " o:a=b=c", " x")),
)
LOCK_LINE = (
    st.builds("{} {} {} {} {}".format, _LOCK_KEY, _GUID, _HASH, _TIME, _CARDS)
    | st.builds("@{} {} {}".format, st.sampled_from(words("question cloze other")), _HASH, _TIME)
    | st.sampled_from(
        ("", " ", "<<<<<<< ours", "=======", ">>>>>>> theirs", "sonodeck-lock 1 x", "\0")
    )
)
"""A line of a lock by its grammar, or nearly."""


@st.composite
def spoiled_lock(draw: st.DrawFn, lock: bytes) -> bytes:
    """A lock with lines put in, taken away, doubled under other names, and cut off."""
    lines = lock.decode().splitlines()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(1, len(lines)))
        match draw(st.sampled_from(["in", "in", "out", "renamed", "other guid", "cut"])):
            case "in":
                lines.insert(at, draw(LOCK_LINE))
            case "out":
                del lines[at : at + draw(st.integers(1, 9))]
            case "renamed" if at < len(lines):
                lines.append(f"{draw(_LOCK_KEY)} {lines[at].partition(' ')[2]}")
            case "other guid" if at < len(lines):
                key, _, rest = lines[at].partition(" ")
                lines.append(f"{key} {draw(_GUID)} {rest.partition(' ')[2]}")
            case "cut" if at < len(lines):
                lines[at] = lines[at][: draw(st.integers(0, 60))]
            case _:
                pass
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return (end.join(lines) + draw(st.sampled_from(["", end]))).encode()
