"""Columns of a table → a kind: the type of each field from its values, and a first question.

It is a beginning for its author, who knows what a person would ask; so it says what it guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells, columns
from sonodeck.doors.tables.columns import Asked, Headed, Target
from sonodeck.doors.tables.table import Table, letter
from sonodeck.sheets import PICTURES, Plain, kinds, number_in, slug, starters, writing

_FEW = 8
"""Different values that a field has at most to be one-of; each is there three times or more."""
_SHORT = 40
_LONG = 200
"""Letters of a text, on average, from which on a person would not ask for it whole."""
_REMARKS = frozenset(
    f"{word}{s}" for word in ("note", "comment", "remark", "url", "link") for s in ("", "s")
)
_YES_OR_NO = frozenset({"yes", "no", "y", "n", "true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A field as its columns suggest it; ``label``: as its name stands in a sentence."""

    key: str
    label: str
    type: kinds.FieldType
    of: tuple[str, ...]
    columns: tuple[int, ...]
    asked: bool


def proposed(
    table: Table, kind: str, own: Asked, media: Collection[str]
) -> tuple[str, Headed, tuple[Target, ...], list[str]]:
    """The file of a kind, the columns as its fields, and what was guessed. Raises Refused."""
    heads = columns.headed(table, None, own)
    groups, said = _grouped(table, heads, own)
    common = [Target(key, at) for key, at in groups.items() if key in cells.COMMON]
    fields = [
        _field(key, at, heads, own, media) for key, at in groups.items() if key not in cells.COMMON
    ]
    if not fields:
        raise starters.Refused(f"{table.file} has no column for a field")
    named = next((one for one in fields if one.key == "name"), None) or _name(fields, heads)
    fields = [_as_name(named), *(one for one in fields if one is not named)]
    for one in fields:
        said.append(f"{', '.join(map(heads.name, one.columns))}: {_in_words(one)}")
        if one.type == "text" and one is not fields[0]:
            said += heads.said_of_commas(one.columns[0], own)
    text = "".join(f"{line}\n" for line in _lines(kind, table.file, fields, heads))
    targets = (*(Target(one.key, one.columns) for one in fields), *common)
    return text, heads, targets, said


def _grouped(
    table: Table, heads: Headed, own: Asked
) -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """The columns of each key; those with one name, or numbered ones, are one list."""
    bases = [columns.base(name) for name in heads.names]
    found: dict[str, tuple[int, ...]] = {}
    said = list(heads.said())
    wrong = list(columns.unheard(own, heads))
    wrong += [
        f"{columns.nameless(heads, at)}; name it with --map {letter(at)}=FIELD, or leave it out "
        f"with --skip {letter(at)}"
        for at in sorted(heads.bare)
        if heads.named and heads.values(at) and not _is_told(at, own)
    ]
    if wrong:
        raise starters.Refused(f"{table.file}: {'; '.join(wrong)}")
    for at, name in enumerate(heads.names):
        if not heads.values(at) or table.roles.get(at, "tags") != "tags":
            continue
        if columns.is_skipped(name, at, own):
            said.append(f"{heads.name(at)}: left out")
            continue
        given = own.to.get(slug(name)) or own.to.get(slug(letter(at)))
        if given is None and columns.counts_rows(heads, at):
            said.append(columns.said_of_counter(heads, at))
            continue
        shared = bases.count(bases[at]) > 1 or heads.unit(at)
        base = bases[at] if shared else slug(columns.plural(name))
        key = given or ("tags" if at in table.roles else _key(base, name, at))
        found[key] = (*found.get(key, ()), at)
    return found, said


def _is_told(column: int, own: Asked) -> bool:
    """Whether a person says what a column is, or leaves it out, by its letter."""
    return slug(letter(column)) in {*own.to, *own.skip}


def _key(base: str, name: str, at: int) -> str:
    """The name of a field, from the slug of its column's name, or from what is Latin in it."""
    if not name.isascii():
        latin = writing.unaccented(name).encode("ascii", "ignore").decode()
        base = columns.base(latin) if latin.strip() else f"column-{letter(at).lower()}"
    key = base.replace("-", "_")
    if key in {"id", "details", "tags", "as_of"}:
        return key
    return f"its_{key}" if key in kinds.RESERVED or key[0].isdigit() else key


