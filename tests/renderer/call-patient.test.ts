import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callPatient } from '../../src-renderer/features/waiting-room/call-patient.ts';

const words = { title: 'The doctor is calling you', text: 'Dr Ada One starts the consultation now.' };
const notes: { title: string; close: ReturnType<typeof vi.fn> }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  notes.length = 0;
  document.title = 'Waiting room';
  vi.stubGlobal(
    'Notification',
    class {
      static permission = 'granted';
      close = vi.fn();
      constructor(title: string) {
        notes.push({ title, close: this.close });
      }
    },
  );
});
afterEach(() => {
  window.dispatchEvent(new Event('focus'));
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('calls by the title and a note of the system until the page is looked at', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  callPatient(words);
  expect(document.title).toBe(words.title);
  expect(notes.map(({ title }) => title)).toEqual([words.title]);
  vi.advanceTimersByTime(3_000);
  expect(document.title).toBe('Waiting room');
  // The page that came meanwhile has a title of its own, which must not be lost.
  document.title = 'Consultation';
  vi.advanceTimersByTime(3_000);
  expect(document.title).toBe(words.title);
  window.dispatchEvent(new Event('focus'));
  expect(document.title).toBe('Consultation');
  expect(notes[0]?.close).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(document.title).toBe('Consultation');
});

it('does not call who looks at the page', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  callPatient(words);
  vi.advanceTimersByTime(60_000);
  expect(document.title).toBe('Waiting room');
  expect(notes).toEqual([]);
});

it('gives up after a few minutes', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  callPatient(words);
  vi.advanceTimersByTime(10 * 60_000);
  expect(document.title).toBe('Waiting room');
  expect(vi.getTimerCount()).toBe(0);
});
