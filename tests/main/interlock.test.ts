import { describe, expect, it, vi } from 'vitest';
import { systemTimers } from '../../src-main/timers.ts';
import { NOBODY } from '../../src-main/services/attention.ts';
import {
  consequencesOf,
  createInterlock,
  decide,
  type ClinicLoad,
  type Presence,
  type Verdict,
} from '../../src-main/services/interlock.ts';
import { INTENTS, type AttentionReport, type Intent } from '../../src-preload/contract.ts';

/** What may close, quit, restart or stop now: the table of all that matters. */

const waitingOf = (count: number): AttentionReport['waiting'] =>
  Array.from({ length: count }, (_, index) => ({
    key: `room-${index}`,
    label: `Person ${index}`,
    since: '2027-03-09T09:20:00.000Z',
    isReady: true,
    isRinging: false,
  }));

const doctor = (changes: Partial<AttentionReport> = {}): AttentionReport => ({
  ...NOBODY,
  role: 'doctor',
  ...changes,
});
const waiting = (count: number) => doctor({ activity: 'waiting', waiting: waitingOf(count) });
const inCall = doctor({ activity: 'in-call', admitted: 1 });
const patientWaits: AttentionReport = { ...NOBODY, role: 'patient', activity: 'waiting' };
const patientInCall: AttentionReport = { ...NOBODY, role: 'patient', activity: 'in-call' };

const presence = (report: AttentionReport, changes: Partial<Presence> = {}): Presence => ({
  report,
  isHosting: true,
  clinic: null,
  onClose: 'ask',
  platform: 'win32',
  ...changes,
});

const words = (verdict: Verdict): string =>
  verdict.kind !== 'ask'
    ? verdict.kind
    : [
        verdict.offersKeep ? 'ask-keep' : 'ask',
        ...verdict.consequences.map((one) => ('count' in one ? `${one.kind}:${one.count}` : one.kind)),
      ].join(' ');

describe('quitting', () => {
  it.each<[string, Presence, string]>([
    ['with nobody there', presence(doctor()), 'go'],
    ['with nobody signed in', presence(NOBODY, { isHosting: false }), 'go'],
    ['while patients wait', presence(waiting(2)), 'ask patients-waiting:2 clinic-stops'],
    ['while patients wait elsewhere', presence(waiting(1), { isHosting: false }), 'ask patients-waiting:1'],
    [
      'while a patient needs help at once, whether a doctor has seen it or not',
      presence(doctor({ emergencies: [{ key: 'e1', isRinging: false }] })),
      'ask emergencies-open:1 clinic-stops',
    ],
    ['in a call', presence(inCall), 'ask call-ends clinic-stops'],
    [
      'in a call while another patient is kept waiting in the consultation',
      presence(doctor({ activity: 'in-call', admitted: 2, waiting: waitingOf(1) })),
      'ask call-ends patients-in-call:1 patients-waiting:1 clinic-stops',
    ],
    [
      'away from a call that the patient is still in',
      presence(doctor({ admitted: 1 })),
      'ask patients-in-call:1 clinic-stops',
    ],
    ['as a patient who waits', presence(patientWaits, { isHosting: false }), 'ask wait-ends'],
    ['as a patient in a call', presence(patientInCall, { isHosting: false }), 'ask call-ends'],
    [
      'with patients of whom only the server knows',
      presence(NOBODY, { clinic: { waiting: 3, inCall: 1 } }),
      'ask patients-in-call:1 patients-waiting:3 clinic-stops',
    ],
  ])('%s', (_, given, expected) => {
    expect(words(decide('quit', given))).toBe(expected);
  });
});

describe('closing the window', () => {
  it.each<[string, Presence, string]>([
    ['of a hosted clinic asks what to do', presence(doctor()), 'ask-keep'],
    ['asks, and says who waits', presence(waiting(1)), 'ask-keep patients-waiting:1'],
    ['keeps the clinic where that was chosen', presence(waiting(1), { onClose: 'keep' }), 'hide'],
    ['quits where that was chosen', presence(doctor(), { onClose: 'quit' }), 'go'],
    [
      'still asks where quitting was chosen and somebody waits',
      presence(waiting(1), { onClose: 'quit' }),
      'ask patients-waiting:1 clinic-stops',
    ],
    ['never hides a running camera', presence(inCall, { onClose: 'keep' }), 'ask-keep call-ends'],
    ['never hides it on macOS either', presence(inCall, { platform: 'darwin' }), 'ask-keep call-ends'],
    ['hides a hosted clinic on macOS', presence(doctor(), { platform: 'darwin' }), 'hide'],
    ['without a clinic here closes', presence(doctor(), { isHosting: false }), 'go'],
    [
      'without a clinic here asks while patients wait',
      presence(waiting(1), { isHosting: false }),
      'ask patients-waiting:1',
    ],
    [
      'without a clinic here goes on ringing on macOS',
      presence(waiting(1), { isHosting: false, platform: 'darwin' }),
      'hide',
    ],
    ['asks a patient who waits', presence(patientWaits, { isHosting: false }), 'ask wait-ends'],
    [
      'asks a patient who waits on macOS, too',
      presence(patientWaits, { isHosting: false, platform: 'darwin' }),
      'ask wait-ends',
    ],
  ])('%s', (_, given, expected) => {
    expect(words(decide('close', given))).toBe(expected);
  });
});

