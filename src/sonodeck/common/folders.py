"""Deck folders on disk: which there are, and the bytes of their files. Nothing is interpreted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from hashlib import file_digest, sha256
from pathlib import Path
from unicodedata import normalize

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import one_line

MAX_BYTES = 16 * 1024 * 1024
"""The most that a sheet may have; no more than one byte beyond is read."""
MAX_LOCK = 1024 * 1024 * 1024
"""The most that is read of a lock; some seven million notes."""

DECK_FILE = "deck.yaml"
SOURCES_FILE = "sources.yaml"
LOCK_FILE = "deck.lock"
LABELS_FILE = "labels.yaml"
SCHEMA_FILE = "sheet.schema.json"
SCHEMA_HEAD = 256
"""The bytes that are read of it: it begins with what it was made from."""
NOTE_TYPES = "notetypes"
TEMPLATES = "print"
"""The folder of templates for paper that a deck has instead of sonodeck's."""
_OF_TYPES = frozenset({".yaml", ".html", ".css"})
RETIRED = "-retired"
"""What the package of the retired notes has behind the deck's tag in its name."""
MAX_MEDIA = 100 * 1024 * 1024
"""Bytes that a picture or sound may have: what AnkiWeb takes."""
MAX_ALL_MEDIA = 2048 * 1024 * 1024
"""Bytes that all of them may have together; where they claim to have more, none is read."""


class NoDeck(Exception):
    """There is no deck folder where one was expected."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no deck in {path}: a deck is a folder with a {DECK_FILE} "
            "('sonodeck new deck NAME' creates one)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture or sound: a file of the media folder, or the bytes of a picture that was drawn.

    ``digest`` is the SHA-256 of its bytes. ``kept``: packed under its own name.
    """

    name: str
    content: Path | bytes
    digest: str
    kept: bool = False

    @property
    def packed(self) -> str:
        """Its name in a package: by content, because Anki never updates a name's content.

        Of names that begin with ``_`` an import copies the files whether it changes a note or not.
        A note in a note type of the author's own shows files under the names that they have.
        """
        if self.kept:
            return self.name
        suffix = Path(self.name).suffix.lower()
        ending = "".join(c for c in suffix if c.isascii() and c.isalnum())
        return f"_sonodeck-{self.digest[:12]}" + (f".{ending}" if ending else "")

    def size(self) -> int:
        """Its bytes, counted. Raises OSError where its file is gone."""
        own = self.content
        return len(own) if isinstance(own, bytes) else own.stat().st_size

    def read(self) -> bytes:
        """Its bytes. Raises OSError where its file is gone."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


def drawn(name: str, data: bytes) -> Media:
    """A picture that the program drew."""
    return Media(name=name, content=data, digest=sha256(data).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of one deck folder, by name; ``shown`` is how its path is shown to people.

    ``schema``: how the schema for editors begins; empty where there is none.
    ``note_types``: the files of each folder in ``notetypes/``.
    """

    path: Path
    shown: str
    files: Mapping[str, bytes]
    kinds: Mapping[str, bytes]
    media: Mapping[str, Media]
    found: tuple[Diagnostic, ...]
    schema: bytes = b""
    note_types: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    def name(self, file: str) -> str:
        """How a file is called in a place, whatever signs its name has."""
        file = one_line(file)
        return f"{self.shown}/{file}" if self.shown != "." else file


_INSTALLED = Path(__file__).parents[1] / "decks"


def shipped() -> Path:
    """The deck that comes with sonodeck, wherever it is installed."""
    decks = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "decks"
    return decks / "sonography"


def is_shipped(folder: Path) -> bool:
    """Whether a folder belongs to the installed program: its lock is read and not written."""
    return _INSTALLED in folder.resolve().parents


