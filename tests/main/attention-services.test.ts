import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAttentionServices, type AttentionServices } from '../../src-main/attention-services.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { push } from '../../src-main/ipc.ts';
import { NOBODY } from '../../src-main/services/attention.ts';
import type { ClinicLoad } from '../../src-main/services/interlock.ts';
import { SHOWN_WITHIN_MS } from '../../src-main/services/leaving-question.ts';
import { createSettings } from '../../src-main/services/settings.ts';
import { createWindowState } from '../../src-main/services/window-state.ts';
import { createWindows, type Windows } from '../../src-main/windows.ts';
import type {
  AttentionReport,
  BridgePush,
  BridgePushPayload,
  HostedServerState,
  LeavingQuestion,
} from '../../src-preload/contract.ts';
import { createFakeElectron, preventable, type FakeElectron } from '../fakes/fake-electron.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** Who waits, and what notifications, tray, badge, power and the way out make of it; the real parts together. */

const RUNNING: HostedServerState = {
  status: 'running',
  url: 'http://127.0.0.1:4000',
  startedAt: '2027-03-09T08:00:00.000Z',
};
const SINCE = '2027-03-09T09:20:00.000Z';

let folder: ReturnType<typeof makeTempFolder>;
let electron: FakeElectron;
let services: AttentionServices;
let windows: Windows;
let hosted: HostedServerState;
let stopClinic: () => Promise<void>;
let load: ClinicLoad | null;
let pushed: { name: string; payload: unknown }[];
let logged: Record<string, unknown>[];

const start = async (platform: NodeJS.Platform = 'win32'): Promise<void> => {
  const { log, entries } = createMemoryLog();
  logged = entries;
  const parts = electron as unknown as ElectronParts;
  const settings = createSettings({ folder: folder.path, log });
  windows = createWindows({
    electron: parts,
    preloadPath: join(folder.path, 'preload.cjs'),
    state: createWindowState({ folder: folder.path, log }),
    log,
  });
  services = createAttentionServices({
    electron: parts,
    windows,
    settings,
    hostedServer: {
      state: () => hosted,
      stop: async () => {
        await stopClinic();
        hosted = { status: 'stopped' };
        return hosted;
      },
    },
    push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => {
      const window = windows.current();
      if (window !== null) push(window, name, payload);
    },
    clinicLoad: () => Promise.resolve(load),
    folder: folder.path,
    resources: '/resources',
    timers: {
      now: () => Date.now(),
      after: (ms, action) => {
        const timer = setTimeout(action, ms);
        return { cancel: () => clearTimeout(timer) };
      },
    },
    platform,
    log,
  });
  electron.becomeReady();
  await vi.advanceTimersByTimeAsync(0);
  services.start();
  windows.show();
  window().webContents.onSend = (name, payload) => pushed.push({ name, payload });
};

const window = () => {
  const opened = electron.windows.at(-1);
  if (opened === undefined) throw new Error('no window is open');
  return opened;
};
const lookAway = () => {
  window().isInFront = false;
};
const tray = () => {
  const shown = electron.trays.at(-1);
  if (shown === undefined || shown.isDestroyed()) throw new Error('no tray is shown');
  return shown;
};
const note = () => {
  const last = electron.notifications.at(-1);
  if (last === undefined) throw new Error('nothing was notified');
  return last;
};
const choices = () => pushed.filter(({ name }) => name === 'attention:chosen').map(({ payload }) => payload);
const question = (): LeavingQuestion => {
  const asked = pushed.findLast(({ name }) => name === 'leaving:asked');
  if (asked === undefined) throw new Error('nothing was asked');
  return asked.payload as LeavingQuestion;
};
/** The page shows the question, and the person answers. */
const answer = async (choice: 'stay' | 'keep' | 'leave', remember = false): Promise<void> => {
  const { id } = question();
  services.questions.shown(id);
  services.questions.answer(id, { choice, remember });
  await vi.advanceTimersByTimeAsync(0);
};

/** As a person does, by the menu. */
const quit = async (): Promise<void> => {
  electron.app.quit();
  await vi.advanceTimersByTimeAsync(0);
};

