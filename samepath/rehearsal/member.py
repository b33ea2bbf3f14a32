"""One scripted member: signs in, answers at the door, waits, enters, is seen and heard, drops once, returns, leaves."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from livekit import rtc

from samepath.rehearsal import media
from samepath.rehearsal.browser import Browser, DoorShut, Somebody
from samepath.rehearsal.relay import Relay

BEAT_S = 5
ANSWERS = {
    "place": "usual", "call_back": "+1 603-555-0123", "privacy": "alone", "arriving": "6", "safe": "yes",
}  # fmt: skip


class Gone(Exception):
    """The seat is no longer ours; `reason` as the server says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Member:
    """A person of the rehearsal, with their own browser and media client."""

    def __init__(self, origin: str, who: Somebody, *, seed: int, staff: bool = False) -> None:
        self.browser, self.who, self.seed, self.staff = Browser(origin), who, seed, staff
        self.origin = origin
        self.relay = Relay(origin, lambda: self.browser.cookie)
        self.alias = who.key or who.email
        self.session = ""
        self.identity = ""
        self.tickets: list[str] = []
        self.inside_s = 0.0
        self.join_s: float | None = None
        self.frames = 0
        self.state: dict[str, Any] = {}
        self.room: rtc.Room | None = None
        self._since = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def seconds_so_far(self) -> float:
        """One's own clock of being inside, seconds."""
        return self.inside_s + (time.time() - self._since if self.room is not None else 0.0)

    async def call(self, path: str, **more: Any) -> Any:
        return await asyncio.to_thread(self.browser.post, path, **more)

    async def sign_in(self, session: str = "") -> None:
        """Sign in and find tonight's session on one's own page."""
        await asyncio.to_thread(self.browser.sign_in, self.who)
        page = await asyncio.to_thread(self.browser.get, "/")
        found = page.text.partition("/session/")[2].partition("/door")[0]
        self.session = session or found
        if len(self.session) != 36:
            raise DoorShut(f"{self.alias} finds no open session on the first page")

    def at(self, page: str) -> str:
        return f"/session/{self.session}/{page}"

    async def go_in(self, *, within_s: float = 60, take_over: bool = False) -> None:
        """Press at the door until it opens, then join. Keeps the time from press to first remote frame.

        `take_over` goes on in a seat that another browser of the same person holds.
        """
        await asyncio.to_thread(self.browser.get, self.at("door"))
        pressed, answers, late = (
            time.monotonic(),
            {} if self.staff else ANSWERS,
            time.monotonic() + within_s,
        )
        while True:
            answer = await self.call(self.at("enter"), data=answers, accept="application/json")
            if answer.status_code == 200:
                break
            if answer.status_code == 409 and take_over:
                pressed, answers = time.monotonic(), {"take_over": "yes"}
                continue
            if answer.status_code != 202 or time.monotonic() > late:
                raise DoorShut(f"{self.alias}: {answer.status_code} {answer.text[:120]}")
            await asyncio.sleep(1)
            pressed, answers = time.monotonic(), {}
        await self._join(answer.json(), pressed)

    async def come_back(self) -> None:
        """A new ticket for the same seat, after a lost line."""
        answer = await self.call(
            self.at("ticket"), json={"identity": self.identity}, accept="application/json"
        )
        if answer.status_code != 200:
            raise Gone(answer.json().get("reason", "?"))
        await self._join(answer.json(), time.monotonic())

    async def _join(self, said: dict[str, Any], pressed: float) -> None:
        self.identity = said["identity"]
        self.tickets.append(said["token"])
        self.state = said["state"]
        room = rtc.Room()
        first = asyncio.Event()
        room.on("track_published", lambda pub, _: self._watch(pub, first))
        room.on("track_subscribed", lambda track, *_: self._count(track, first))
        url = await self._url()
        await room.connect(url, said["token"], rtc.RoomOptions(auto_subscribe=False))
        self.room, self._since = room, time.time()
        for person in room.remote_participants.values():
            for publication in person.track_publications.values():
                self._watch(publication, first)
        self._tasks = [asyncio.create_task(self._beat_on())]
        await self._publish(room)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(first.wait(), 10)
            if self.join_s is None:
                self.join_s = time.monotonic() - pressed

    async def _url(self) -> str:
        if not hasattr(self, "_address"):
            self._address = await self.relay.__aenter__()
        return self._address

    def _watch(self, publication: Any, first: asyncio.Event) -> None:
        """Look at one other picture until the first frame is there, then no more: many eyes cost much."""
        if not first.is_set() and publication.kind == rtc.TrackKind.KIND_VIDEO:
            publication.set_subscribed(True)

    def _count(self, track: rtc.Track, first: asyncio.Event) -> None:
        if track.kind == rtc.TrackKind.KIND_VIDEO:
            self._tasks.append(asyncio.create_task(self._see(track, first)))

    async def _see(self, track: rtc.Track, first: asyncio.Event) -> None:
        stream = rtc.VideoStream(track)
        try:
            async for _ in stream:
                self.frames += 1
                first.set()
                if self.frames % 10 == 0:
                    break
        finally:
            await stream.aclose()

    async def _publish(self, room: rtc.Room) -> None:
        pictures = rtc.VideoSource(media.WIDTH, media.HEIGHT)
        voice = rtc.AudioSource(media.RATE, 1)
        seen = rtc.LocalVideoTrack.create_video_track("camera", pictures)
        heard = rtc.LocalAudioTrack.create_audio_track("microphone", voice)
        encoding = rtc.VideoEncoding(max_framerate=media.FPS, max_bitrate=120_000)
        await room.local_participant.publish_track(
            seen, rtc.TrackPublishOptions(
                source=rtc.TrackSource.SOURCE_CAMERA, simulcast=False, video_encoding=encoding,
            ),
        )  # fmt: skip
        await room.local_participant.publish_track(
            heard, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        )
        self._tasks += [
            asyncio.create_task(self._show(pictures)), asyncio.create_task(self._speak(voice)),
        ]  # fmt: skip

    async def _show(self, pictures: rtc.VideoSource) -> None:
        loop = await asyncio.to_thread(media.frames, self.seed)
        kind = rtc.VideoBufferType.I420
        ready = [rtc.VideoFrame(media.WIDTH, media.HEIGHT, kind, look.data) for look in loop]
        for turn in range(10**9):
            pictures.capture_frame(ready[turn % len(ready)])
            await asyncio.sleep(1 / media.FPS)

    async def _speak(self, voice: rtc.AudioSource) -> None:
        """One at a time: six seconds each, by the clock everybody shares."""
        sound = await asyncio.to_thread(media.voice, self.seed)
        step = media.RATE // 50
        silence = bytes(step * 2)
        place = 0
        while True:
            mine = int(time.time() // 6) % 7 == self.seed % 7
            chunk = sound[place : place + step * 2] if mine else silence
            place = (place + step * 2) % (len(sound) - step * 2) if mine else 0
            await voice.capture_frame(
                rtc.AudioFrame(chunk.ljust(step * 2, b"\0"), media.RATE, 1, step)
            )

    async def _beat_on(self) -> None:
        while True:
            await self.beat()
            await asyncio.sleep(BEAT_S)

    async def beat(self) -> None:
        """Say that one is there, as the page does. Raises Gone."""
        room = self.room
        sid = room.local_participant.sid if room else ""
        body = {"identity": self.identity, "sid": sid, "media": "connected"}
        answer = await self.call(self.at("beat"), json=body, accept="application/json")
        if answer.status_code == 410:
            raise Gone(answer.json()["reason"])
        if answer.status_code == 200:
            self.state = answer.json()

    async def stay(self, seconds: float) -> None:
        """Be there; ends early with Gone when the seat is taken."""
        beating = self._tasks[0]
        done, _ = await asyncio.wait([beating], timeout=seconds)
        if done:
            await beating

    async def drop(self) -> None:
        """Lose the line: no word to the server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self.room is not None:
            self.inside_s += time.time() - self._since
            await self.room.disconnect()
        self.room = None

    async def leave(self) -> None:
        """Leave as the button does."""
        data = {"identity": self.identity, "csrfmiddlewaretoken": self.browser.csrf}
        await self.call(self.at("leave"), data=data)
        await self.drop()

    async def close(self) -> None:
        """End everything of this member."""
        await self.drop()
        if hasattr(self, "_address"):
            await self.relay.__aexit__()
