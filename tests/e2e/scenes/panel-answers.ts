import type { AutomaticBackup, ClinicLogLine, ClinicNumbers } from '../../../src-preload/contract.ts';
import { clinicNumbers } from '../../support/desktop/clinic-numbers.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { inMinutes, NOW } from './stage.ts';

/** What the main process of a doctor's computer answers to the clinic panel, in the middle of a working day. */

export const NUMBERS: ClinicNumbers = clinicNumbers(
  { at: inMinutes(0), startedAt: inMinutes(-82) },
  {
    doctors: 2,
    patients: 5,
    connections: 8,
    rooms: 4,
    waiting: { ready: 2, preparing: 1, away: 1 },
    calls: { rooms: 1, people: 2 },
    messages: 14,
    requests: 61,
    refusals: 2,
    lag: 21,
    storeWrite: 4.2,
    storeRead: 1.1,
    memory: 148_000_000,
    backupAt: inMinutes(-22),
  },
);

type Noted = [minutes: number, level: ClinicLogLine['level'], event: string, detail?: string];

export const linesOf = (...noted: Noted[]): ClinicLogLine[] =>
  noted.map(([minutes, level, event, detail = ''], index) => ({
    number: index + 1,
    at: inMinutes(minutes),
    level,
    event,
    detail,
  }));

const LINES = linesOf(
  [-82, 'info', 'server-starting'],
  [-82, 'info', 'server-running'],
  [-81, 'info', 'backup-made', 'name anteroom-2027-03-09T08-02-30Z.sqlite, 412 ms'],
  [-64, 'info', 'user-connected', 'role doctor'],
  [-31, 'info', 'user-connected', 'role patient'],
  [-31, 'info', 'waiting-room-joined', 'role patient'],
  [-30, 'warn', 'socket-overrun', 'count 1'],
  [-22, 'info', 'backup-made', 'name anteroom-2027-03-09T09-02-30Z.sqlite, 431 ms'],
  [-12, 'info', 'call-started'],
  [-3, 'info', 'turn-credentials-renewed', 'count 2'],
);

const HOUR = 3_600_000;

export const AUTOMATIC: AutomaticBackup[] = [0.37, 1.37, 2.37, 17.4, 41.4, 65.4].map((hours) => {
  const at = NOW - Math.round(hours * HOUR);
  return {
    name: `anteroom-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`,
    at,
    bytes: 8_412_160,
  };
});

/** Lines come once: whoever asks for those after them gets none. */
export const reportOf =
  (numbers: ClinicNumbers | null, lines: ClinicLogLine[]): Required<FakeAnswers>['hosted-server:report'] =>
  ({ linesAfter }) => ({ numbers, lines: lines.filter(({ number }) => number > linesAfter) });

export const panelAnswers: FakeAnswers = {
  'hosted-server:report': reportOf(NUMBERS, LINES),
  'clinic-backups:list': () => AUTOMATIC,
  'autostart:state': () => 'on',
};