const waiting = (...names: string[]): AttentionReport => ({
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
const seen = (report: AttentionReport): AttentionReport => ({
  ...report,
  waiting: report.waiting.map((one) => ({ ...one, isRinging: false })),
});
const inCall: AttentionReport = { ...NOBODY, role: 'doctor', activity: 'in-call', admitted: 1 };

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'Date'],
    now: Date.parse('2027-03-09T09:24:00Z'),
  });
  folder = makeTempFolder();
  electron = createFakeElectron({ userData: folder.path });
  hosted = { status: 'stopped' };
  stopClinic = () => Promise.resolve();
  load = null;
  pushed = [];
});
afterEach(() => {
  vi.useRealTimers();
  folder.remove();
});

describe('a notification', () => {
  it('tells of an arrival while the window is not looked at, and names nobody', async () => {
    await start();
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    expect(note()).toMatchObject({
      isShown: true,
      options: { body: 'A patient is waiting.', silent: true, hasReply: false, timeoutType: 'never' },
    });
    expect(JSON.stringify(electron.notifications.map(({ options }) => options))).not.toContain('Pat');
  });

  it('names people where that is allowed', async () => {
    await start();
    services.preferences.update({ names: true });
    lookAway();
    services.attention.update(waiting('Pat Alpha', 'Sam Beta', 'Kim Gamma'));
    expect(note().options.body).toBe('Pat Alpha and 2 others are waiting.');
  });

  it('is replaced by that of the next arrival, and goes when everybody was noticed', async () => {
    await start();
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    const first = note();
    services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(first.isShown).toBe(false);
    expect(note()).toMatchObject({ isShown: true, options: { body: '2 patients are waiting.' } });
    services.attention.update(seen(waiting('Pat Alpha', 'Sam Beta')));
    expect(electron.notifications.map(({ isShown }) => isShown)).toEqual([false, false]);
    expect(electron.notifications).toHaveLength(2);
  });

  it('is not shown to whoever looks at the window, nor where it was switched off, nor for no arrival', async () => {
    await start();
    services.attention.update(waiting('Pat Alpha'));
    lookAway();
    services.attention.update({ ...waiting('Pat Alpha'), unread: 2 });
    services.preferences.update({ notifications: false });
    services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(electron.notifications).toEqual([]);
  });

  it('goes when the window is looked at', async () => {
    await start();
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    window().focus();
    expect(note().isShown).toBe(false);
  });

  it('opens the room of one, and the rooms of several', async () => {
    await start();
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    note().emit('click');
    expect(window().focused).toBe(1);
    lookAway();
    services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    note().press('Open');
    expect(choices()).toEqual([{ kind: 'open-room', key: 'room of Pat Alpha' }, { kind: 'open-rooms' }]);
  });

  it('takes notice by its button', async () => {
    await start('darwin');
    lookAway();
    services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    note().press('Seen');
    expect(choices()).toEqual([{ kind: 'acknowledge', keys: ['room of Pat Alpha', 'room of Sam Beta'] }]);
  });

  it('has no buttons on Linux, where a click opens the room', async () => {
    await start('linux');
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    expect(note().options.actions).toEqual([]);
    note().emit('click');
    expect(choices()).toEqual([{ kind: 'open-room', key: 'room of Pat Alpha' }]);
  });

  it('can be tried, and says what the system made of it', async () => {
    await start();
    expect(await services.notifications.test()).toBe('sent');
    electron.notificationSystem.refuses = true;
    expect(await services.notifications.test()).toBe('failed');
    expect(logged).toContainEqual(expect.objectContaining({ event: 'notification-failed' }));
    electron.notificationSystem.supported = false;
    expect(await services.notifications.test()).toBe('unsupported');
    const made = electron.notifications.length;
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    expect(electron.notifications).toHaveLength(made);
  });

  it('is found again by Windows, and one of an earlier run opens the window', async () => {
    await start('win32');
    expect(electron.app).toMatchObject({
      appUserModelId: 'app.anteroom.desktop',
      toastActivatorCLSID: expect.stringMatching(/^\{[0-9A-F-]{36}\}$/) as string,
    });
    electron.notificationSystem.activate('action');
    expect(window().focused).toBe(0);
    electron.notificationSystem.activate('click');
    expect(window().focused).toBe(1);
  });

  it('speaks the language of the app', async () => {
    electron.app.systemLanguages = ['hi-IN', 'en-GB'];
    await start();
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    expect(note().options.body).toBe('एक मरीज़ प्रतीक्षा कर रहा है।');
  });
});

