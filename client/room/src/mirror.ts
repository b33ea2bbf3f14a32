// Before being seen: a picture only for oneself, a level meter, both off until pressed (V13, H14).

export const REMEMBERED = "samepath:mirror";

export interface Choice {
  microphone: boolean;
  camera: boolean;
}

/** What was pressed counts for one session only: the next door starts with both off. */
function session(): string {
  return /\/session\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
}

export function remembered(): Choice {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "null");
    if (typeof kept === "object" && kept !== null && "at" in kept && kept.at === session()) {
      const { microphone, camera } = kept as Partial<Choice>;
      return { microphone: microphone === true, camera: camera === true };
    }
  } catch {
    // Unreadable, or the browser keeps nothing: as if nothing had been pressed.
  }
  return { microphone: false, camera: false };
}

export function remember(choice: Choice): void {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify({ ...choice, at: session() }));
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
}

/** Loudness from 0 to 1 of one block of samples. */
export function level(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt(sum / Math.max(1, samples.length)) * 4);
}

export class Mirror {
  private streams: { microphone?: MediaStream; camera?: MediaStream } = {};
  private sound: AudioContext | undefined;
  /** What was pressed on; a device may take its time to follow. */
  private readonly on = new Set<keyof Choice>();
  private closed = false;
  /** Which device somebody picked here; kept for this visit only, never stored. */
  readonly picked = new Map<MediaDeviceKind, string>();

  constructor(private readonly root: HTMLElement) {
    for (const kind of ["microphone", "camera"] as const)
      this.button(kind)?.addEventListener("click", () => void this.toggle(kind));
    root.addEventListener("change", (event) => {
      const select = (event.target as HTMLElement).closest<HTMLSelectElement>(
        "select[data-mirror-device]",
      );
      if (select) void this.pick(select.dataset.mirrorDevice as MediaDeviceKind, select.value);
    });
  }

  private async pick(device: MediaDeviceKind, id: string): Promise<void> {
    this.picked.set(device, id);
    const kind = device === "audioinput" ? "microphone" : "camera";
    if (!this.streams[kind]) return;
    this.stop(kind);
    await this.start(kind);
  }

  /** Where there is a choice of devices, offer it. Their names are known once one of them is in use. */
  private async offer(): Promise<void> {
    const found = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    for (const select of this.root.querySelectorAll<HTMLSelectElement>(
      "select[data-mirror-device]",
    )) {
      const device = select.dataset.mirrorDevice as MediaDeviceKind;
      const named = found.filter((one) => one.kind === device && one.label);
      const chosen = this.picked.get(device);
      select.replaceChildren(
        ...named.map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)),
      );
      const field = select.closest<HTMLElement>("[data-mirror-pick]");
      if (field) field.hidden = named.length < 2;
    }
  }

  private button(kind: keyof Choice): HTMLButtonElement | null {
    return this.root.querySelector(`[data-mirror="${kind}"]`);
  }

  get choice(): Choice {
    return { microphone: this.on.has("microphone"), camera: this.on.has("camera") };
  }

  private async toggle(kind: keyof Choice): Promise<void> {
    if (this.on.delete(kind)) this.stop(kind);
    else {
      this.on.add(kind);
      this.draw(kind);
      await this.start(kind);
    }
    this.draw(kind);
    if (!this.closed) remember(this.choice);
  }

  private draw(kind: keyof Choice): void {
    this.button(kind)?.setAttribute("aria-pressed", String(this.on.has(kind)));
  }

  private async start(kind: keyof Choice): Promise<void> {
    const trouble = this.root.querySelector<HTMLElement>("[data-mirror-trouble]");
    if (trouble) trouble.hidden = true;
    try {
      const picked = this.picked.get(kind === "camera" ? "videoinput" : "audioinput");
      const which = picked ? { deviceId: { exact: picked } } : {};
      const wanted =
        kind === "camera" ? { video: { height: 360, ...which } } : { audio: picked ? which : true };
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      // Pressed off again, or gone in, before the device was there.
      if (this.closed || !this.on.has(kind)) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.streams[kind] = stream;
      if (kind === "camera") this.show(stream);
      else this.measure(stream);
      await this.offer();
    } catch {
      this.on.delete(kind);
      if (trouble) trouble.hidden = false;
    }
  }

  private show(stream: MediaStream): void {
    const video = this.root.querySelector("video");
    if (!video) return;
    video.srcObject = stream;
    video.hidden = false;
    // Taken away again before it began: nothing to say about.
    video.play().catch(() => undefined);
  }

  private measure(stream: MediaStream): void {
    this.sound = new AudioContext();
    const ear = this.sound.createAnalyser();
    this.sound.createMediaStreamSource(stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const bar = this.root.querySelector<HTMLProgressElement>("[data-level]");
    const good = this.root.querySelector<HTMLElement>("[data-sounds-good]");
    const look = () => {
      if (!this.streams.microphone) return;
      ear.getFloatTimeDomainData(samples);
      const loud = level(samples);
      if (bar) bar.value = loud;
      if (good && loud > 0.06) good.hidden = false;
      requestAnimationFrame(look);
    };
    look();
  }

  private stop(kind: keyof Choice): void {
    for (const track of this.streams[kind]?.getTracks() ?? []) track.stop();
    delete this.streams[kind];
    if (kind === "camera") {
      const video = this.root.querySelector("video");
      if (video) {
        video.srcObject = null;
        video.hidden = true;
      }
    } else {
      void this.sound?.close();
      const bar = this.root.querySelector<HTMLProgressElement>("[data-level]");
      if (bar) bar.value = 0;
    }
  }

  /** Give the devices back, so that the room can take them. */
  close(): Choice {
    const choice = this.choice;
    this.closed = true;
    for (const kind of ["microphone", "camera"] as const) this.stop(kind);
    return choice;
  }
}
