import { playChime } from '../device-test/sounds.ts';

const EVERY_MS = 3_000;
/** Who has not come by then does not sit at this device. */
const FOR_MS = 3 * 60_000;

/** Ends the call before: two at once would fight over the title. */
let stopEarlier: () => void = () => undefined;

/**
 * Calls a patient who looks at something else, by sound, title and a note of the system where it is allowed,
 * until the page is looked at. Nothing happens beyond one sound if it is looked at already.
 */
export const callPatient = (words: { title: string; text: string }): void => {
  stopEarlier();
  playChime();
  if (document.visibilityState === 'visible' && document.hasFocus()) return;
  let note: Notification | null = null;
  try {
    if ('Notification' in window && Notification.permission === 'granted') {
      note = new Notification(words.title, { body: words.text, requireInteraction: true });
      note.onclick = () => window.focus();
    }
  } catch {
    // Phones have the constructor and refuse it; sound and title remain.
  }
  let before = document.title;
  const begun = Date.now();
  const blink = () => {
    if (document.title === words.title) {
      document.title = before;
      return;
    }
    before = document.title;
    document.title = words.title;
  };
  const stop = () => {
    clearInterval(timer);
    note?.close();
    if (document.title === words.title) document.title = before;
    window.removeEventListener('focus', stop);
    stopEarlier = () => undefined;
  };
  const timer = setInterval(() => {
    if (Date.now() - begun > FOR_MS) {
      stop();
      return;
    }
    playChime();
    blink();
  }, EVERY_MS);
  blink();
  stopEarlier = stop;
  window.addEventListener('focus', stop);
};
