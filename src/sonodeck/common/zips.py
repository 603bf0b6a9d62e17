"""Zips that are the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The bytes of a zip: nothing compressed, no times."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_STORED) as package:
        for file, content in files:
            info = ZipInfo(file, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            package.writestr(info, content)
    return data.getvalue()
