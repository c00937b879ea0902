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

/** Up to two initials, for where there is no picture. */
export const initials = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => word !== '' && !/^(dr|prof)\.?$/i.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '').join('');
};
