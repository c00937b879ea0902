import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VisitNotes } from '../../server/protocol/index.ts';
import { createVisitNotes } from '../../src-renderer/features/visit-summary/visit-notes.ts';
import type { FakeAnswer } from './support/fake-fetch.ts';
import { appointment, sessionAnswer } from './support/fixtures.ts';
import { createTestServices } from './support/signed-in-services.ts';

const PATH = '/api/appointments/appointment-1/summary';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that keeps notes as the real one does. */
const setUp = async (first = '') => {
  let stored: VisitNotes = { notes: first, version: first === '' ? 0 : 1, updatedAt: null };
  const failures: FakeAnswer[] = [];
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    [`GET ${PATH}`]: () => ({
      json: { success: true, data: { appointment: appointment(), summary: stored, followUps: [] } },
    }),
    [`PUT ${PATH}`]: ({ body }) => {
      const failure = failures.shift();
      if (failure !== undefined) return failure;
      const { notes, version } = body as { notes: string; version: number };
      if (notes !== stored.notes) {
        if (version !== stored.version) return { code: 'conflict' };
        stored = { notes, version: version + 1, updatedAt: new Date().toISOString() };
      }
      return { json: { success: true, data: { summary: stored } } };
    },
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  const notes = createVisitNotes(services);
  const draft = notes.open('appointment-1');
  await draft.load();
  const puts = () => services.fetch.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  return {
    notes,
    draft,
    services,
    puts,
    failures,
    stored: () => stored,
    /** As if another window had saved. */
    storeElsewhere: (text: string) => {
      stored = { notes: text, version: stored.version + 1, updatedAt: new Date().toISOString() };
    },
    now: () => draft.state.getState(),
  };
};

describe('the notes of a visit', () => {
  it('are saved once a moment after they changed, with the version that they started from', async () => {
    const { draft, now, puts, notes } = await setUp('before');
    expect(now()).toMatchObject({ text: 'before', saving: 'saved' });
    for (const text of ['a', 'ab', 'abc']) draft.write(text);
    expect(now().saving).toBe('unsaved');
    expect(notes.hasUnsaved()).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(puts()).toEqual([{ notes: 'abc', version: 1 }]);
    expect(now()).toMatchObject({ saving: 'saved', savedAt: expect.any(String) });
    expect(notes.hasUnsaved()).toBe(false);
    draft.write('abcd');
    await draft.save();
    expect(puts().at(-1)).toEqual({ notes: 'abcd', version: 2 });
  });

  it('send nothing when a change was taken back', async () => {
    const { draft, puts, now } = await setUp('before');
    draft.write('changed');
    draft.write('before');
    expect(now().saving).toBe('saved');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(puts()).toEqual([]);
  });

  it('go on with what was written while they were being saved', async () => {
    const { draft, puts, now } = await setUp();
    draft.write('one');
    const saving = draft.save();
    draft.write('one two');
    await saving;
    expect(now().saving).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(puts()).toEqual([
      { notes: 'one', version: 0 },
      { notes: 'one two', version: 1 },
    ]);
  });

  it('are kept over a lost connection, and saved when it is back', async () => {
    const { draft, failures, now, services, stored } = await setUp();
    failures.push('unreachable');
    draft.write('kept');
    await draft.save();
    expect(now()).toMatchObject({ text: 'kept', saving: 'failed', saveProblem: 'offline' });
    services.socket.goOnline();
    await vi.waitFor(() => expect(now().saving).toBe('saved'));
    expect(stored().notes).toBe('kept');
  });

  it('try again by themselves after what may pass, and wait for the doctor after what may not', async () => {
    const { draft, failures, now, puts } = await setUp();
    failures.push({ code: 'storage_unavailable' });
    draft.write('text');
    await draft.save();
    expect(now().saving).toBe('failed');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(now().saving).toBe('saved');
    failures.push({ code: 'forbidden' });
    draft.write('text!');
    await draft.save();
    const count = puts().length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(puts()).toHaveLength(count);
    expect(now()).toMatchObject({ text: 'text!', saving: 'failed', saveProblem: 'forbidden' });
  });

  it.each([
    ['mine', 'from here'],
    ['theirs', 'from there'],
    ['both', 'from there\n\nfrom here'],
  ] as const)('changed in another window lose nothing: the doctor keeps %s', async (resolution, kept) => {
    const { draft, now, storeElsewhere, stored, puts } = await setUp('start');
    storeElsewhere('from there');
    draft.write('from here');
    await draft.save();
    expect(now()).toMatchObject({
      text: 'from here',
      saving: 'failed',
      theirs: { notes: 'from there', version: 2 },
    });
    const count = puts().length;
    draft.write('from here');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(puts()).toHaveLength(count);
    draft.resolve(resolution);
    await vi.waitFor(() => expect(now()).toMatchObject({ theirs: null, saving: 'saved', text: kept }));
    expect(stored().notes).toBe(kept);
  });

  it('are the same for every page that opens them, and are not overwritten by loading again', async () => {
    const { draft, notes, now, storeElsewhere } = await setUp('start');
    expect(notes.open('appointment-1')).toBe(draft);
    draft.write('unsaved');
    await draft.load();
    expect(now().text).toBe('unsaved');
    await draft.save();
    storeElsewhere('newer');
    await draft.load();
    expect(now()).toMatchObject({ text: 'newer', saving: 'saved' });
  });

  it('stay for the same person’s next sign-in, and are forgotten when another one signs in', async () => {
    const { draft, notes } = await setUp();
    notes.ownedBy('doctor-1');
    notes.ownedBy('doctor-1');
    expect(notes.open('appointment-1')).toBe(draft);
    notes.ownedBy('doctor-2');
    expect(notes.open('appointment-1')).not.toBe(draft);
  });

  it('are in no storage of the browser', async () => {
    const { draft } = await setUp();
    draft.write('c4nary');
    await draft.save();
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });
});
