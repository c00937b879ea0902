import { describe, expect, it } from 'vitest';
import type { AttentionReport } from '../../src-preload/contract.ts';
import {
  choices,
  lookAway,
  start,
  tray,
  useAttentionWorld,
  waiting,
  window,
  world,
} from '../support/desktop/attention-world.ts';

/** Somebody needs help at once, and what the system shows of it; the real parts together. */

useAttentionWorld();

const withEmergencies = (
  emergencies: AttentionReport['emergencies'],
  ...people: string[]
): AttentionReport => ({ ...waiting(...people), emergencies });
const ringing = (key: string) => ({ key, isRinging: true });
const shown = () => world.electron.notifications.filter(({ isShown }) => isShown);

describe('an open emergency', () => {
  it('has a notification of its own, which names nobody even where names are allowed', async () => {
    await start();
    world.services.preferences.update({ names: true });
    lookAway();
    world.services.attention.update(withEmergencies([ringing('e1')], 'Pat Alpha'));
    expect(shown().map(({ options }) => options.body)).toEqual([
      'Emergency: a patient needs help.',
      'Pat Alpha is waiting.',
    ]);
    world.services.attention.update(withEmergencies([ringing('e1'), ringing('e2')], 'Pat Alpha'));
    expect(shown().map(({ options }) => options.body)).toEqual([
      'Pat Alpha is waiting.',
      'Emergency: 2 patients need help.',
    ]);
    world.services.attention.update(withEmergencies([{ key: 'e1', isRinging: false }], 'Pat Alpha'));
    expect(shown().map(({ options }) => options.body)).toEqual(['Pat Alpha is waiting.']);
  });

  it('is opened by its one button, and cannot be acknowledged unread', async () => {
    await start('darwin');
    lookAway();
    world.services.attention.update(withEmergencies([ringing('e1')]));
    const [note] = shown();
    expect(note?.options.actions).toEqual([{ type: 'button', text: 'Open' }]);
    note?.press('Open');
    expect(window().focused).toBe(1);
    expect(choices()).toEqual([{ kind: 'open-emergencies' }]);
    expect(shown()).toEqual([]);
  });

  it('stands first beside the clock, counts in the badge and asks for attention', async () => {
    await start('darwin');
    lookAway();
    world.services.attention.update(withEmergencies([ringing('e1')], 'Pat Alpha'));
    expect(tray().lines[0]).toBe('Emergency: a patient needs help.');
    expect(tray().tooltip).toBe('Anteroom: Emergency: a patient needs help.');
    expect(world.electron.app.badge).toBe(2);
    tray().choose(tray().lines[0] ?? '');
    expect(choices()).toEqual([{ kind: 'open-emergencies' }]);
    world.services.attention.update(withEmergencies([{ key: 'e1', isRinging: false }]));
    expect(tray().lines[0]).toBe('Emergency: a patient needs help.');
    world.services.attention.update(withEmergencies([]));
    expect(tray().lines[0]).toBe('Nobody is waiting');
    expect(world.electron.app.badge).toBe(0);
  });
});