def _field(
    key: str, at: tuple[int, ...], heads: Headed, own: Asked, media: Collection[str]
) -> _Column:
    values = [value for one in at for value in heads.values(one)]
    separator = own.separator(heads.names[at[0]], at[0])
    type_, of = _type(values, len(at) > 1, separator, media)
    length = sum(map(len, values)) / len(values)
    name = heads.names[at[0]]
    label = _label(name.rpartition("(")[0] if heads.unit(at[0]) else name, numbered=len(at) > 1)
    asked = slug(label) not in _REMARKS and (length < _LONG or type_ == "list")
    asked = asked and not all("://" in value for value in values)
    asked = asked and not _YES_OR_NO.issuperset(map(str.lower, of or values))
    return _Column(key=key, label=label, type=type_, of=of, columns=at, asked=asked)


def _label(name: str, *, numbered: bool) -> str:
    """A column's name inside a sentence: capitals stay where it has more than the first."""
    name = name.rstrip("0123456789 _.-") if numbered else name
    name = columns.plural(name).replace("_", " ").strip()
    name += "s" if numbered and not name.endswith("s") else ""
    return name[:1].lower() + name[1:] if name[1:] == name[1:].lower() else name


def _type(
    values: Sequence[str], several: bool, separator: str | None, media: Collection[str]
) -> tuple[kinds.FieldType, tuple[str, ...]]:
    """What all values of a column are."""
    if several or cells.are_lists(values, separator or cells.found_separator(values)):
        return "list", ()
    if all(number_in(value) for value in values):
        return "number", ()
    if all(value in media for value in values):
        pictures = all(value.lower().rpartition(".")[2] in PICTURES for value in values)
        return ("picture" if pictures else "sound"), ()
    different = list(dict.fromkeys(values))
    few = len(different) <= _FEW and len(values) >= 3 * len(different) and len(different) > 1
    if few and max(map(len, different)) <= _SHORT:
        return "one-of", tuple(different)
    return "text", ()


def _name(fields: Sequence[_Column], heads: Headed) -> _Column:
    """The field that names a fact: the first text that each row has, and each another one."""

    def names_all(one: _Column) -> bool:
        values = heads.values(one.columns[0])
        return len(values) == len(set(values)) == len(heads.rows)

    texts = [one for one in fields if one.type == "text"]
    return next(filter(names_all, texts), (texts or list(fields))[0])


def _as_name(one: _Column) -> _Column:
    return _Column(
        key="name", label=one.label, type="text", of=(), columns=one.columns[:1], asked=False
    )


def _in_words(one: _Column) -> str:
    return f"{one.key}, {one.type}" + (f" ({', '.join(one.of)})" if one.of else "")


def _lines(kind: str, file: str, fields: Sequence[_Column], heads: Headed) -> Iterator[str]:
    title = kind.replace("-", " ").capitalize()
    yield f"# {title}: proposed from the columns of {file}."
    yield "# Types and questions are guesses: reword the questions, delete what nobody would ask."
    yield f"kind: {kind}"
    yield f"title: {title}"
    yield "name: '{name}'"
    yield "fields:"
    for one in fields:
        plain: dict[str, Plain] = {"type": one.type}
        plain |= {"required": "true"} if one.key == "name" else {}
        plain |= {"of": list(one.of)} if one.of else {}
        plain |= {"label": one.label} if one.label != one.key else {}
        yield f"  {one.key}: {writing.flow(plain)}"
    yield "questions:"
    for one in fields:
        if one.key != "name":
            yield from _question(one, title.lower(), heads)


def _question(one: _Column, kind: str, heads: Headed) -> Iterator[str]:
    """A first question; that of a column that nobody would ask for stands behind number signs."""
    where = ", ".join(map(heads.name, one.columns))
    reason = "" if one.asked else "; hardly a question, so it is left out"
    yield f"  # From {where}{reason}"
    sign = "" if one.asked else "# "
    yield from (f"  {sign}{line}" for line in _asked(one, kind))


def _asked(one: _Column, kind: str) -> Sequence[str]:
    are = "are" if one.type == "list" and one.label.endswith("s") else "is"
    ask = writing.scalar(f"What {are} the {one.label} of {{name}}?")
    question = one.key.replace("_", "-")
    match one.type:
        case "list":
            return f"{question}:", "  style: list", f"  of: {one.key}", f"  ask: {ask}"
        case "picture":
            ask, answer = f"Which {kind} is this?", "'{name}'"
            return (
                f"{question}:", "  style: basic", f"  ask: {ask}", f"  answer: {answer}",
                f"  picture: {one.key}",
            )  # fmt: skip
        case "one-of":
            style = "choice"
        case _:
            style = "basic"
    return f"{question}:", f"  style: {style}", f"  ask: {ask}", f"  answer: '{{{one.key}}}'"
