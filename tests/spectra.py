"""Reading a drawn spectrum back: its pixels, its axes as labeled, and the edge of its band."""

import re
import struct
import zlib
from base64 import b64decode
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Read:
    """The pixels of one spectrum in a picture, and where they stand."""

    shades: np.ndarray
    left: float
    top: float
    width: float
    height: float

    def y(self, rows: np.ndarray) -> np.ndarray:
        return self.top + self.height * rows / len(self.shades)

    def column(self, x: float) -> int:
        return int((x - self.left) / self.width * self.shades.shape[1])


def read(picture: str) -> list[Read]:
    """Every picture of pixels in an SVG, from its PNG of 4 bits a pixel."""
    found = []
    for place, address in re.findall(
        r'<image ([^>]*?) preserveAspectRatio="none" href="data:image/png;base64,([^"]*)"', picture
    ):
        left, top, width, height = (float(one) for one in re.findall(r'"([\d.-]+)"', place))
        found.append(Read(_pixels(b64decode(address)), left, top, width, height))
    return found


def _pixels(file: bytes) -> np.ndarray:
    width, height = struct.unpack(">II", file[16:24])
    at, data = 8, b""
    while at < len(file):
        size, name = struct.unpack(">I4s", file[at : at + 8])
        data += file[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, -1)[:, 1:]
    return np.stack([rows >> 4, rows & 15], axis=2).reshape(height, width)


def velocities(picture: str, right: float) -> tuple[float, float]:
    """What the labels at a right edge say: a velocity is ``slope * y + start``."""
    texts = re.findall(r'<text x="([^"]+)" y="([^"]+)"[^>]*>([+\u2212]?\d+)</text>', picture)
    labels = [
        (float(y) - 4.5, float(said.replace("\u2212", "-")))
        for x, y, said in texts
        if abs(float(x) - right - 8) < 0.1
    ]
    slope, start = np.polyfit([y for y, _ in labels], [v for _, v in labels], 1)
    return float(slope), float(start)


def edge(one: Read, *, upward: bool, least: int = 3) -> np.ndarray:
    """The outer edge of each column as y: of its outermost run of ``least`` lit pixels."""
    shades = one.shades if upward else one.shades[::-1]
    lit = shades > 0
    runs = np.lib.stride_tricks.sliding_window_view(lit, least, axis=0).all(axis=2)
    rows = np.where(runs.any(axis=0), runs.argmax(axis=0), np.nan)
    return one.y(rows) if upward else one.y(len(shades) - rows)
