"""Pictures and voices made here: a calm figure that breathes, a tone with the rhythm of speech. No files, no faces."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 240
FPS = 8
RATE = 48_000
LOOP_FRAMES = 24
LOOP_SECONDS = 3

# background, shoulders, head, hair as (Y, U, V)
PALETTES = (
    ((70, 138, 128), (58, 140, 126), (150, 112, 148), (42, 138, 128)),
    ((84, 120, 118), (66, 118, 116), (168, 114, 146), (48, 122, 122)),
    ((92, 112, 142), (70, 110, 146), (128, 112, 150), (44, 118, 136)),
    ((78, 142, 138), (60, 146, 136), (142, 112, 150), (38, 138, 134)),
    ((88, 118, 128), (64, 116, 122), (180, 114, 144), (56, 118, 130)),
    ((74, 130, 148), (56, 132, 150), (118, 112, 152), (36, 128, 138)),
)


@dataclass(frozen=True)
class Look:
    """One frame: planes of an I420 picture, one after the other."""

    data: bytes


def frames(seed: int) -> list[Look]:
    """A loop of pictures for one member: somebody who sits and breathes."""
    palette = PALETTES[seed % len(PALETTES)]
    return [Look(_draw(palette, seed, turn)) for turn in range(LOOP_FRAMES)]


def _draw(palette: tuple[tuple[int, int, int], ...], seed: int, turn: int) -> bytes:
    breath = math.sin(2 * math.pi * turn / LOOP_FRAMES)
    sway = 6 * math.sin(2 * math.pi * turn / LOOP_FRAMES + seed)
    back, body, head, hair = palette
    centre = WIDTH / 2 + sway + (seed % 3 - 1) * 14
    shapes = (
        (body, centre, 250 - 3 * breath, 96, 86),
        (hair, centre, 104 - 2 * breath, 46, 58),
        (head, centre, 112 - 2 * breath, 37, 46),
    )
    planes = [_plane(0, 1, back, shapes), _plane(1, 2, back, shapes), _plane(2, 2, back, shapes)]
    return b"".join(planes)


def _plane(
    channel: int,
    step: int,
    back: tuple[int, int, int],
    shapes: tuple[tuple[tuple[int, int, int], float, float, float, float], ...],
) -> bytes:
    """One plane, drawn row by row in spans: an ellipse is one span a row."""
    width = WIDTH // step
    rows = []
    for y in range(0, HEIGHT, step):
        shade = back[channel] - (y // 16 if channel == 0 else 0)
        row = bytearray([max(0, shade)]) * width
        for colour, cx, cy, rx, ry in shapes:
            height = (y - cy) / ry
            if abs(height) < 1:
                half = rx * math.sqrt(1 - height * height)
                left, right = max(0, int((cx - half) / step)), min(width, int((cx + half) / step))
                row[left:right] = bytes([colour[channel]]) * max(0, right - left)
        rows.append(bytes(row))
    return b"".join(rows)


def voice(seed: int) -> bytes:
    """Three seconds of a hum with syllables, 48 kHz mono, 16 bit."""
    pitch = 105 + 17 * (seed % 7)
    samples = array("h")
    for number in range(RATE * LOOP_SECONDS):
        t = number / RATE
        syllable = max(0.0, math.sin(2 * math.pi * 3.2 * t + seed)) ** 1.5
        pause = 1.0 if (t % 1.5) < 1.1 else 0.0
        tone = sum(
            math.sin(2 * math.pi * pitch * k * t) / k * (1.6 if 3 <= k <= 5 else 1.0)
            for k in range(1, 7)
        )
        samples.append(int(3200 * syllable * pause * tone / 2))
    return samples.tobytes()
