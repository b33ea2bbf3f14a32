"""Pictures and voices, made without files."""

from __future__ import annotations

import numpy as np
import pytest

from samepath.rehearsal import media


def test_a_picture_has_the_size_a_media_library_takes():
    loop = media.frames(3)
    assert len(loop) == media.LOOP_FRAMES
    assert {len(picture) for picture in loop} == {media.WIDTH * media.HEIGHT * 3 // 2}


def test_pictures_move_and_members_look_different():
    first, later = media.frames(0)[0], media.frames(0)[8]
    assert first != later
    assert first != media.frames(1)[0]


def test_a_voice_has_syllables_and_pauses():
    sound = np.frombuffer(media.voice(2), "<i2").astype(float)
    windows = np.sqrt((sound[: len(sound) // 4800 * 4800].reshape(-1, 4800) ** 2).mean(axis=1))
    assert windows.max() > 800
    assert windows.min() < 200
    assert np.abs(sound).max() < 32_000


def test_a_voice_comes_in_whole_pieces():
    assert {len(piece) for piece in media.chunks(media.voice(0))} == {9600}


@pytest.mark.parametrize("speakers", [1, 5, 8])
def test_everybody_gets_a_turn_and_only_one_speaks(speakers):
    heard = [media.turn_of(second, speakers, turn_s=7)[0] for second in range(7 * speakers)]
    assert set(heard) == set(range(speakers))
    assert all(heard.count(one) == 7 for one in heard)


def test_a_turn_says_how_long_it_lasts():
    assert media.turn_of(16.0, 4, turn_s=7) == (2, 5.0)
