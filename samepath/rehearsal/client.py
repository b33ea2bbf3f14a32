"""One media client: shows a picture, speaks in turn, looks at one other person, and loses the line when told to."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from livekit import rtc

from samepath.rehearsal import media

LOOK_AT = 10  # frames of somebody else, then no more: many eyes cost much
LOOK_S = 4.0
MOST_SPOKEN_S = 10.0  # of one beat


@dataclass
class Voice:
    """Whether a member speaks: yes, no, or (None) in turn by the clock; and how long it did since the last beat."""

    open: bool | None = None
    spoke_s: float = 0.0

    def take(self) -> float:
        """The seconds since this was asked last."""
        spoke, self.spoke_s = min(MOST_SPOKEN_S, self.spoke_s), 0.0
        return round(spoke, 1)


class MediaClient:
    """A member's camera, microphone and eyes, from joining to the end of that connection."""

    def __init__(
        self, seed: int, place: int, speakers: int, voice: Voice, look: Callable[[], None]
    ) -> None:
        self.seed, self.place, self.speakers = seed, place, speakers
        self.voice, self.look = voice, look
        self.room = rtc.Room()
        self.frames = 0
        self.connected_at = self.seen_at = 0.0  # monotonic
        self.lost = asyncio.Event()
        self.seen = asyncio.Event()
        self._shown: asyncio.Queue[rtc.RemoteTrackPublication] = asyncio.Queue()
        self._coming: asyncio.Queue[rtc.Track] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._sources: list[rtc.VideoSource | rtc.AudioSource] = []

    @property
    def sid(self) -> str:
        return self.room.local_participant.sid

    async def join(self, url: str, ticket: str, saw: Callable[[], None]) -> None:
        """Connect and publish; `saw` is called with the first picture of somebody else."""
        self.room.on("track_published", lambda pub, _: self._shown.put_nowait(pub))
        self.room.on("track_subscribed", lambda track, *_: self._coming.put_nowait(track))
        self.room.on("data_received", self._told)
        self.room.on("disconnected", lambda *_: self.lost.set())
        await self.room.connect(url, ticket, rtc.RoomOptions(auto_subscribe=False))
        self.connected_at = time.monotonic()
        for person in self.room.remote_participants.values():
            for publication in person.track_publications.values():
                self._shown.put_nowait(publication)
        self._start(self._look(saw))
        await self._publish()

    def _told(self, packet: rtc.DataPacket) -> None:
        """Only the server may ask for a look: what has a sender is from a browser, and is thrown away."""
        if packet.topic == "look" and packet.participant is None:
            self.look()

    def _start(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _look(self, saw: Callable[[], None]) -> None:
        """Look at one other picture for a moment; at the next person's when the first stays dark."""
        while not self.seen.is_set():
            publication = await self._shown.get()
            if publication.kind != rtc.TrackKind.KIND_VIDEO or publication.muted:
                continue
            publication.set_subscribed(True)
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._count(await self._coming.get(), saw)
            except TimeoutError:
                continue
            finally:
                publication.set_subscribed(False)

    async def _count(self, track: rtc.Track, saw: Callable[[], None]) -> None:
        stream = rtc.VideoStream(track)
        try:
            async for _ in stream:
                if not self.frames:
                    self.seen_at = time.monotonic()
                    saw()
                self.frames += 1
                self.seen.set()
                if self.frames >= LOOK_AT:
                    break
        finally:
            await stream.aclose()

    async def _publish(self) -> None:
        pictures = rtc.VideoSource(media.WIDTH, media.HEIGHT)
        sound = rtc.AudioSource(media.RATE, 1, queue_size_ms=400)
        self._sources = [pictures, sound]
        camera = rtc.LocalVideoTrack.create_video_track("camera", pictures)
        microphone = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
        me = self.room.local_participant
        await me.publish_track(camera, _camera_options())
        self._start(self._show(pictures))
        heard = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await me.publish_track(microphone, heard)
        self._start(self._speak(sound))

    async def _show(self, pictures: rtc.VideoSource) -> None:
        loop = await asyncio.to_thread(media.frames, self.seed)
        kind = rtc.VideoBufferType.I420
        ready = [rtc.VideoFrame(media.WIDTH, media.HEIGHT, kind, picture) for picture in loop]
        due, turn = time.monotonic(), 0
        while True:
            pictures.capture_frame(ready[turn % len(ready)])
            turn += 1
            due = max(
                due + 1 / media.FPS, time.monotonic()
            )  # late pictures are dropped, not caught up
            await asyncio.sleep(due - time.monotonic())

    async def _speak(self, sound: rtc.AudioSource) -> None:
        """One at a time, by the round or by the clock everybody shares; silent in between, which costs nothing."""
        said = media.chunks(await asyncio.to_thread(media.voice, self.seed))
        samples = len(said[0]) // 2
        while True:
            left = self._silent_for()
            if left:
                await asyncio.sleep(left)
                continue
            for chunk in said:
                if self._silent_for():
                    break
                await sound.capture_frame(rtc.AudioFrame(chunk, media.RATE, 1, samples))
                self.voice.spoke_s += media.CHUNK_S

    def _silent_for(self) -> float:
        """Seconds until one may speak; 0 when it is one's turn. The floor goes before the clock."""
        if self.voice.open is not None:
            return 0.0 if self.voice.open else 0.2
        whose, left = media.turn_of(time.time(), self.speakers)
        return 0.0 if whose == self.place % self.speakers else min(left + 0.01, 0.5)

    async def end(self) -> None:
        """Stop what runs, then let go of the line: the loops first, or the library complains."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        with contextlib.suppress(TimeoutError, RuntimeError):
            await asyncio.wait_for(self.room.disconnect(), 5)
        for source in self._sources:
            await source.aclose()
        self._sources = []


def _camera_options() -> rtc.TrackPublishOptions:
    return rtc.TrackPublishOptions(
        source=rtc.TrackSource.SOURCE_CAMERA,
        simulcast=False,
        video_encoding=rtc.VideoEncoding(max_framerate=media.FPS, max_bitrate=120_000),
    )
