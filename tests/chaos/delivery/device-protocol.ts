/** What a device is told when it starts. */
export type DeviceConfig = {
  device: string;
  /** Its way to the server. */
  url: string;
  /** With whom its conversation is. */
  otherId: string;
  /** Where its session, its journal and its last log are. */
  folder: string;
  seed: number;
};

export type DeviceOrder =
  /** So many messages may be written, over all lives of the device. */
  { do: 'write'; upTo: number } | { do: 'settle' } | { do: 'report' };

export type DeviceState = {
  written: number;
  waiting: number;
  failed: number;
  lastSeq: number;
  /** It is connected and knows everything. */
  fresh: boolean;
  /** Own messages that are not marked as read; null before it settles. */
  unmarked: number | null;
  signedIn: boolean;
  invalidEvents: number;
};

export type DeviceReport = ({ type: 'state' } & DeviceState) | { type: 'reported' };

/** The text of a message, which its id tells: of different lengths, with letters of several bytes. */
export const textOf = (clientId: string): string => {
  let mixed = 0;
  for (const letter of clientId) mixed = (mixed * 31 + letter.charCodeAt(0)) % 9973;
  return `${clientId} ${'é'.repeat(mixed % 50)}.`;
};
