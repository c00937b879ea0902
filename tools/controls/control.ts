/**
 * A control of the product, and the proof that a test watches over it: the control is taken away in a copy of
 * the repository, and then at least one test of the named files has to fail.
 */
export type Control = {
  /** Stable, kebab-case. */
  id: string;
  /** Whose abuse it stops, one of `THREATS`. */
  threat: ThreatId;
  /** What it does, in words. */
  what: string;
  /** Where it is, from the repository's root. */
  file: string;
  /** Stands exactly once in the file. */
  text: string;
  /** What stands there without the control. */
  without: string;
  /** Test files of which at least one test fails then. */
  tests: readonly string[];
};

/** The abuses that the visit has to bear, in the order of docs/security.md. */
export const THREATS = {
  'read-others': 'A reads B’s chat, visits, notes or search results',
  'guessed-rooms': 'Guessed room ids',
  'forged-identity': '`userType`, `from`, `userId` forged',
  'past-waiting-room': 'Past the waiting room',
  signals: 'Signals that end another’s call',
  tokens: 'Stolen, forged or old tokens; tokens in addresses',
  passwords: 'Guessed passwords and codes, accounts enumerated',
  invitation: 'Invitation replayed',
  'ice-addresses': 'Addresses leaked by ICE',
  'other-sites': 'Cross-site requests and sockets, DNS rebinding',
  eavesdropper: 'Eavesdropper in the local network',
  'hostile-input': 'Prototype pollution, SQL, hostile files',
  'hostile-file': 'Attachment: script, traversal, bomb',
  logs: 'Log injection, health data in logs',
  'renderer-to-main': 'A page that calls the desktop app',
  'page-to-system': 'A page that gets at the system: the settings of Electron, by name',
  links: 'Deep link, server-given URL',
  'at-rest': 'A computer, disk or backup in other hands',
  onlookers: 'Somebody else in front of the doctor’s screen',
  flood: 'Floods, slow clients, exhausted memory and disk',
  'alert-spam': 'Alert spam',
  'lost-facts': 'Acknowledged facts lost, the record changed afterwards',
} as const;

export type ThreatId = keyof typeof THREATS;

/** Lines of the threat table that no part of the visit meets, and why. */
export const ELSEWHERE: readonly { threat: string; reason: string }[] = [];
