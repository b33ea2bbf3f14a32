// The only file that imports livekit-client. It says what happens; it decides nothing about people.

import {
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
  type LocalVideoTrack,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  VideoPreset,
  VideoQuality,
} from "livekit-client";
import type { LineQuality, Live } from "./state";
import type { Ticket } from "./wire";

export type Lost = "removed" | "ended" | "elsewhere" | "line";

export interface Listener {
  connected(present: ReadonlyMap<string, Live>): void;
  reconnecting(): void;
  lost(why: Lost): void;
  live(identity: string, live: Live | null): void;
  speaking(identities: string[]): void;
  quality(quality: LineQuality): void;
  own(microphone: boolean, camera: boolean): void;
  look(): void;
  soundBlocked(blocked: boolean): void;
  deviceTrouble(kind: "microphone" | "camera"): void;
  devicesChanged(): void;
}

const LOOK = "look";
/** The library tries these times to mend one connection; after that a new ticket is the quicker way (R06). */
const MEND_MS = [0, 300, 700, 1_500, 2_500, 3_000];
/** What goes out of one's own camera when the line is poor. */
const SMALL = new VideoPreset(240, 180, 120_000, 10);
const LOWEST = new VideoPreset(240, 180, 100_000, 12);

function why(reason: DisconnectReason | undefined): Lost {
  switch (reason) {
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "removed";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "ended";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "elsewhere";
    default:
      return "line";
  }
}

/** The library tells the console names of rooms, and keeps its level in the browser; neither is wanted (P10). */
function hushLibrary(): void {
  setLogLevel("error");
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith("loglevel:")) localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has kept none of it.
  }
}

/** At the door: the browser sets up what its first connection needs, so that the press does not wait for it. */
export async function warm(): Promise<void> {
  try {
    const unused = new RTCPeerConnection({ iceServers: [] });
    unused.addTransceiver("audio", { direction: "recvonly" });
    unused.addTransceiver("video", { direction: "recvonly" });
    await unused.createOffer();
    unused.close();
  } catch {
    // Without it the press takes a moment longer, or says why it cannot.
  }
}

function live(who: Participant): Live {
  return { microphone: who.isMicrophoneEnabled, camera: who.isCameraEnabled };
}

export class Media {
  private room: Room | null = null;
  private voices: HTMLElement;
  private soundOnly = false;
  private lowLine = false;
  private hushed = false;
  private full = new VideoPreset(480, 360, 400_000, 20);

  constructor(
    private readonly tell: Listener,
    voices: HTMLElement,
  ) {
    this.voices = voices;
    hushLibrary();
  }

  get sid(): string {
    return this.room?.state === ConnectionState.Connected ? this.room.localParticipant.sid : "";
  }

