"""Pictures and voices made here: a calm figure that breathes, a voice of syllables without words. No files, no faces."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 240
FPS = 8
LOOP_FRAMES = 32  # four seconds: one breath
RATE = 48_000
VOICE_SECONDS = 6.0
CHUNK_S = 0.1  # large pieces: each one costs a call into the media library

Plane = NDArray[np.float32]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """The colours of one member's room and clothes, and where they sit."""

    wall: Colour
    lamp: Colour
    clothes: Colour
    skin: Colour
    hair: Colour


SCENES = (
    Scene((52, 74, 72), (214, 176, 120), (46, 94, 88), (198, 156, 128), (44, 36, 34)),
    Scene((74, 62, 54), (226, 190, 138), (126, 78, 58), (232, 194, 166), (98, 66, 44)),
    Scene((56, 62, 82), (188, 178, 200), (78, 92, 134), (146, 104, 80), (30, 28, 32)),
    Scene((70, 74, 60), (218, 204, 150), (92, 108, 72), (112, 78, 60), (24, 22, 22)),
    Scene((80, 66, 70), (230, 182, 160), (150, 88, 98), (222, 182, 158), (146, 138, 130)),
    Scene((48, 68, 84), (170, 196, 210), (52, 98, 124), (180, 136, 108), (58, 44, 38)),
    Scene((66, 60, 78), (206, 180, 214), (104, 84, 132), (240, 206, 182), (176, 142, 92)),
)


@cache
def frames(seed: int) -> list[bytes]:
    """A loop of I420 pictures for one member: somebody who sits in their own light and breathes."""
    scene = SCENES[seed % len(SCENES)]
    room = _room(scene, seed)
    return [_i420(_somebody(room, scene, seed, turn)) for turn in range(LOOP_FRAMES)]


def _grid() -> tuple[Plane, Plane]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return x, y


X, Y = _grid()


def _ellipse(cx: float, cy: float, rx: float, ry: float, soft: float = 1.0) -> Plane:
    """How much of each point an ellipse covers, with a soft edge of about `soft` points."""
    away = np.sqrt(((X - cx) / rx) ** 2 + ((Y - cy) / ry) ** 2)
    covered: Plane = np.clip((1 - away) * min(rx, ry) / soft + 0.5, 0, 1)
    return covered


def _over(picture: Plane, colour: Colour, covered: Plane) -> Plane:
    mixed: Plane = picture + (np.array(colour, np.float32) - picture) * covered[..., None]
    return mixed


def _room(scene: Scene, seed: int) -> Plane:
    """The wall, lighter above, with the glow of a lamp on one side."""
    fall = (1.12 - 0.3 * Y / HEIGHT)[..., None]
    wall: Plane = (np.array(scene.wall, np.float32) * fall).astype(np.float32)
    side = 52 if seed % 2 else WIDTH - 52
    wall = _over(wall, scene.lamp, 0.55 * _ellipse(side, 62, 96, 96, soft=96))
    return _over(wall, scene.lamp, 0.8 * _ellipse(side, 58, 17, 22, soft=3))


def _somebody(room: Plane, scene: Scene, seed: int, turn: int) -> Plane:
    """Shoulders, hair and head, moved by breath and a slow sway; never a face."""
    phase = 2 * math.pi * turn / LOOP_FRAMES
    breath, sway = math.sin(phase), 5 * math.sin(phase + seed)
    x = WIDTH / 2 + (seed % 3 - 1) * 12
    hair = 44 + 4 * (seed % 4)
    picture = _over(room, scene.clothes, _ellipse(x + 0.4 * sway, 252 - 3 * breath, 98, 92))
    picture = _over(picture, scene.hair, _ellipse(x + sway, 106 - 2 * breath, hair, hair + 12))
    shade = (scene.skin[0] - 30, scene.skin[1] - 28, scene.skin[2] - 26)
    picture = _over(picture, shade, _ellipse(x + 0.7 * sway, 152 - 2 * breath, 17, 28))
    picture = _over(picture, scene.skin, _ellipse(x + sway, 114 - 2 * breath, 36, 45))
    fringe = _ellipse(x + sway, 82 - 2 * breath, hair - 6, 24)
    return _over(picture, scene.hair, fringe)


def _i420(picture: Plane) -> bytes:
    """RGB to the three planes a media library takes (BT.601)."""
    r, g, b = picture[..., 0], picture[..., 1], picture[..., 2]
    luma = 16 + 0.257 * r + 0.504 * g + 0.098 * b
    blue = 128 - 0.148 * r - 0.291 * g + 0.439 * b
    red = 128 + 0.439 * r - 0.368 * g - 0.071 * b
    halves = (_half(blue), _half(red))
    return b"".join(np.clip(p, 0, 255).astype(np.uint8).tobytes() for p in (luma, *halves))


def _half(plane: Plane) -> Plane:
    quarter: Plane = plane.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3))
    return quarter


# First two formants of some vowels, in Hz.
VOWELS = ((730, 1090), (530, 1840), (390, 1990), (570, 840), (440, 1020), (300, 870))


@cache
def voice(seed: int) -> bytes:
    """Six seconds of syllables in phrases, 48 kHz mono, 16 bit: speech without words."""
    dice = np.random.default_rng(seed)
    pitch = 98 + 19 * (seed % 7)
    sound = np.zeros(int(RATE * VOICE_SECONDS), np.float32)
    at, spoken = 0.05, 0
    while True:
        length = float(dice.uniform(0.12, 0.26))
        start, end = int(at * RATE), int((at + length) * RATE)
        if end >= len(sound):
            break
        high = pitch * float(dice.uniform(0.92, 1.14))
        sound[start:end] = _syllable(high, VOWELS[int(dice.integers(len(VOWELS)))], end - start)
        spoken += 1
        at += length + (0.35 if spoken % 7 == 0 else float(dice.uniform(0.01, 0.06)))
    return (sound * 7000).astype("<i2").tobytes()


def _syllable(pitch: float, vowel: tuple[int, int], samples: int) -> NDArray[np.float32]:
    t = np.arange(samples, dtype=np.float32) / RATE
    partials = np.arange(1, int(2800 / pitch) + 1, dtype=np.float32)
    near = sum(np.exp(-(((partials * pitch - f) / 160) ** 2)) for f in vowel)
    loud = (near + 0.08) / partials**0.4
    tone = (loud[:, None] * np.sin(2 * np.pi * pitch * partials[:, None] * t)).sum(axis=0)
    rise = np.minimum(1, np.minimum(t / 0.025, (t[-1] - t) / 0.045))
    shaped: NDArray[np.float32] = (tone / max(1e-6, float(np.abs(tone).max())) * rise).astype(
        np.float32
    )
    return shaped


def chunks(sound: bytes) -> list[bytes]:
    """The voice in pieces of a tenth of a second."""
    size = int(RATE * CHUNK_S) * 2
    return [sound[place : place + size] for place in range(0, len(sound) - size + 1, size)]


def turn_of(moment: float, speakers: int, *, turn_s: float = 7.0) -> tuple[int, float]:
    """Whose turn it is to speak by the clock all share, and how long it still lasts."""
    number, gone = divmod(moment, turn_s)
    return int(number) % max(1, speakers), turn_s - gone
