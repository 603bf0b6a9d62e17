"""A picture of pixels as PNG, the same bytes whatever the version of zlib: stored, not deflated.

Format: PNG (ISO/IEC 15948), zlib (RFC 1950), deflate's stored blocks (RFC 1951, 3.2.4).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import TypeAlias

from sonodeck.scenes.late import Shades, np

_BLOCK = 0xFFFF


Palette: TypeAlias = Sequence[tuple[int, int, int]]


def png(shades: Shades, palette: Palette = ()) -> bytes:
    """A picture of 4 bits a pixel; its width is even.

    Shades of gray from 0 to 15, or places in a palette of at most 16 colors.
    """
    pairs = (shades[:, 0::2] << 4 | shades[:, 1::2]).astype(np.uint8)
    return _file(pairs, shades.shape[1], 4, 3 if palette else 0, _colors(palette))


def indexed(pixels: Shades, palette: Palette) -> bytes:
    """A picture of places in a palette, a byte a pixel; the first color is transparent."""
    return _file(pixels, pixels.shape[1], 8, 3, _colors(palette) + _chunk(b"tRNS", b"\0"))


def _colors(palette: Palette) -> bytes:
    return _chunk(b"PLTE", bytes(one for color in palette for one in color)) if palette else b""


def _file(rows: Shades, width: int, depth: int, kind: int, colors: bytes) -> bytes:
    """From the bytes of each row; ``depth``: bits a pixel, ``kind``: PNG's color type."""
    filtered = np.concatenate([np.zeros((len(rows), 1), np.uint8), rows], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", width, len(rows), depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + colors
        + _chunk(b"IDAT", _stored(filtered)) + _chunk(b"IEND", b"")
    )  # fmt: skip


def _stored(data: bytes) -> bytes:
    blocks = [data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK)]
    last = len(blocks) - 1
    body = b"".join(
        struct.pack("<BHH", number == last, len(block), len(block) ^ _BLOCK) + block
        for number, block in enumerate(blocks)
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(data))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