describe('stopping the clinic', () => {
  it('costs those who are in it, the doctor’s own call among them', () => {
    expect(consequencesOf('stop-clinic', presence(inCall))).toEqual([{ kind: 'patients-in-call', count: 1 }]);
    expect(words(decide('stop-clinic', presence(waiting(2))))).toBe('ask patients-waiting:2 clinic-stops');
  });

  it('says of a restart that the clinic comes back', () => {
    expect(words(decide('restart-clinic', presence(waiting(2))))).toBe('ask patients-waiting:2');
  });

  it('is nobody’s loss where no clinic runs here', () => {
    expect(words(decide('stop-clinic', presence(waiting(2), { isHosting: false })))).toBe('go');
  });
});

describe('a restart for an update', () => {
  it.each<[string, Presence, boolean]>([
    ['with nobody there', presence(doctor()), true],
    ['while a patient waits', presence(waiting(1)), false],
    ['in a call', presence(inCall), false],
    ['as a patient who waits', presence(patientWaits, { isHosting: false }), false],
    [
      'with a patient of whom only the server knows',
      presence(NOBODY, { clinic: { waiting: 1, inCall: 0 } }),
      false,
    ],
  ])('%s', async (_, given, expected) => {
    const interlock = createInterlock({
      presence: () => given,
      clinicLoad: () => Promise.resolve(given.clinic),
      timers: systemTimers,
    });
    await interlock.refresh();
    expect(interlock.mayRestart()).toBe(expected);
  });
});

describe('the hosted clinic’s own answer', () => {
  const withLoad = (clinicLoad: () => Promise<ClinicLoad | null>, isHosting = true) => {
    let late: () => void = () => undefined;
    const cancel = vi.fn();
    const interlock = createInterlock({
      presence: () => presence(NOBODY, { isHosting }),
      clinicLoad,
      timers: {
        now: () => 0,
        after: (_, action) => {
          late = action;
          return { cancel };
        },
      },
    });
    return { interlock, late: () => late(), cancel };
  };

  it('is asked for before anything stops, and counts patients whom this window does not know', async () => {
    const { interlock, cancel } = withLoad(() => Promise.resolve({ waiting: 1, inCall: 0 }));
    expect(await interlock.consequences('stop-clinic')).toEqual([{ kind: 'patients-waiting', count: 1 }]);
    expect(words(await interlock.ask('quit'))).toBe('ask patients-waiting:1 clinic-stops');
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it('is not waited for when the server hangs or fails', async () => {
    const { interlock, late } = withLoad(() => new Promise(() => undefined));
    const verdict = interlock.ask('quit');
    late();
    expect(words(await verdict)).toBe('go');
    const failing = withLoad(() => Promise.reject(new Error('no')));
    expect(words(await failing.interlock.ask('quit'))).toBe('go');
  });

  it('is not asked for where no clinic runs here', async () => {
    const ask = vi.fn(() => Promise.resolve({ waiting: 1, inCall: 0 }));
    const { interlock } = withLoad(ask, false);
    await interlock.refresh();
    expect(interlock.mayRestart()).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });
});

it('lets nothing go unasked that costs somebody something', () => {
  const reports = [doctor(), waiting(1), inCall, patientWaits, patientInCall, doctor({ admitted: 3 })];
  const cases = INTENTS.flatMap((intent: Intent) =>
    reports.flatMap((report) =>
      [true, false].flatMap((isHosting) =>
        (['ask', 'keep', 'quit'] as const).map((onClose) => ({
          intent,
          given: presence(report, { isHosting, onClose }),
        })),
      ),
    ),
  );
  for (const { intent, given } of cases) {
    const verdict = decide(intent, given);
    const costs = consequencesOf(intent, given).length > 0;
    expect(costs && verdict.kind === 'go', `${intent} ${JSON.stringify(given)}`).toBe(false);
  }
  expect(cases).toHaveLength(180);
});
