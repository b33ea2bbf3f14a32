// The only file that imports livekit-client. It says what happens; it decides nothing about people.

import {
  ConnectionState,
  DisconnectReason,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  Track,
  VideoPreset,
  VideoQuality,
} from "livekit-client";
import type { Live } from "./state";
import type { Ticket } from "./wire";

export type Lost = "removed" | "ended" | "elsewhere" | "line";

export interface Listener {
  connected(sid: string): void;
  reconnecting(): void;
  lost(why: Lost): void;
  live(identity: string, live: Live | null): void;
  speaking(identities: string[]): void;
  own(microphone: boolean, camera: boolean): void;
  look(): void;
  soundBlocked(blocked: boolean): void;
  deviceTrouble(kind: "microphone" | "camera"): void;
}

const LOOK = "look";

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

export class Media {
  private room: Room | null = null;
  private voices: HTMLElement;
  private soundOnly = false;
  private lowLine = false;
  private height = 360;
  private fps = 20;

  constructor(
    private readonly tell: Listener,
    voices: HTMLElement,
  ) {
    this.voices = voices;
  }

  get sid(): string {
    return this.room?.state === ConnectionState.Connected ? this.room.localParticipant.sid : "";
  }

  /** Join with a ticket. Nothing is published: that takes a press (V13). */
  async join(ticket: Ticket): Promise<void> {
    await this.leave();
    this.height = ticket.capture.height;
    this.fps = ticket.capture.fps;
    const size = new VideoPreset(Math.round((this.height * 4) / 3), this.height, 400_000, this.fps);
    const room = new Room({
      adaptiveStream: true,
      dynacast: true,
      webAudioMix: false,
      disconnectOnPageLeave: false,
      videoCaptureDefaults: { resolution: size.resolution },
      audioCaptureDefaults: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
      publishDefaults: {
        simulcast: true,
        videoEncoding: size.encoding,
        videoSimulcastLayers: [new VideoPreset(240, 180, 100_000, 12)],
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
      rtcConfig: { iceServers: [] },
    });
    if (this.room !== room) return;
    for (const person of room.remoteParticipants.values()) this.show(person);
    this.tell.connected(room.localParticipant.sid);
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
        mine(() => this.tell.connected(room.localParticipant.sid)),
      )
      .on(RoomEvent.Disconnected, (reason) => {
        if (this.room !== room) return;
        this.room = null;
        this.voices.replaceChildren();
        this.tell.lost(why(reason));
      })
      .on(RoomEvent.ParticipantConnected, (who) => this.show(who))
      .on(RoomEvent.ParticipantDisconnected, (who) => this.tell.live(who.identity, null))
      .on(RoomEvent.TrackMuted, (_, who) => this.show(who))
      .on(RoomEvent.TrackUnmuted, (_, who) => this.show(who))
      .on(RoomEvent.TrackPublished, (_, who) => this.show(who))
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
    if (track.kind === Track.Kind.Audio) this.voices.append(track.attach());
    else this.limit(publication);
    this.show(who);
  }

  private limit(publication: RemoteTrackPublication): void {
    if (publication.kind !== Track.Kind.Video) return;
    publication.setSubscribed(!this.soundOnly);
    if (!this.soundOnly && this.lowLine) publication.setVideoQuality(VideoQuality.LOW);
  }

  private show(who: Participant): void {
    if (who.isLocal) this.showOwn();
    else
      this.tell.live(who.identity, {
        microphone: who.isMicrophoneEnabled,
        camera: who.isCameraEnabled,
      });
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
      else await own.setCameraEnabled(on);
    } catch {
      this.tell.deviceTrouble(kind);
    }
    this.showOwn();
  }

  async unlockSound(): Promise<void> {
    await this.room?.startAudio();
  }

  async useDevice(kind: MediaDeviceKind, id: string): Promise<void> {
    await this.room?.switchActiveDevice(kind, id);
  }

  devices(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
    return Room.getLocalDevices(kind, false);
  }

  /** Sound only: no pictures come in and none goes out. */
  async quiet(soundOnly: boolean, lowLine: boolean): Promise<void> {
    this.soundOnly = soundOnly;
    this.lowLine = lowLine;
    if (soundOnly) await this.camera(false);
    for (const who of this.room?.remoteParticipants.values() ?? [])
      for (const publication of who.videoTrackPublications.values()) {
        this.limit(publication);
        if (!soundOnly && !lowLine) publication.setVideoQuality(VideoQuality.HIGH);
      }
  }

  async leave(): Promise<void> {
    const room = this.room;
    this.room = null;
    this.voices.replaceChildren();
    await room?.disconnect();
  }
}