def find(path: Path | None) -> list[Path]:
    """The deck folders at a path: itself, or those directly in it, by name.

    None: ``decks/`` here, else the deck folder we stand in, else the deck that ships with sonodeck.
    Raises NoDeck where there is none.
    """
    if path is None:
        path = here() or shipped()
    if path.name == DECK_FILE:
        path = path.parent
    decks = _decks_in(path)
    if not decks:
        raise NoDeck(path)
    return decks


def here() -> Path | None:
    """Where the decks lie that a person who names none means; None where there are none."""
    return next((path for path in (Path("decks"), Path()) if _decks_in(path)), None)


def read_files(folder: Path) -> Iterator[Path]:
    """The files in a deck folder that belong to its author."""
    own_types = folder / NOTE_TYPES
    own = sorted(own_types.iterdir()) if own_types.is_dir() else ()
    for path in (folder, folder / "kinds", folder / "media", folder / TEMPLATES, *own):
        with suppress(OSError):
            yield from (file for file in path.iterdir() if file.is_file() and _is_read(file))


def _is_read(file: Path) -> bool:
    own = {LOCK_FILE, ".gitattributes", SCHEMA_FILE}
    in_type = file.parent.parent.name == NOTE_TYPES and file.suffix in _OF_TYPES
    return (
        file.parent.name == "media"
        or (file.parent.name == TEMPLATES and file.suffix == ".typ")
        or in_type
        or file.suffix in {".yaml", ".yml"}
        or file.name in own
    )


def _decks_in(path: Path) -> list[Path]:
    try:
        if (path / DECK_FILE).is_file():
            return [path]
        return sorted(p for p in path.iterdir() if (p / DECK_FILE).is_file())
    except OSError:  # no folder, or one that may not be read
        return []


def beside(path: Path) -> tuple[Folder, ...]:
    """The deck folders that lie beside one, of each only what ``manifest`` reads."""
    own = path.resolve()
    return tuple(manifest(one) for one in _decks_in(path / "..") if one.resolve() != own)


def manifest(path: Path) -> Folder:
    """A deck folder of which only deck.yaml is read, and nothing is said of it."""
    folder = Folder(
        path=path, shown=one_line(path.as_posix()), files={}, kinds={}, media={}, found=()
    )
    data = _bytes(path / DECK_FILE, path.resolve(), folder.name(DECK_FILE), [])
    return folder if data is None else replace(folder, files={DECK_FILE: data})


def read(path: Path) -> Folder:
    """All files of a deck folder that sonodeck reads."""
    found: list[Diagnostic] = []
    shown = one_line(path.as_posix())
    folder = Folder(path=path, shown=shown, files={}, kinds={}, media={}, found=())
    root = path.resolve()
    texts = {}
    for file in _listed(path, shown, found):
        if file.suffix in {".yaml", ".yml"} or file.name == LOCK_FILE:
            data = _bytes(file, root, folder.name(file.name), found)
            if data is not None:
                texts[composed(file.name)] = data
    kinds = {}
    for file in _listed(path / "kinds", folder.name("kinds"), found):
        if file.suffix in {".yaml", ".yml"}:
            data = _bytes(file, root, folder.name(f"kinds/{file.name}"), found)
            if data is not None:
                kinds[composed(file.name)] = data
    types = dict(_note_types(path / NOTE_TYPES, root, folder, found))
    media = dict(_media(path / "media", root, folder, found))
    schema = b"" if _refused(path / SCHEMA_FILE, root) else _head(path / SCHEMA_FILE)
    return replace(
        folder,
        files=texts,
        kinds=kinds,
        media=media,
        found=tuple(found),
        schema=schema,
        note_types=types,
    )


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(SCHEMA_HEAD)
    except OSError:
        return b""


