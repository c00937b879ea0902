import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { NOBODY } from '../../src-main/services/attention.ts';
import {
  answer,
  choices,
  inCall,
  question,
  quit,
  RUNNING,
  start,
  tray,
  useAttentionWorld,
  waiting,
  window,
  world,
} from '../support/desktop/attention-world.ts';

/** Who waits, and what tray and power make of it; the real parts together. */

useAttentionWorld();

describe('the tray', () => {
  it('is there for doctors and for a hosted clinic, and for nobody else', async () => {
    await start();
    world.services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    expect(world.electron.trays).toEqual([]);
    world.hosted = RUNNING;
    world.services.hostingChanged();
    expect(tray().lines).toEqual(['Nobody is waiting', 'Show Anteroom', 'Quit Anteroom']);
    world.hosted = { status: 'stopped' };
    world.services.hostingChanged();
    expect(world.electron.trays.at(-1)?.isDestroyed()).toBe(true);
  });

  it('says who waits without names, with a dot, and the window opens the room', async () => {
    await start();
    world.services.attention.update(waiting());
    expect(tray()).toMatchObject({
      tooltip: 'Anteroom: Nobody is waiting',
      image: { path: join('/resources', 'tray', 'tray.png') },
    });
    world.services.attention.update({ ...waiting('Pat Alpha', 'Sam Beta'), unread: 1 });
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
    world.services.preferences.update({ names: true });
    expect(tray().lines[0]).toMatch(/^Pat Alpha, since/);
  });

  it('has a template for the menu bar of macOS', async () => {
    await start('darwin');
    world.services.attention.update(waiting('Pat Alpha'));
    expect(tray().image.path).toBe(join('/resources', 'tray', 'tray-waitingTemplate.png'));
    tray().emit('click');
    expect(window().focused).toBe(0);
  });

  it('keeps its menu in reach however many wait', async () => {
    await start();
    world.services.attention.update(waiting(...Array.from({ length: 40 }, (_, index) => `Person ${index}`)));
    expect(tray().lines).toContain('and 28 more');
    expect(tray().lines.length).toBeLessThan(22);
  });

  it('silences the ring, says until when, and shows by itself that it is over', async () => {
    await start();
    world.services.attention.update(waiting());
    tray().choose('For 15 minutes');
    expect(choices()).toEqual([{ kind: 'silence', minutes: 15 }]);
    world.services.attention.update({ ...waiting(), silence: Date.now() + 15 * 60_000 });
    expect(tray().lines).toContainEqual(expect.stringMatching(/^The sound is off until/));
    tray().choose('Turn the sound on');
    expect(choices().at(-1)).toEqual({ kind: 'sound-on' });
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect(tray().lines).toContain('No sound');
  });

  it('forgets what the page said when it is gone, and brings a window back', async () => {
    world.hosted = RUNNING;
    await start();
    world.services.attention.update(waiting('Pat Alpha'));
    const before = window();
    before.destroy();
    expect(world.services.attention.report()).toEqual(NOBODY);
    expect(tray().lines[0]).toBe('Nobody is waiting');
    tray().choose('Show Anteroom');
    expect(window()).not.toBe(before);
  });
});

describe('power', () => {
  it('keeps the computer awake for who waits, the screen on in a call, and nothing for nobody', async () => {
    await start();
    const { powerSaveBlocker } = world.electron;
    expect(powerSaveBlocker.held).toEqual([]);
    world.services.attention.update(waiting('Pat Alpha'));
    expect(powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    world.services.attention.update(inCall);
    expect(powerSaveBlocker.held).toEqual(['prevent-display-sleep']);
    world.services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    expect(powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    world.services.attention.reset();
    expect(powerSaveBlocker.held).toEqual([]);
  });

  it('keeps it awake as long as the clinic runs where that is wanted', async () => {
    world.hosted = RUNNING;
    await start();
    expect(world.electron.powerSaveBlocker.held).toEqual([]);
    world.services.preferences.update({ awakeWhileHosting: true });
    expect(world.electron.powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    world.hosted = { status: 'stopped' };
    world.services.hostingChanged();
    expect(world.electron.powerSaveBlocker.held).toEqual([]);
  });

  it('tells the page of sleep and lock', async () => {
    await start();
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen'])
      world.electron.powerMonitor.emit(event);
    expect(world.pushed.filter(({ name }) => name === 'power:changed').map(({ payload }) => payload)).toEqual(
      [{ moment: 'suspend' }, { moment: 'resume' }, { moment: 'lock' }, { moment: 'unlock' }],
    );
  });

  it('lets a hidden page run at full speed while somebody needs it', async () => {
    await start();
    expect(window().webContents.backgroundThrottling).toBe(true);
    world.services.attention.update(waiting());
    expect(window().webContents.backgroundThrottling).toBe(false);
    world.services.attention.reset();
    expect(window().webContents.backgroundThrottling).toBe(true);
  });
});

describe('patients of whom only the hosted clinic knows', () => {
  it('keep the computer awake, hold an update, and are asked about before quitting', async () => {
    world.hosted = RUNNING;
    world.load = { waiting: 1, inCall: 0 };
    await start();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.powerSaveBlocker.held).toEqual(['prevent-app-suspension']);
    expect(world.services.interlock.mayRestart()).toBe(false);
    await quit();
    expect(question().consequences).toEqual([
      { kind: 'patients-waiting', count: 1 },
      { kind: 'clinic-stops' },
    ]);
    await answer('stay');
    world.load = { waiting: 0, inCall: 0 };
    await vi.advanceTimersByTimeAsync(15_000);
    expect(world.electron.powerSaveBlocker.held).toEqual([]);
    expect(world.services.interlock.mayRestart()).toBe(true);
  });

  it('keep it awake no longer once anybody has asked and nobody is there', async () => {
    world.hosted = RUNNING;
    world.load = { waiting: 1, inCall: 0 };
    await start();
    await vi.advanceTimersByTimeAsync(0);
    world.load = { waiting: 0, inCall: 0 };
    expect(await world.services.interlock.consequences('quit')).toEqual([]);
    expect(world.electron.powerSaveBlocker.held).toEqual([]);
  });
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
