import { describe, expect, it } from 'vitest';
import { NOBODY } from '../../src-main/services/attention.ts';
import type { AttentionReport } from '../../src-preload/contract.ts';
import {
  choices,
  lookAway,
  note,
  start,
  useAttentionWorld,
  waiting,
  window,
  world,
} from '../support/desktop/attention-world.ts';

/** Who has written, and what the system shows of it. */

useAttentionWorld();

const written = (counts: Record<string, number>, isQuiet = false): AttentionReport => ({
  ...NOBODY,
  messages: {
    from: Object.entries(counts).map(([label, count]) => ({ key: `id of ${label}`, label, count })),
    isQuiet,
  },
});

const away = async (): Promise<void> => {
  await start();
  lookAway();
};

const tell = (report: AttentionReport): void => world.services.attention.update(report);

describe('a notification of messages', () => {
  it('[S4-N01] tells whoever looks elsewhere that somebody has written, and names nobody', async () => {
    await away();
    tell(written({ 'Pat Alpha': 1 }));
    expect(note()).toMatchObject({
      isShown: true,
      options: { body: 'You have a new message.', silent: true, timeoutType: 'default' },
    });
    expect(JSON.stringify(world.electron.notifications.map(({ options }) => options))).not.toContain('Pat');
  });

  it('names people where that is allowed, and is replaced by what comes next', async () => {
    await away();
    world.services.preferences.update({ names: true });
    tell(written({ 'Pat Alpha': 1 }));
    const first = note();
    expect(first.options.body).toBe('Pat Alpha has written to you.');
    tell(written({ 'Pat Alpha': 1, 'Sam Beta': 2, 'Kim Gamma': 1 }));
    expect(first.isShown).toBe(false);
    expect(note().options.body).toBe('You have new messages from 2 people.');
    // Another one of somebody who is known is news; one that was read is none.
    tell(written({ 'Pat Alpha': 2, 'Sam Beta': 2 }));
    expect(note().options.body).toBe('Pat Alpha has written to you.');
    tell(written({ 'Pat Alpha': 2 }));
    expect(world.electron.notifications).toHaveLength(3);
  });

  it('opens the conversation, and goes when the window is looked at or everything is read', async () => {
    await away();
    tell(written({ 'Pat Alpha': 1 }));
    note().emit('click');
    expect(window().focused).toBe(1);
    expect(choices()).toEqual([{ kind: 'open-conversation', key: 'id of Pat Alpha' }]);
    lookAway();
    tell(written({ 'Pat Alpha': 2 }));
    window().focus();
    expect(note().isShown).toBe(false);
    lookAway();
    tell(written({ 'Pat Alpha': 3 }));
    tell(written({}));
    expect(note().isShown).toBe(false);
  });

  it('is not shown in quiet hours, to whoever looks at the window, nor where it was switched off', async () => {
    await start();
    tell(written({ 'Pat Alpha': 1 }));
    lookAway();
    tell(written({ 'Pat Alpha': 2 }, true));
    // What came in quiet hours is not brought up at their end.
    tell(written({ 'Pat Alpha': 2 }));
    world.services.preferences.update({ notifications: false });
    tell(written({ 'Pat Alpha': 3 }));
    expect(world.electron.notifications).toEqual([]);
  });

  it('leaves that of an arrival where it is', async () => {
    await away();
    tell(waiting('Pat Alpha'));
    const arrival = note();
    tell({ ...waiting('Pat Alpha'), messages: written({ 'Sam Beta': 1 }).messages });
    expect([arrival.isShown, note().isShown]).toEqual([true, true]);
    expect(note()).not.toBe(arrival);
  });
});