describe('the badge', () => {
  it('counts who waits and what is unread', async () => {
    await start('darwin');
    services.attention.update({ ...waiting('Pat Alpha', 'Sam Beta'), unread: 3 });
    expect(electron.app.badge).toBe(5);
    services.attention.update(waiting());
    expect(electron.app.badge).toBe(0);
  });

  it('is a dot with words on Windows', async () => {
    await start('win32');
    services.attention.update(waiting('Pat Alpha'));
    expect(window().overlay).toEqual({
      image: { path: join('/resources', 'tray', 'dot.png') },
      description: 'A patient is waiting.',
    });
    services.attention.update(waiting());
    expect(window().overlay).toBeNull();
    expect(electron.app.badge).toBe(0);
  });

  it('asks for attention at an arrival until the window is looked at', async () => {
    await start('win32');
    services.attention.update(waiting('Pat Alpha'));
    expect(window().flashes).toBe(false);
    lookAway();
    services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(window().flashes).toBe(true);
    window().focus();
    expect(window().flashes).toBe(false);
  });

  it('lets the icon in the dock jump', async () => {
    await start('darwin');
    lookAway();
    services.attention.update(waiting('Pat Alpha'));
    expect(electron.app.bounces).toBe(1);
  });

  it('asks a patient who looks away to come into the call', async () => {
    await start('linux');
    services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    lookAway();
    services.attention.update({ ...NOBODY, role: 'patient', activity: 'in-call' });
    expect(window().flashes).toBe(true);
  });
});

describe('the tray', () => {
  it('is there for doctors and for a hosted clinic, and for nobody else', async () => {
    await start();
    services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    expect(electron.trays).toEqual([]);
    hosted = RUNNING;
    services.hostingChanged();
    expect(tray().lines).toEqual(['Nobody is waiting', 'Show Anteroom', 'Quit Anteroom']);
    hosted = { status: 'stopped' };
    services.hostingChanged();
    expect(electron.trays.at(-1)?.isDestroyed()).toBe(true);
  });

  it('says who waits without names, with a dot, and the window opens the room', async () => {
    await start();
    services.attention.update(waiting());
    expect(tray()).toMatchObject({
      tooltip: 'Anteroom: Nobody is waiting',
      image: { path: join('/resources', 'tray', 'tray.png') },
    });
    services.attention.update({ ...waiting('Pat Alpha', 'Sam Beta'), unread: 1 });
    expect(tray().lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^Patient 1, since \d/),
      expect.stringMatching(/^Patient 2, since \d/),
      '1 unread message',
    ]);
    expect(tray()).toMatchObject({
      tooltip: 'Anteroom: 2 patients are waiting.',
      image: { path: join('/resources', 'tray', 'tray-waiting.png') },
    });
    tray().choose(tray().lines[1] ?? '');
    expect(choices()).toEqual([{ kind: 'open-room', key: 'room of Sam Beta' }]);
    services.preferences.update({ names: true });
    expect(tray().lines[0]).toMatch(/^Pat Alpha, since/);
  });

  it('has a template for the menu bar of macOS', async () => {
    await start('darwin');
    services.attention.update(waiting('Pat Alpha'));
    expect(tray().image.path).toBe(join('/resources', 'tray', 'tray-waitingTemplate.png'));
    tray().emit('click');
    expect(window().focused).toBe(0);
  });

  it('keeps its menu in reach however many wait', async () => {
    await start();
    services.attention.update(waiting(...Array.from({ length: 40 }, (_, index) => `Person ${index}`)));
    expect(tray().lines).toContain('and 28 more');
    expect(tray().lines.length).toBeLessThan(22);
  });

  it('silences the ring, says until when, and shows by itself that it is over', async () => {
    await start();
    services.attention.update(waiting());
    tray().choose('For 15 minutes');
    expect(choices()).toEqual([{ kind: 'silence', minutes: 15 }]);
    services.attention.update({ ...waiting(), silence: Date.now() + 15 * 60_000 });
    expect(tray().lines).toContainEqual(expect.stringMatching(/^The sound is off until/));
    tray().choose('Turn the sound on');
    expect(choices().at(-1)).toEqual({ kind: 'sound-on' });
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect(tray().lines).toContain('No sound');
  });

  it('forgets what the page said when it is gone, and brings a window back', async () => {
    hosted = RUNNING;
    await start();
    services.attention.update(waiting('Pat Alpha'));
    const before = window();
    before.destroy();
    expect(services.attention.report()).toEqual(NOBODY);
    expect(tray().lines[0]).toBe('Nobody is waiting');
    tray().choose('Show Anteroom');
    expect(window()).not.toBe(before);
  });
});

