import { EventEmitter } from 'node:events';

/** `screen`, `clipboard` and `desktopCapturer` without a system behind them. */

type Area = { x: number; y: number; width: number; height: number };
export type FakeDisplay = { workArea: Area; scaleFactor: number };

const FIRST: FakeDisplay = { workArea: { x: 0, y: 0, width: 1920, height: 1040 }, scaleFactor: 1 };

export class FakeScreen extends EventEmitter {
  displays: FakeDisplay[] = [FIRST];

  getAllDisplays(): FakeDisplay[] {
    return this.displays;
  }

  getPrimaryDisplay(): FakeDisplay {
    return this.displays[0] ?? FIRST;
  }

  getDisplayMatching({ x, y }: Area): FakeDisplay {
    const found = this.displays.find(
      ({ workArea: area }) =>
        x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height,
    );
    return found ?? this.getPrimaryDisplay();
  }

  /** As if a screen was pulled out. */
  remove(display: FakeDisplay): void {
    this.displays = this.displays.filter((other) => other !== display);
    this.emit('display-removed', {}, display);
  }
}

export class FakeClipboard {
  text = '';

  async writeText(text: string): Promise<void> {
    this.text = text;
  }
}

export type FakeSource = {
  id: string;
  name: string;
  thumbnail: { isEmpty(): boolean; toDataURL(): string };
};

export const fakeSource = (id: string, name: string, picture = 'data:image/png;base64,AA=='): FakeSource => ({
  id,
  name,
  thumbnail: { isEmpty: () => picture === '', toDataURL: () => picture },
});

export class FakeDesktopCapturer {
  sources: FakeSource[] = [fakeSource('screen:1:0', 'Entire Screen')];
  /** Set: the system refuses. */
  refusal: Error | null = null;
  readonly asked: unknown[] = [];

  async getSources(options: unknown): Promise<FakeSource[]> {
    this.asked.push(options);
    if (this.refusal !== null) throw this.refusal;
    return this.sources;
  }
}
