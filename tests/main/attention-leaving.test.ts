import { beforeEach, describe, expect, it, vi } from 'vitest';
import { NOBODY } from '../../src-main/services/attention.ts';
import { SHOWN_WITHIN_MS } from '../../src-main/services/leaving-question.ts';
import { preventable } from '../fakes/fake-electron.ts';
import {
  answer,
  inCall,
  lookAway,
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

/** The way out of the app while somebody is there; the real parts together. */

useAttentionWorld();

describe('closing the window of a hosted clinic', () => {
  beforeEach(() => {
    world.hosted = RUNNING;
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
    expect(world.services.preferences.get().onClose).toBe('keep');
    const asked = question().id;
    world.windows.show();
    window().close();
    expect(question().id).toBe(asked);
    expect(window().visible).toBe(false);
  });

  it('quits where the person says so, after the clinic has stopped', async () => {
    let finish: () => void = () => undefined;
    world.stopClinic = () => new Promise((resolve) => (finish = resolve));
    await start();
    window().close();
    await answer('leave', true);
    expect(world.services.preferences.get().onClose).toBe('quit');
    expect(world.electron.app.ended).toBeNull();
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
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
    expect(world.electron.app.ended).toBeNull();
  });

  it('just hides it on macOS, out of full screen first', async () => {
    await start('darwin');
    window().fullScreen = true;
    window().close();
    expect(window()).toMatchObject({ fullScreen: false, visible: false });
    expect(world.pushed.map(({ name }) => name)).not.toContain('leaving:asked');
  });
});

describe('closing the window of a patient', () => {
  it('asks who waits, and on macOS closes the window alone', async () => {
    await start('darwin');
    world.services.attention.update({ ...NOBODY, role: 'patient', activity: 'waiting' });
    window().close();
    expect(question()).toMatchObject({ consequences: [{ kind: 'wait-ends' }], offersKeep: false });
    await answer('leave');
    expect(window().isDestroyed()).toBe(true);
    expect(world.electron.app.ended).toBeNull();
  });
});

describe('quitting', () => {
  it('goes at once while nobody is there', async () => {
    await start();
    world.services.attention.update(waiting());
    await quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('asks in the window while somebody waits, and stays or goes as it is told', async () => {
    world.hosted = RUNNING;
    await start();
    world.services.attention.update(waiting('Pat Alpha'));
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
    expect(world.electron.app.ended).toBeNull();
    await quit();
    await answer('leave');
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
    expect(world.hosted).toEqual({ status: 'stopped' });
  });

  it('asks by the system where no page answers, naming nobody', async () => {
    await start();
    world.services.attention.update(waiting('Pat Alpha'));
    await quit();
    expect(world.electron.messageBoxes.shown).toBeNull();
    await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
    expect(world.electron.messageBoxes.shown).toMatchObject({
      message: 'Quit Anteroom now?',
      detail: 'A patient is waiting.',
      buttons: ['Stay', 'Quit'],
      cancelId: 0,
    });
    world.electron.messageBoxes.press('Stay');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toBeNull();
    // Too late: the answer was given elsewhere.
    await answer('leave');
    expect(world.electron.app.ended).toBeNull();
  });

  it('asks by the system where no window is open', async () => {
    await start('darwin');
    window().destroy();
    world.services.attention.update(waiting('Pat Alpha'));
    await quit();
    world.electron.messageBoxes.press('Quit');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('stays when the page that asked goes, and asks anew the next time', async () => {
    await start();
    world.services.attention.update(inCall);
    await quit();
    world.services.questions.shown(question().id);
    window().webContents.emit('did-navigate');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toBeNull();
    expect(world.services.attention.report()).toEqual(NOBODY);
    world.services.attention.update(inCall);
    await quit();
    await answer('leave');
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('goes even if the clinic cannot be stopped', async () => {
    world.stopClinic = () => Promise.reject(new Error('no'));
    await start();
    await quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
    expect(world.logged).toContainEqual(expect.objectContaining({ event: 'clinic-not-stopped' }));
  });
});

describe('a system that goes down', () => {
  it('is not asked, and waits for the clinic no longer than a moment', async () => {
    world.stopClinic = () => new Promise(() => undefined);
    world.hosted = RUNNING;
    await start('linux');
    world.services.attention.update(inCall);
    const event = preventable({});
    world.electron.powerMonitor.emit('shutdown', event);
    expect(event.defaultPrevented).toBe(true);
    expect(world.pushed.map(({ name }) => name)).not.toContain('leaving:asked');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('does not wait for a clinic that was being stopped already either', async () => {
    world.stopClinic = () => new Promise(() => undefined);
    world.hosted = RUNNING;
    await start('darwin');
    await quit();
    expect(world.electron.app.ended).toBeNull();
    world.electron.powerMonitor.emit('shutdown');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('takes an open question away', async () => {
    world.hosted = RUNNING;
    await start();
    world.services.attention.update(inCall);
    await quit();
    const { id } = question();
    window().emit('session-end', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(world.pushed).toContainEqual({ name: 'leaving:withdrawn', payload: { id } });
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });

  it('takes the system’s own dialog away, too', async () => {
    await start();
    world.services.attention.update(inCall);
    await quit();
    await vi.advanceTimersByTimeAsync(SHOWN_WITHIN_MS);
    window().emit('session-end', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(world.electron.messageBoxes.shown).toBeNull();
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
  });
});

describe('a restart for an update', () => {
  it('is for the updater to ask about, and then nobody is asked and no window stays hidden', async () => {
    world.hosted = RUNNING;
    await start('darwin');
    world.services.attention.update(waiting('Pat Alpha'));
    expect(world.services.interlock.mayRestart()).toBe(false);
    world.services.attention.update(waiting());
    expect(world.services.interlock.mayRestart()).toBe(true);
    world.electron.autoUpdater.emit('before-quit-for-update');
    // As macOS does: the windows first, then the app.
    window().close();
    expect(window().isDestroyed()).toBe(true);
    await quit();
    expect(world.electron.app.ended).toEqual({ exitCode: 0 });
    expect(world.hosted).toEqual({ status: 'stopped' });
    expect(world.pushed.map(({ name }) => name)).not.toContain('leaving:asked');
  });
});
