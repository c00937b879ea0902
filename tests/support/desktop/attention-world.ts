import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { createAttentionServices, type AttentionServices } from '../../../src-main/attention-services.ts';
import type { ElectronParts } from '../../../src-main/electron-parts.ts';
import { push } from '../../../src-main/ipc.ts';
import { NOBODY } from '../../../src-main/services/attention.ts';
import type { ClinicLoad } from '../../../src-main/services/interlock.ts';
import { createSettings } from '../../../src-main/services/settings.ts';
import { createWindowState } from '../../../src-main/services/window-state.ts';
import { systemTimers } from '../../../src-main/timers.ts';
import { createWindows, type Windows } from '../../../src-main/windows.ts';
import type {
  AttentionReport,
  BridgePush,
  BridgePushPayload,
  HostedServerState,
  LeavingQuestion,
} from '../../../src-preload/contract.ts';
import { createFakeElectron, type FakeElectron } from '../../fakes/fake-electron.ts';
import { createMemoryLog } from './memory-log.ts';
import { makeTempFolder } from './temp-folder.ts';

/** Who waits, and the real services that make something of it over one fake Electron, at a moment of a working day. */

export const RUNNING: HostedServerState = {
  status: 'running',
  url: 'http://127.0.0.1:4000',
  startedAt: '2027-03-09T08:00:00.000Z',
};
const SINCE = '2027-03-09T09:20:00.000Z';

type World = {
  folder: ReturnType<typeof makeTempFolder>;
  electron: FakeElectron;
  /** As soon as it was started. */
  services: AttentionServices;
  windows: Windows;
  hosted: HostedServerState;
  stopClinic: () => Promise<void>;
  /** Who is in the hosted clinic, as its server says. */
  load: ClinicLoad | null;
  pushed: { name: string; payload: unknown }[];
  logged: Record<string, unknown>[];
};

/** Of the present test. */
export const world = {} as World;

/** A new world for each test of a file. */
export const useAttentionWorld = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
      now: Date.parse('2027-03-09T09:24:00Z'),
    });
    const folder = makeTempFolder();
    Object.assign(world, {
      folder,
      electron: createFakeElectron({ userData: folder.path }),
      hosted: { status: 'stopped' },
      stopClinic: () => Promise.resolve(),
      load: null,
      pushed: [],
    } satisfies Partial<World>);
  });
  afterEach(() => {
    vi.useRealTimers();
    world.folder.remove();
  });
};

export const start = async (platform: NodeJS.Platform = 'win32'): Promise<void> => {
  const { log, entries } = createMemoryLog();
  world.logged = entries;
  const electron = world.electron as unknown as ElectronParts;
  const folder = world.folder.path;
  const settings = createSettings({ folder, log });
  const windows = createWindows({
    electron,
    preloadPath: join(folder, 'preload.cjs'),
    state: createWindowState({ folder, log }),
    log,
  });
  world.windows = windows;
  world.services = createAttentionServices({
    electron,
    windows,
    settings,
    hostedServer: {
      state: () => world.hosted,
      stop: async () => {
        await world.stopClinic();
        world.hosted = { status: 'stopped' };
        return world.hosted;
      },
    },
    push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => {
      const shown = windows.current();
      if (shown !== null) push(shown, name, payload);
    },
    clinicLoad: () => Promise.resolve(world.load),
    folder,
    resources: '/resources',
    // Their time is the test's, which has faked what they are made of.
    timers: systemTimers,
    platform,
    log,
  });
  world.electron.becomeReady();
  await vi.advanceTimersByTimeAsync(0);
  world.services.start();
  windows.show();
  window().webContents.onSend = (name, payload) => world.pushed.push({ name, payload });
};

export const window = () => {
  const opened = world.electron.windows.at(-1);
  if (opened === undefined) throw new Error('no window is open');
  return opened;
};
export const lookAway = () => {
  window().isInFront = false;
};
export const tray = () => {
  const shown = world.electron.trays.at(-1);
  if (shown === undefined || shown.isDestroyed()) throw new Error('no tray is shown');
  return shown;
};
export const note = () => {
  const last = world.electron.notifications.at(-1);
  if (last === undefined) throw new Error('nothing was notified');
  return last;
};
export const choices = () =>
  world.pushed.filter(({ name }) => name === 'attention:chosen').map(({ payload }) => payload);
export const question = (): LeavingQuestion => {
  const asked = world.pushed.findLast(({ name }) => name === 'leaving:asked');
  if (asked === undefined) throw new Error('nothing was asked');
  return asked.payload as LeavingQuestion;
};
/** The page shows the question, and the person answers. */
export const answer = async (choice: 'stay' | 'keep' | 'leave', remember = false): Promise<void> => {
  const { id } = question();
  world.services.questions.shown(id);
  world.services.questions.answer(id, { choice, remember });
  await vi.advanceTimersByTimeAsync(0);
};

/** As a person does, by the menu. */
export const quit = async (): Promise<void> => {
  world.electron.app.quit();
  await vi.advanceTimersByTimeAsync(0);
};

export const waiting = (...names: string[]): AttentionReport => ({
  ...NOBODY,
  role: 'doctor',
  activity: names.length === 0 ? 'idle' : 'waiting',
  waiting: names.map((label) => ({
    key: `room of ${label}`,
    label,
    since: SINCE,
    isReady: false,
    isRinging: true,
  })),
});
export const seen = (report: AttentionReport): AttentionReport => ({
  ...report,
  waiting: report.waiting.map((one) => ({ ...one, isRinging: false })),
});
export const inCall: AttentionReport = { ...NOBODY, role: 'doctor', activity: 'in-call', admitted: 1 };