  /** Join with a ticket. Nothing is published: that takes a press (V13). */
  async join(ticket: Ticket): Promise<void> {
    if (this.room) await this.leave();
    const { height, fps } = ticket.capture;
    this.full = new VideoPreset(Math.round((height * 4) / 3), height, 400_000, fps);
    const size = this.full;
    const room = new Room({
      adaptiveStream: true,
      dynacast: true,
      webAudioMix: false,
      disconnectOnPageLeave: false,
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount }) => MEND_MS[retryCount] ?? null,
      },
      videoCaptureDefaults: { resolution: size.resolution },
      audioCaptureDefaults: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
      publishDefaults: {
        simulcast: true,
        videoEncoding: size.encoding,
        videoSimulcastLayers: [LOWEST],
        dtx: true,
        red: true,
        stopMicTrackOnMute: false,
      },
    });
    this.room = room;
    this.listen(room);
    // Only what our own server names: no foreign host ever learns who is here (P01).
    await room.connect(ticket.url, ticket.token, {
      autoSubscribe: true,
      peerConnectionTimeout: 10_000,
      websocketTimeout: 8_000,
      rtcConfig: { iceServers: [] },
    });
    if (this.room !== room) return;
    this.tell.connected(this.present(room));
    this.tell.soundBlocked(!room.canPlaybackAudio);
  }

  private listen(room: Room): void {
    const mine = (act: () => void) => () => {
      if (this.room === room) act();
    };
    room
      .on(
        RoomEvent.SignalReconnecting,
        mine(() => this.tell.reconnecting()),
      )
      .on(
        RoomEvent.Reconnecting,
        mine(() => this.tell.reconnecting()),
      )
      .on(
        RoomEvent.Reconnected,
        mine(() => this.tell.connected(this.present(room))),
      )
      .on(RoomEvent.Disconnected, (reason) => {
        if (this.room !== room) return;
        this.room = null;
        this.voices.replaceChildren();
        this.tell.lost(why(reason));
      })
      .on(RoomEvent.ParticipantConnected, (who) => this.show(who))
      .on(
        RoomEvent.ParticipantDisconnected,
        (who) => this.room === room && this.tell.live(who.identity, null),
      )
      .on(RoomEvent.TrackMuted, (_, who) => this.show(who))
      .on(RoomEvent.TrackUnmuted, (_, who) => this.show(who))
      .on(RoomEvent.TrackPublished, (publication, who) => {
        this.limit(publication);
        this.show(who);
      })
      .on(RoomEvent.TrackUnpublished, (_, who) => this.show(who))
      .on(RoomEvent.LocalTrackPublished, () => this.showOwn())
      .on(RoomEvent.LocalTrackUnpublished, () => this.showOwn())
      .on(RoomEvent.TrackSubscribed, (track, publication, who) =>
        this.take(track, publication, who),
      )
      .on(RoomEvent.TrackUnsubscribed, (track, _, who) => {
        for (const element of track.detach())
          if (element instanceof HTMLAudioElement) element.remove();
        this.show(who);
      })
      .on(RoomEvent.ActiveSpeakersChanged, (who) =>
        this.tell.speaking(who.map((one) => one.identity)),
      )
      .on(RoomEvent.ConnectionQualityChanged, (quality, who) => {
        const poor = quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost;
        if (who.isLocal) this.tell.quality(poor ? "poor" : "good");
      })
      .on(RoomEvent.MediaDevicesChanged, () => this.tell.devicesChanged())
      .on(RoomEvent.AudioPlaybackStatusChanged, () =>
        this.tell.soundBlocked(!room.canPlaybackAudio),
      )
      .on(RoomEvent.DataReceived, (_, sender, __, topic) => {
        // Only the server has no sender; what a browser claims changes nothing (V15).
        if (sender === undefined && topic === LOOK) this.tell.look();
      });
  }

  private take(
    track: RemoteTrack,
    publication: RemoteTrackPublication,
    who: RemoteParticipant,
  ): void {
    if (track.kind === Track.Kind.Audio) {
      this.voices.append(track.attach());
      this.hush(this.hushed);
    } else this.limit(publication);
    this.show(who);
  }

  /** Take only what the person asked for: no pictures, or the smallest. */
  private limit(publication: RemoteTrackPublication): void {
    if (publication.kind !== Track.Kind.Video) return;
    publication.setSubscribed(!this.soundOnly);
    if (!this.soundOnly)
      publication.setVideoQuality(this.lowLine ? VideoQuality.LOW : VideoQuality.HIGH);
  }

  private present(room: Room): Map<string, Live> {
    return new Map([...room.remoteParticipants.values()].map((who) => [who.identity, live(who)]));
  }

  private show(who: Participant): void {
    // What a room that was left still says concerns nobody.
    if (this.room?.getParticipantByIdentity(who.identity) !== who) return;
    if (who.isLocal) this.showOwn();
    else this.tell.live(who.identity, live(who));
  }

  private showOwn(): void {
    const own = this.room?.localParticipant;
    if (own) this.tell.own(own.isMicrophoneEnabled, own.isCameraEnabled);
  }

  /** Put somebody's picture into a video element, or take it out. */
  picture(identity: string, element: HTMLVideoElement): boolean {
    const own = this.room?.localParticipant;
    const who = own?.identity === identity ? own : this.room?.remoteParticipants.get(identity);
    const track = who?.getTrackPublication(Track.Source.Camera)?.track;
    if (!track) return false;
    if (!track.attachedElements.includes(element)) track.attach(element);
    return true;
  }

  async microphone(on: boolean): Promise<void> {
    await this.toggle("microphone", on);
  }

  async camera(on: boolean): Promise<void> {
    await this.toggle("camera", on);
  }

  private async toggle(kind: "microphone" | "camera", on: boolean): Promise<void> {
    const own = this.room?.localParticipant;
    if (!own) return;
    try {
      if (kind === "microphone") await own.setMicrophoneEnabled(on);
      else await own.setCameraEnabled(on, { resolution: this.size.resolution });
    } catch {
      this.tell.deviceTrouble(kind);
    }
    this.showOwn();
  }

  async unlockSound(): Promise<void> {
    await this.room?.startAudio();
  }

  async useDevice(kind: MediaDeviceKind, id: string): Promise<void> {
    try {
      await this.room?.switchActiveDevice(kind, id);
    } catch {
      if (kind !== "audiooutput")
        this.tell.deviceTrouble(kind === "videoinput" ? "camera" : "microphone");
    }
  }

  devices(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
    return Room.getLocalDevices(kind, false);
  }

  private get size(): VideoPreset {
    return this.lowLine ? SMALL : this.full;
  }

  /** The device in use, empty for the browser's own choice. */
  device(kind: MediaDeviceKind): string {
    return this.room?.getActiveDevice(kind) ?? "";
  }

  /** No voice comes out of this device while it is hushed, also of whoever begins to speak meanwhile. */
  hush(hushed: boolean): void {
    this.hushed = hushed;
    for (const voice of this.voices.querySelectorAll("audio")) voice.muted = hushed;
  }

  /** Sound only: no pictures come in and none goes out. Poor line: the smallest come in and go out. */
  async lighten(soundOnly: boolean, lowLine: boolean): Promise<void> {
    const resized = lowLine !== this.lowLine;
    this.soundOnly = soundOnly;
    this.lowLine = lowLine;
    for (const who of this.room?.remoteParticipants.values() ?? [])
      for (const publication of who.trackPublications.values())
        this.limit(publication as RemoteTrackPublication);
    if (soundOnly) await this.camera(false);
    else if (resized) await this.resize();
  }

  private async resize(): Promise<void> {
    const own = this.room?.localParticipant;
    const track = own?.getTrackPublication(Track.Source.Camera)?.track;
    if (!own?.isCameraEnabled || !track) return;
    try {
      await (track as LocalVideoTrack).restartTrack({ resolution: this.size.resolution });
    } catch {
      this.tell.deviceTrouble("camera");
    }
  }

  async leave(): Promise<void> {
    const room = this.room;
    this.room = null;
    this.voices.replaceChildren();
    await room?.disconnect();
  }
}