def _note_types(
    path: Path, root: Path, folder: Folder, found: list[Diagnostic]
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The folders of note types, each with its text files."""
    for own in _listed(path, folder.name(NOTE_TYPES), found):
        files = {}
        shown = folder.name(f"{NOTE_TYPES}/{own.name}")
        for file in _listed(own, shown, found) if _is_own_folder(own) else ():
            if file.suffix in _OF_TYPES:
                data = _bytes(file, root, f"{shown}/{one_line(file.name)}", found)
                if data is not None:
                    files[composed(file.name)] = data
        if files:
            yield composed(own.name), files


def composed(name: str) -> str:
    """The name of a file as sheets write it: macOS takes letters and their accents apart."""
    return name if name.isascii() else normalize("NFC", name)


def _listed(path: Path, shown: str, found: list[Diagnostic]) -> list[Path]:
    """The entries of a folder by name; none where there is no folder."""
    try:
        return sorted(p for p in path.iterdir() if not p.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        message = f"the folder can't be read: {error.strerror}"
        found.append(problem("SD001", Place(shown, 1, 1), message))
        return []


def _refused(file: Path, root: Path) -> tuple[str, str] | None:
    """Why a file of a deck folder is not opened, and the way out: a stranger may have made it.

    A pipe would never end, and a link could lead to what is nobody's business.
    """
    try:
        inside = file.resolve().is_relative_to(root)
        if inside and file.is_file():
            return None
    except (OSError, RuntimeError):  # a link that leads to itself, or names that are too long
        inside = True
    if inside:
        return "this is not a readable file", "delete it or rename it"
    return "this is a link to a place outside the deck's folder", "put the file itself here"


def _bytes(file: Path, root: Path, shown: str, found: list[Diagnostic]) -> bytes | None:
    """The bytes of a file, a little more than the reader takes at most."""
    place = Place(shown, 1, 1)
    refused = _refused(file, root)
    if refused:
        found.append(problem("SD001", place, *refused))
        return None
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_LOCK if file.name == LOCK_FILE else MAX_BYTES + 1)
    except OSError as error:
        found.append(problem("SD001", place, f"the file can't be read: {error.strerror}"))
        return None


def file_in(folder: Folder, name: str) -> bytes | None:
    """A file of a deck folder that only some commands read; None where there is none.

    Raises OSError where it isn't opened, for it is no file or leads out of the folder.
    """
    file = folder.path / name
    if not file.exists() and not file.is_symlink():
        return None
    refused = _refused(file, folder.path.resolve())
    if refused:
        raise OSError(0, refused[0], folder.name(name))
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES)


def _media(
    path: Path, root: Path, folder: Folder, found: list[Diagnostic]
) -> Iterator[tuple[str, Media]]:
    listed = _listed(path, folder.name("media"), found)
    total = sum(map(_size, listed))
    if total > MAX_ALL_MEDIA:
        message = f"the files have {total >> 20} MiB; the maximum is {MAX_ALL_MEDIA >> 20} MiB"
        hint = "make them smaller, or divide the deck"
        found.append(problem("SD601", Place(folder.name("media"), 1, 1), message, hint))
        return
    for file in listed:
        place = Place(folder.name(f"media/{file.name}"), 1, 1)
        refused = None if _is_own_folder(file) else _refused(file, root)
        if refused:
            found.append(problem("SD601", place, *refused))
            continue
        if file.is_dir():
            continue
        try:
            size = file.stat().st_size
            if size > MAX_MEDIA:
                message = f"the file has {size >> 20} MiB; the maximum is {MAX_MEDIA >> 20} MiB"
                found.append(problem("SD601", place, message, "AnkiWeb rejects larger files"))
                continue
            with file.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            found.append(problem("SD601", place, f"the file can't be read: {error.strerror}"))
            continue
        name = composed(file.name)
        yield name, Media(name=name, content=file, digest=digest)


def _size(file: Path) -> int:
    """The bytes that would be read of a file: those of one that is too large by itself are not."""
    try:
        size = file.stat().st_size
    except OSError:
        return 0
    return size if size <= MAX_MEDIA else 0


def _is_own_folder(file: Path) -> bool:
    return file.is_dir() and not file.is_symlink()
