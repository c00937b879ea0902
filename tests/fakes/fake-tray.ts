import { EventEmitter } from 'node:events';

/** `Tray`, `Menu` and `nativeImage` without a screen: what would be seen can be read and clicked. */

export type FakeMenuItem = {
  role?: string;
  accelerator?: string;
  visible?: boolean;
  label?: string;
  type?: string;
  enabled?: boolean;
  click?: () => void;
  submenu?: FakeMenuItem[];
};

export class FakeMenu {
  readonly items: readonly FakeMenuItem[];

  constructor(items: readonly FakeMenuItem[]) {
    this.items = items;
  }

  /** How often it was shown where the pointer is. */
  shown = 0;

  popup(): void {
    this.shown += 1;
  }
}

/** `Menu` as one app sees it. */
export const createFakeMenu = () =>
  class extends FakeMenu {
    /** The app's own; null: Electron's. */
    static application: FakeMenu | null = null;
    /** Every menu ever made. */
    static readonly made: FakeMenu[] = [];

    static buildFromTemplate(template: FakeMenuItem[]): FakeMenu {
      const menu = new this(template);
      this.made.push(menu);
      return menu;
    }

    static setApplicationMenu(menu: FakeMenu | null): void {
      this.application = menu;
    }
  };

export type FakeImage = { path: string };

export class FakeTray extends EventEmitter {
  image: FakeImage;
  tooltip = '';
  menu: FakeMenu | null = null;
  #destroyed = false;

  constructor(image: FakeImage) {
    super();
    this.image = image;
  }

  setImage(image: FakeImage): void {
    this.image = image;
  }

  setToolTip(tooltip: string): void {
    this.tooltip = tooltip;
  }

  setContextMenu(menu: FakeMenu | null): void {
    this.menu = menu;
  }

  destroy(): void {
    this.#destroyed = true;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** The lines of its menu, those of a menu inside below it. */
  get lines(): string[] {
    const read = (items: readonly FakeMenuItem[]): string[] =>
      items.flatMap(({ label, submenu }) => [
        ...(label === undefined ? [] : [label]),
        ...read(submenu ?? []),
      ]);
    return read(this.menu?.items ?? []);
  }

  /** As if the person chose the line. */
  choose(label: string): void {
    const all = (items: readonly FakeMenuItem[]): FakeMenuItem[] =>
      items.flatMap((item) => [item, ...all(item.submenu ?? [])]);
    const item = all(this.menu?.items ?? []).find((one) => one.label === label);
    if (item?.click === undefined) throw new Error(`"${label}" cannot be chosen in the tray`);
    item.click();
  }
}

/** The class as one app sees it. @param made every icon of the app, in order */
export const createFakeTray = (made: FakeTray[]) =>
  class extends FakeTray {
    constructor(image: FakeImage) {
      super(image);
      made.push(this);
    }
  };

export const fakeNativeImage = {
  createFromPath: (path: string): FakeImage => ({ path }),
};
