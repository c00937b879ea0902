import type { AttentionReport } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';

/**
 * What the taskbar or dock shows of who waits: a number, or where Windows knows none a dot with words; and a
 * sign that asks for attention when somebody comes while the window is not looked at.
 */
export type Badge = {
  follow(report: AttentionReport, before: AttentionReport): void;
  /** A new window has none of it yet. */
  renew(): void;
};

type BadgeWindow = Pick<Electron.BrowserWindow, 'setOverlayIcon' | 'flashFrame' | 'isFocused'>;

const badgeCount = ({ waiting, unread, emergencies }: AttentionReport): number =>
  waiting.length + unread + emergencies.length;

type Rings = { key: string; isRinging: boolean };

/** One rings that did not before. */
const ringsAnew = (now: readonly Rings[], before: readonly Rings[]): boolean => {
  const known = new Set(before.filter(({ isRinging }) => isRinging).map(({ key }) => key));
  return now.some(({ key, isRinging }) => isRinging && !known.has(key));
};

/** Somebody needs help at once or has come, or the patient at this computer is fetched into the call. */
const asksForAttention = (report: AttentionReport, before: AttentionReport): boolean => {
  const arrives =
    ringsAnew(report.waiting, before.waiting) || ringsAnew(report.emergencies, before.emergencies);
  const isFetched =
    report.role === 'patient' && report.activity === 'in-call' && before.activity === 'waiting';
  return arrives || isFetched;
};

export const createBadge = ({
  app,
  window,
  dot,
  describe,
  platform,
}: {
  app: Pick<ElectronParts['app'], 'setBadgeCount' | 'dock'>;
  /** Null while no window is open. */
  window: () => BadgeWindow | null;
  /** Windows lays it over the button in its taskbar. */
  dot: () => Electron.NativeImage;
  /** The dot in words, for who can't see it. */
  describe: (report: AttentionReport) => string;
  platform: NodeJS.Platform;
}): Badge => {
  let count = 0;
  let last: AttentionReport | null = null;

  const draw = (): void => {
    if (platform !== 'win32') app.setBadgeCount(count);
    else if (last !== null)
      window()?.setOverlayIcon(count === 0 ? null : dot(), count === 0 ? '' : describe(last));
  };

  return {
    renew: draw,
    follow: (report, before) => {
      last = report;
      const next = badgeCount(report);
      if (next !== count || platform === 'win32') {
        count = next;
        draw();
      }
      const open = window();
      if (open?.isFocused() === true || !asksForAttention(report, before)) return;
      // Windows and Linux flash the window's button until it is looked at; macOS lets the dock's icon jump.
      if (platform === 'darwin') app.dock?.bounce('critical');
      else open?.flashFrame(true);
    },
  };
};