describe('power', () => {
  it('keeps the computer awake for who waits, the screen on in a call, and nothing for nobody', async () => {
    await start();
    const { powerSaveBlocker } = electron;
    expect(powerSaveBlocker.held).toEqual([]);
    services.attention.update(waiting('Pat Alpha'));
    expect(powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    services.attention.update(inCall);
    expect(powerSaveBlocker.held).toEqual(['prevent-display-sleep']);
    services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    expect(powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    services.attention.reset();
    expect(powerSaveBlocker.held).toEqual([]);
  });

  it('keeps it awake as long as the clinic runs where that is wanted', async () => {
    hosted = RUNNING;
    await start();
    expect(electron.powerSaveBlocker.held).toEqual([]);
    services.preferences.update({ awakeWhileHosting: true });
    expect(electron.powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    hosted = { status: 'stopped' };
    services.hostingChanged();
    expect(electron.powerSaveBlocker.held).toEqual([]);
  });

  it('tells the page of sleep and lock', async () => {
    await start();
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen'])
      electron.powerMonitor.emit(event);
    expect(pushed.filter(({ name }) => name === 'power:changed').map(({ payload }) => payload)).toEqual([
      { moment: 'suspend' },
      { moment: 'resume' },
      { moment: 'lock' },
      { moment: 'unlock' },
    ]);
  });

  it('lets a hidden page run at full speed while somebody needs it', async () => {
    await start();
    expect(window().webContents.backgroundThrottling).toBe(true);
    services.attention.update(waiting());
    expect(window().webContents.backgroundThrottling).toBe(false);
    services.attention.reset();
    expect(window().webContents.backgroundThrottling).toBe(true);
  });
});

describe('closing the window of a hosted clinic', () => {
  beforeEach(() => {
    hosted = RUNNING;
  });

  it('asks the first time and keeps the clinic in the background', async () => {
    await start();
    window().close();
    expect(question()).toMatchObject({ intent: 'close', offersKeep: true, consequences: [] });
    expect(window()).toMatchObject({ visible: true });
    await answer('keep');
    expect(window().visible).toBe(false);
    expect(window().isDestroyed()).toBe(false);
    tray().choose('Show Anteroom');
    expect(window().visible).toBe(true);
    window().close();
    await answer('keep', true);
    expect(services.preferences.get().onClose).toBe('keep');
    const asked = question().id;
    windows.show();
    window().close();
    expect(question().id).toBe(asked);
    expect(window().visible).toBe(false);
  });

  it('quits where the person says so, after the clinic has stopped', async () => {
    let finish: () => void = () => undefined;
    stopClinic = () => new Promise((resolve) => (finish = resolve));
    await start();
    window().close();
    await answer('leave', true);
    expect(services.preferences.get().onClose).toBe('quit');
    expect(electron.app.ended).toBeNull();
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    expect(window().isDestroyed()).toBe(true);
  });

  it('asks again while the question is open only by bringing it to the front', async () => {
    await start();
    window().close();
    const { id } = question();
    window().close();
    expect(question().id).toBe(id);
    await answer('stay');
    expect(window().visible).toBe(true);
    expect(electron.app.ended).toBeNull();
  });

  it('just hides it on macOS, out of full screen first', async () => {
    await start('darwin');
    window().fullScreen = true;
    window().close();
    expect(window()).toMatchObject({ fullScreen: false, visible: false });
    expect(pushed.map(({ name }) => name)).not.toContain('leaving:asked');
  });
});

describe('closing the window of a patient', () => {
  it('asks who waits, and on macOS closes the window alone', async () => {
    await start('darwin');
    services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    window().close();
    expect(question()).toMatchObject({ consequences: [{ kind: 'wait-ends' }], offersKeep: false });
    await answer('leave');
    expect(window().isDestroyed()).toBe(true);
    expect(electron.app.ended).toBeNull();
  });
});

describe('quitting', () => {
  it('goes at once while nobody is there', async () => {
    await start();
    services.attention.update(waiting());
    await quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('asks in the window while somebody waits, and stays or goes as it is told', async () => {
    hosted = RUNNING;
    await start();
    services.attention.update(waiting('Pat Alpha'));
    lookAway();
    await quit();
    expect(question()).toMatchObject({
      intent: 'quit',
      consequences: [{ kind: 'patients-waiting', count: 1 }, { kind: 'clinic-stops' }],
    });
    expect(window().focused).toBe(1);
    // A second attempt is no answer.
    await quit();
    await answer('stay');
    expect(electron.app.ended).toBeNull();
    await quit();
    await answer('leave');
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    expect(hosted).toEqual({ status: 'stopped' });
  });

  it('asks by the system where no page answers, naming nobody', async () => {
    await start();
    services.attention.update(waiting('Pat Alpha'));
    await quit();
    expect(electron.messageBoxes.shown).toBeNull();
    await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
    expect(electron.messageBoxes.shown).toMatchObject({
      message: 'Quit Anteroom now?',
      detail: 'A patient is waiting.',
      buttons: ['Stay', 'Quit'],
      cancelId: 0,
    });
    electron.messageBoxes.press('Stay');
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toBeNull();
    // Too late: the answer was given elsewhere.
    await answer('leave');
    expect(electron.app.ended).toBeNull();
  });

  it('asks by the system where no window is open', async () => {
    await start('darwin');
    window().destroy();
    services.attention.update(waiting('Pat Alpha'));
    await quit();
    electron.messageBoxes.press('Quit');
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('stays when the page that asked goes, and asks anew the next time', async () => {
    await start();
    services.attention.update(inCall);
    await quit();
    services.questions.shown(question().id);
    window().webContents.emit('did-navigate');
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toBeNull();
    expect(services.attention.report()).toEqual(NOBODY);
    services.attention.update(inCall);
    await quit();
    await answer('leave');
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('goes even if the clinic cannot be stopped', async () => {
    stopClinic = () => Promise.reject(new Error('no'));
    await start();
    await quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    expect(logged).toContainEqual(expect.objectContaining({ event: 'clinic-not-stopped' }));
  });
});

describe('a system that goes down', () => {
  it('is not asked, and waits for the clinic no longer than a moment', async () => {
    stopClinic = () => new Promise(() => undefined);
    hosted = RUNNING;
    await start('linux');
    services.attention.update(inCall);
    const event = preventable({});
    electron.powerMonitor.emit('shutdown', event);
    expect(event.defaultPrevented).toBe(true);
    expect(pushed.map(({ name }) => name)).not.toContain('leaving:asked');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('does not wait for a clinic that was being stopped already either', async () => {
    stopClinic = () => new Promise(() => undefined);
    hosted = RUNNING;
    await start('darwin');
    await quit();
    expect(electron.app.ended).toBeNull();
    electron.powerMonitor.emit('shutdown');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('takes an open question away', async () => {
    hosted = RUNNING;
    await start();
    services.attention.update(inCall);
    await quit();
    const { id } = question();
    window().emit('session-end', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(pushed).toContainEqual({ name: 'leaving:withdrawn', payload: { id } });
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('takes the system’s own dialog away, too', async () => {
    await start();
    services.attention.update(inCall);
    await quit();
    await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
    window().emit('session-end', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.messageBoxes.shown).toBeNull();
    expect(electron.app.ended).toEqual({ exitCode: 0 });
  });
});

describe('a restart for an update', () => {
  it('is for the updater to ask about, and then nobody is asked and no window stays hidden', async () => {
    hosted = RUNNING;
    await start('darwin');
    services.attention.update(waiting('Pat Alpha'));
    expect(services.interlock.mayRestart()).toBe(false);
    services.attention.update(waiting());
    expect(services.interlock.mayRestart()).toBe(true);
    electron.autoUpdater.emit('before-quit-for-update');
    // As macOS does: the windows first, then the app.
    window().close();
    expect(window().isDestroyed()).toBe(true);
    await quit();
    expect(electron.app.ended).toEqual({ exitCode: 0 });
    expect(hosted).toEqual({ status: 'stopped' });
    expect(pushed.map(({ name }) => name)).not.toContain('leaving:asked');
  });
});

describe('patients of whom only the hosted clinic knows', () => {
  it('keep the computer awake, hold an update, and are asked about before quitting', async () => {
    hosted = RUNNING;
    load = { waiting: 1, inCall: 0 };
    await start();
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    expect(services.interlock.mayRestart()).toBe(false);
    await quit();
    expect(question().consequences).toEqual([
      { kind: 'patients-waiting', count: 1 },
      { kind: 'clinic-stops' },
    ]);
    await answer('stay');
    load = { waiting: 0, inCall: 0 };
    await vi.advanceTimersByTimeAsync(15_000);
    expect(electron.powerSaveBlocker.held).toEqual([]);
    expect(services.interlock.mayRestart()).toBe(true);
  });
});

describe('what the person wants of this computer', () => {
  it('outlives the app, and a damaged file does not keep it from starting', async () => {
    await start();
    services.preferences.update({ names: true, ringer: { deviceId: 'desk', label: 'Desk speaker' } });
    expect(pushed.at(-1)).toMatchObject({
      name: 'attention:preferences-changed',
      payload: { names: true, ringer: { deviceId: 'desk' } },
    });
    const stored = JSON.parse(readFileSync(join(folder.path, 'attention.json'), 'utf8')) as unknown;
    expect(stored).toMatchObject({ version: 1, value: { names: true } });
    electron = createFakeElectron({ userData: folder.path });
    await start();
    expect(services.preferences.get()).toMatchObject({ names: true, onClose: 'ask' });
    writeFileSync(join(folder.path, 'attention.json'), '{');
    electron = createFakeElectron({ userData: folder.path });
    await start();
    expect(services.preferences.get()).toMatchObject({ names: false });
  });
});

it('writes no name to the log, whatever happens', async () => {
  hosted = RUNNING;
  await start();
  services.preferences.update({ names: true });
  lookAway();
  services.attention.update(waiting('Canary Alpha'));
  electron.app.quit();
  await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
  expect(electron.messageBoxes.shown?.detail).toContain('Canary Alpha is waiting.');
  electron.messageBoxes.press('Quit');
  await vi.advanceTimersByTimeAsync(0);
  expect(logged.length).toBeGreaterThan(1);
  expect(JSON.stringify(logged)).not.toContain('Canary');
});

it('draws every picture that it names', () => {
  const resources = fileURLToPath(new URL('../../resources/tray', import.meta.url));
  for (const name of ['tray', 'tray-waiting', 'trayTemplate', 'tray-waitingTemplate', 'dot']) {
    for (const scale of ['', '@2x']) {
      const png = readFileSync(join(resources, `${name}${scale}.png`));
      expect(png.readUInt32BE(16), `${name}${scale}`).toBe(scale === '' ? 16 : 32);
    }
  }
});
