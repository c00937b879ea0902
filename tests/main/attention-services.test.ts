import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NOBODY } from '../../src-main/services/attention.ts';
import { SHOWN_WITHIN_MS } from '../../src-main/services/leaving-question.ts';
import { createFakeElectron } from '../fakes/fake-electron.ts';
import {
  choices,
  lookAway,
  note,
  RUNNING,
  seen,
  start,
  useAttentionWorld,
  waiting,
  window,
  world,
} from '../support/desktop/attention-world.ts';

/** Who waits, and what notifications and badge make of it; the real parts together. */

useAttentionWorld();

describe('a notification', () => {
  it('tells of an arrival while the window is not looked at, and names nobody', async () => {
    await start();
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    expect(note()).toMatchObject({
      isShown: true,
      options: { body: 'A patient is waiting.', silent: true, hasReply: false, timeoutType: 'never' },
    });
    expect(JSON.stringify(world.electron.notifications.map(({ options }) => options))).not.toContain('Pat');
  });

  it('names people where that is allowed', async () => {
    await start();
    world.services.preferences.update({ names: true });
    lookAway();
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta', 'Kim Gamma'));
    expect(note().options.body).toBe('Pat Alpha and 2 others are waiting.');
  });

  it('is replaced by that of the next arrival, and goes when everybody was noticed', async () => {
    await start();
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    const first = note();
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(first.isShown).toBe(false);
    expect(note()).toMatchObject({ isShown: true, options: { body: '2 patients are waiting.' } });
    world.services.attention.update(seen(waiting('Pat Alpha', 'Sam Beta')));
    expect(world.electron.notifications.map(({ isShown }) => isShown)).toEqual([false, false]);
    expect(world.electron.notifications).toHaveLength(2);
  });

  it('is not shown to whoever looks at the window, nor where it was switched off, nor for no arrival', async () => {
    await start();
    world.services.attention.update(waiting('Pat Alpha'));
    lookAway();
    world.services.attention.update({ ...waiting('Pat Alpha'), unread: 2 });
    world.services.preferences.update({ notifications: false });
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(world.electron.notifications).toEqual([]);
  });

  it('goes when the window is looked at', async () => {
    await start();
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    window().focus();
    expect(note().isShown).toBe(false);
  });

  it('opens the room of one, and the rooms of several', async () => {
    await start();
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    note().emit('click');
    expect(window().focused).toBe(1);
    lookAway();
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    note().press('Open');
    expect(choices()).toEqual([{ kind: 'open-room', key: 'room of Pat Alpha' }, { kind: 'open-rooms' }]);
  });

  it('takes notice by its button', async () => {
    await start('darwin');
    lookAway();
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    note().press('Seen');
    expect(choices()).toEqual([{ kind: 'acknowledge', keys: ['room of Pat Alpha', 'room of Sam Beta'] }]);
  });

  it('has no buttons on Linux, where a click opens the room', async () => {
    await start('linux');
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    expect(note().options.actions).toEqual([]);
    note().emit('click');
    expect(choices()).toEqual([{ kind: 'open-room', key: 'room of Pat Alpha' }]);
  });

  it('can be tried, and says what the system made of it', async () => {
    await start();
    expect(await world.services.notifications.test()).toBe('sent');
    world.electron.notificationSystem.refuses = true;
    expect(await world.services.notifications.test()).toBe('failed');
    expect(world.logged).toContainEqual(expect.objectContaining({ event: 'notification-failed' }));
    world.electron.notificationSystem.supported = false;
    expect(await world.services.notifications.test()).toBe('unsupported');
    const made = world.electron.notifications.length;
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    expect(world.electron.notifications).toHaveLength(made);
  });

  it('is found again by Windows, and one of an earlier run opens the window', async () => {
    await start('win32');
    expect(world.electron.app).toMatchObject({
      appUserModelId: 'app.anteroom.desktop',
      toastActivatorCLSID: expect.stringMatching(/^\{[0-9A-F-]{36}\}$/) as string,
    });
    world.electron.notificationSystem.activate('action');
    expect(window().focused).toBe(0);
    world.electron.notificationSystem.activate('click');
    expect(window().focused).toBe(1);
  });

  it('speaks the language of the app', async () => {
    world.electron.app.systemLanguages = ['hi-IN', 'en-GB'];
    await start();
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    expect(note().options.body).toBe('एक मरीज़ प्रतीक्षा कर रहा है।');
  });
});

describe('the badge', () => {
  it('counts who waits and what is unread', async () => {
    await start('darwin');
    world.services.attention.update({ ...waiting('Pat Alpha', 'Sam Beta'), unread: 3 });
    expect(world.electron.app.badge).toBe(5);
    world.services.attention.update(waiting());
    expect(world.electron.app.badge).toBe(0);
  });

  it('is a dot with words on Windows', async () => {
    await start('win32');
    world.services.attention.update(waiting('Pat Alpha'));
    expect(window().overlay).toEqual({
      image: { path: join('/resources', 'tray', 'dot.png') },
      description: 'A patient is waiting.',
    });
    world.services.attention.update(waiting());
    expect(window().overlay).toBeNull();
    expect(world.electron.app.badge).toBe(0);
  });

  it('asks for attention at an arrival until the window is looked at', async () => {
    await start('win32');
    world.services.attention.update(waiting('Pat Alpha'));
    expect(window().flashes).toBe(false);
    lookAway();
    world.services.attention.update(waiting('Pat Alpha', 'Sam Beta'));
    expect(window().flashes).toBe(true);
    window().focus();
    expect(window().flashes).toBe(false);
  });

  it('lets the icon in the dock jump', async () => {
    await start('darwin');
    lookAway();
    world.services.attention.update(waiting('Pat Alpha'));
    expect(world.electron.app.bounces).toBe(1);
  });

  it('asks a patient who looks away to come into the call', async () => {
    await start('linux');
    world.services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    lookAway();
    world.services.attention.update({ ...NOBODY, role: 'patient', activity: 'in-call' });
    expect(window().flashes).toBe(true);
  });
});

describe('what the person wants of this computer', () => {
  it('outlives the app, and a damaged file does not keep it from starting', async () => {
    await start();
    world.services.preferences.update({ names: true, ringer: { deviceId: 'desk', label: 'Desk speaker' } });
    expect(world.pushed.at(-1)).toMatchObject({
      name: 'attention:preferences-changed',
      payload: { names: true, ringer: { deviceId: 'desk' } },
    });
    const stored = JSON.parse(readFileSync(join(world.folder.path, 'attention.json'), 'utf8')) as unknown;
    expect(stored).toMatchObject({ version: 1, value: { names: true } });
    world.electron = createFakeElectron({ userData: world.folder.path });
    await start();
    expect(world.services.preferences.get()).toMatchObject({ names: true, onClose: 'ask' });
    writeFileSync(join(world.folder.path, 'attention.json'), '{');
    world.electron = createFakeElectron({ userData: world.folder.path });
    await start();
    expect(world.services.preferences.get()).toMatchObject({ names: false });
  });
});

it('writes no name to the log, whatever happens', async () => {
  world.hosted = RUNNING;
  await start();
  world.services.preferences.update({ names: true });
  lookAway();
  world.services.attention.update(waiting('Canary Alpha'));
  world.electron.app.quit();
  await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
  expect(world.electron.messageBoxes.shown?.detail).toContain('Canary Alpha is waiting.');
  world.electron.messageBoxes.press('Quit');
  await vi.advanceTimersByTimeAsync(0);
  expect(world.logged.length).toBeGreaterThan(1);
  expect(JSON.stringify(world.logged)).not.toContain('Canary');
});
