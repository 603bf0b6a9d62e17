"""What ``build`` and ``check`` know from the last time: where nothing changed, they do nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from sonodeck.common import folders, stamps
from sonodeck.common.folders import LOCK_FILE, RETIRED
from sonodeck.common.stamps import Outcome, Package

if TYPE_CHECKING:
    from sonodeck import anki
    from sonodeck.anki import release
    from sonodeck.common.diagnostics import Diagnostic


def package_path(output: Path, tag: str, ending: str = "") -> Path:
    """Where a package lies: ``output`` is its path or its folder."""
    path = output if output.suffix == ".apkg" else output / f"{tag}.apkg"
    return path.with_name(f"{path.stem}{ending}{path.suffix}")


def built_before(folder: Path, output: Path, latest: int, asked: Sequence[str]) -> Outcome | None:
    """What a build of this very folder made, if its packages are there and whole.

    ``latest``: the latest time, in seconds, that a change in the lock may have.
    """
    if not stamps.keeps(folder, "build"):
        return None
    key = stamps.fingerprint(folders.read(folder), asked)
    outcome = stamps.recall(folder, "build", key)
    if outcome is None or outcome.newest > latest:
        return None
    whole = (_is_whole(package_path(output, outcome.tag, p.ending), p) for p in outcome.packages)
    return outcome if all(whole) else None


def _is_whole(path: Path, package: Package) -> bool:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest() == package.sha256
    except OSError:
        return False


def remember_build(
    compiled: anki.Compiled, made: release.Release, outcome: Outcome, asked: Sequence[str]
) -> None:
    """Keep what was built, under the hash of the folder with its new lock.

    Not where something was said of the old lock, which a build with the new one may not say.
    """
    of_old_lock = made.lock != "unchanged" and any(
        one.code.startswith("SD5") for one in compiled.found
    )
    if made.written is not None and not of_old_lock:
        files = {**compiled.folder.files, LOCK_FILE: made.written}
        key = stamps.fingerprint(replace(compiled.folder, files=files), asked)
        stamps.keep(compiled.folder.path, "build", key, outcome)


def outcome_of_build(compiled: anki.Compiled, made: release.Release) -> Outcome:
    packages = tuple(
        Package(ending=ending, sha256=built.sha256, notes=built.notes, cards=built.cards)
        for ending, built in (("", made.main), (RETIRED, made.retired))
        if built is not None
    )
    tag = compiled.knowledge.deck.tag if compiled.knowledge else ""
    outcome = outcome_of(compiled, compiled.found)
    return replace(outcome, tag=tag, newest=made.newest, packages=packages)


def outcome_of(compiled: anki.Compiled, found: Sequence[Diagnostic]) -> Outcome:
    """What was found, as far as it is to be shown, and what there is."""
    return Outcome(
        facts=len(compiled.knowledge.facts) if compiled.knowledge else 0,
        notes=len(compiled.packed),
        cards=sum(len(one.filled.cards) for one in compiled.packed),
        found=tuple(found),
        lines=stamps.lines_of(found, compiled.texts),
    )
