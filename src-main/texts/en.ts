import type { DesktopTexts } from './texts.ts';

const patients = (count: number): string => (count === 1 ? 'A patient' : `${count} patients`);

export const english: DesktopTexts = {
  waiting: (count) => `${patients(count)} ${count === 1 ? 'is' : 'are'} waiting.`,
  waitingNamed: (name, others) =>
    others === 0
      ? `${name} is waiting.`
      : `${name} and ${others === 1 ? 'one other' : `${others} others`} are waiting.`,
  emergency: (count) =>
    count === 1 ? 'Emergency: a patient needs help.' : `Emergency: ${count} patients need help.`,
  notification: {
    open: 'Open',
    acknowledge: 'Seen',
    message: (name, people) =>
      name !== null
        ? `${name} has written to you.`
        : people === 1
          ? 'You have a new message.'
          : `You have new messages from ${people} people.`,
    testTitle: 'This is how Anteroom tells you',
    testText: 'You see this when a patient arrives.',
  },
  tray: {
    nobody: 'Nobody is waiting',
    unnamed: (place, since, isReady) => `Patient ${place}, since ${since}${isReady ? ', ready' : ''}`,
    named: (name, since, isReady) => `${name}, since ${since}${isReady ? ', ready' : ''}`,
    more: (count) => (count === 1 ? 'and one more' : `and ${count} more`),
    unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
    show: 'Show Anteroom',
    silence: 'No sound',
    for15: 'For 15 minutes',
    for60: 'For an hour',
    untilTurnedOn: 'Until I turn it on again',
    silent: 'The sound is off',
    silentUntil: (time) => `The sound is off until ${time}`,
    soundOn: 'Turn the sound on',
    quit: 'Quit Anteroom',
  },
  leaving: {
    keepText:
      'The clinic can go on in the background: patients still reach it, and you find Anteroom beside the clock, or by starting it again.',
    title: {
      close: 'Close Anteroom now?',
      quit: 'Quit Anteroom now?',
      'restart-app': 'Restart Anteroom now?',
      'stop-clinic': 'Stop the clinic now?',
      'restart-clinic': 'Restart the clinic now?',
    },
    consequence: (consequence) => {
      switch (consequence.kind) {
        case 'call-ends':
          return 'You are in a call. It ends for both of you.';
        case 'wait-ends':
          return 'You are in the waiting room. The clinic sees that you are away.';
        case 'patients-in-call':
          return consequence.count === 1
            ? 'One patient is in a consultation.'
            : `${consequence.count} patients are in a consultation.`;
        case 'patients-waiting':
          return english.waiting(consequence.count);
        case 'emergencies-open':
          return english.emergency(consequence.count);
        case 'clinic-stops':
          return 'The clinic runs on this computer. Nobody can reach it until you start it again.';
      }
    },
    stay: 'Stay',
    keep: 'Keep the clinic running',
    leave: {
      close: 'Close',
      quit: 'Quit',
      'restart-app': 'Restart',
      'stop-clinic': 'Stop',
      'restart-clinic': 'Restart',
    },
  },
};
