"""A picture of pixels as PNG, the same bytes whatever the version of zlib: stored, not deflated.

Format: PNG (ISO/IEC 15948), zlib (RFC 1950), deflate's stored blocks (RFC 1951, 3.2.4).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BLOCK = 0xFFFF


def png(shades: NDArray[np.uint8], palette: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """A picture of 4 bits a pixel; its width is even.

    Shades of gray from 0 to 15, or places in a palette of at most 16 colors.
    """
    height, width = shades.shape
    pairs = (shades[:, 0::2] << 4 | shades[:, 1::2]).astype(np.uint8)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pairs], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 4, 3 if palette else 0, 0, 0, 0)
    colors = _chunk(b"PLTE", bytes(one for color in palette for one in color)) if palette else b""
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + colors
        + _chunk(b"IDAT", _stored(rows)) + _chunk(b"IEND", b"")
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
