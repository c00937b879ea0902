import type { Failure } from '../help-code/failures.ts';
import type { PeerSessionState } from './peer-session-state.ts';

/** The key of the words for a call's state; null where the page shows something else instead. */
export const stateKey = (state: PeerSessionState) => {
  switch (state.status) {
    case 'idle':
    case 'joining':
      return 'state.joining';
    case 'recovering':
      return state.reason === 'otherGone' ? 'state.otherGone' : 'state.recovering';
    case 'waitingForOther':
      return 'state.waitingForOther';
    case 'connecting':
      return 'state.connecting';
    case 'connected':
      return 'state.connected';
    case 'ended':
    case 'failed':
      return null;
  }
};

/** What the help code says of it. Who goes by themselves interrupts nothing. */
export const callFailureOf = (state: PeerSessionState): Failure | null => {
  if (state.status === 'failed') return 'call-refused';
  return state.status === 'recovering' && state.reason !== 'otherGone' ? 'call-interrupted' : null;
};

/** Forms of address in the languages of the app: they are no part of the name. */
const ADDRESS = /^(dr|dra|prof|sr|sra|srta|mr|mrs|ms|डॉ|डा|श्री|श्रीमती|सुश्री)\.?$/iu;

/** The first letter with all its signs: in Devanagari a vowel is one of them. */
const firstLetter = (word: string): string =>
  [...new Intl.Segmenter().segment(word)][0]?.segment.toUpperCase() ?? '';

/** Up to two initials, for where there is no picture. */
export const initials = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => word !== '' && !ADDRESS.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => firstLetter(word ?? '')).join('');
};
