import { isDeepStrictEqual } from 'node:util';
import type { AttentionAction, AttentionReport } from '../../src-preload/contract.ts';
import type { Language } from '../../server/protocol/models.ts';
import type { ElectronParts } from '../electron-parts.ts';
import { formatTime, type DesktopTexts } from '../texts/texts.ts';
import { attentionText } from './notifications.ts';

/** Beside the clock: who waits, the window, the sound, and the way out. */

/** What a click on a line does. */
export type TrayChoice = AttentionAction | { kind: 'show' } | { kind: 'quit' };

export type TrayLine =
  | { kind: 'line'; label: string; choice: TrayChoice | null }
  | { kind: 'menu'; label: string; lines: { label: string; choice: TrayChoice }[] }
  | { kind: 'separator' };

export type TrayModel = { tooltip: string; somebodyWaits: boolean; lines: TrayLine[] };

/** More lines than a menu beside the clock can hold on a small screen. */
const MOST_LINES = 12;

const emergencyLines = ({ emergencies }: AttentionReport, texts: DesktopTexts): TrayLine[] =>
  emergencies.length === 0
    ? []
    : [
        {
          kind: 'line',
          label: texts.emergency(emergencies.length),
          choice: { kind: 'open-emergencies' },
        },
        { kind: 'separator' },
      ];

const waitingLines = (
  { waiting, unread }: AttentionReport,
  names: boolean,
  texts: DesktopTexts,
  language: Language,
): TrayLine[] => {
  const lines: TrayLine[] = waiting.slice(0, MOST_LINES).map(({ key, label, since, isReady }, index) => {
    const time = formatTime(language, since);
    return {
      kind: 'line',
      label:
        names && label !== ''
          ? texts.tray.named(label, time, isReady)
          : texts.tray.unnamed(index + 1, time, isReady),
      choice: { kind: 'open-room', key },
    };
  });
  const more = waiting.length - lines.length;
  if (more > 0) lines.push({ kind: 'line', label: texts.tray.more(more), choice: { kind: 'open-rooms' } });
  if (lines.length === 0) lines.push({ kind: 'line', label: texts.tray.nobody, choice: null });
  if (unread > 0)
    lines.push({ kind: 'line', label: texts.tray.unread(unread), choice: { kind: 'open-rooms' } });
  return lines;
};

const soundLines = (
  { role, silence }: AttentionReport,
  { tray }: DesktopTexts,
  language: Language,
  now: number,
): TrayLine[] => {
  if (role !== 'doctor') return [];
  if (silence === null || (typeof silence === 'number' && silence <= now)) {
    return [
      {
        kind: 'menu',
        label: tray.silence,
        lines: [
          { label: tray.for15, choice: { kind: 'silence', minutes: 15 } },
          { label: tray.for60, choice: { kind: 'silence', minutes: 60 } },
          { label: tray.untilTurnedOn, choice: { kind: 'silence', minutes: null } },
        ],
      },
    ];
  }
  const label = silence === 'untilTurnedOn' ? tray.silent : tray.silentUntil(formatTime(language, silence));
  return [
    { kind: 'line', label, choice: null },
    { kind: 'line', label: tray.soundOn, choice: { kind: 'sound-on' } },
  ];
};

/** Pure. @param now milliseconds since the epoch */
export const trayModel = ({
  report,
  names,
  texts,
  language,
  now,
}: {
  report: AttentionReport;
  names: boolean;
  texts: DesktopTexts;
  language: Language;
  now: number;
}): TrayModel => {
  const somebodyWaits = report.waiting.length + report.emergencies.length > 0;
  const sound = soundLines(report, texts, language, now);
  return {
    tooltip: `Anteroom: ${somebodyWaits ? attentionText(report, names, texts) : texts.tray.nobody}`,
    somebodyWaits,
    lines: [
      ...emergencyLines(report, texts),
      ...waitingLines(report, names, texts, language),
      { kind: 'separator' },
      ...sound,
      ...(sound.length === 0 ? [] : [{ kind: 'separator' } as const]),
      { kind: 'line', label: texts.tray.show, choice: { kind: 'show' } },
      { kind: 'line', label: texts.tray.quit, choice: { kind: 'quit' } },
    ],
  };
};

export type TrayIcon = {
  /** Null takes it away. */
  show(model: TrayModel | null): void;
  isShown(): boolean;
};

export const createTrayIcon = ({
  electron: { Menu, Tray },
  icon,
  choose,
  platform,
}: {
  electron: Pick<ElectronParts, 'Menu' | 'Tray'>;
  icon: (somebodyWaits: boolean) => Electron.NativeImage;
  choose: (choice: TrayChoice) => void;
  platform: NodeJS.Platform;
}): TrayIcon => {
  /** Held here: a tray that the garbage collector takes is gone from the screen. */
  let tray: Electron.Tray | null = null;
  let drawn: TrayModel | null = null;

  const item = (label: string, choice: TrayChoice | null): Electron.MenuItemConstructorOptions =>
    choice === null ? { label, enabled: false } : { label, click: () => choose(choice) };

  const template = (lines: readonly TrayLine[]): Electron.MenuItemConstructorOptions[] =>
    lines.map((line) => {
      switch (line.kind) {
        case 'line':
          return item(line.label, line.choice);
        case 'menu':
          return {
            label: line.label,
            submenu: line.lines.map(({ label, choice }) => item(label, choice)),
          };
        case 'separator':
          return { type: 'separator' };
      }
    });

  return {
    isShown: () => tray !== null,
    show: (model) => {
      if (model === null) {
        tray?.destroy();
        tray = null;
        drawn = null;
        return;
      }
      // Drawing it again closes a menu that is open.
      if (isDeepStrictEqual(model, drawn)) return;
      if (tray === null) {
        tray = new Tray(icon(model.somebodyWaits));
        // On macOS a click opens the menu.
        if (platform !== 'darwin') tray.on('click', () => choose({ kind: 'show' }));
      } else if (model.somebodyWaits !== drawn?.somebodyWaits) {
        tray.setImage(icon(model.somebodyWaits));
      }
      tray.setToolTip(model.tooltip);
      // Linux shows a changed menu only when it is set again.
      tray.setContextMenu(Menu.buildFromTemplate(template(model.lines)));
      drawn = model;
    },
  };
};
