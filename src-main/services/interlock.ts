import type {
  AttentionPreferences,
  AttentionReport,
  Consequence,
  Intent,
} from '../../src-preload/contract.ts';
import type { Timers } from '../timers.ts';

/**
 * Decides what may close, quit, restart or stop now: nobody who waits or is in a call loses the clinic by a
 * click. Pure; who asks the person, and in which words, is decided elsewhere (leaving.ts).
 */

/** People whom the server of this computer knows of, also without a page that looks at them. */
export type ClinicLoad = { waiting: number; inCall: number };

/** Everything that matters for the decision. */
export type Presence = {
  report: AttentionReport;
  /** This computer hosts a clinic that runs or is being started. */
  isHosting: boolean;
  /** Null where the server says nothing. */
  clinic: ClinicLoad | null;
  onClose: AttentionPreferences['onClose'];
  platform: NodeJS.Platform;
};

export type Verdict =
  | { kind: 'go' }
  /** The window goes, the page in it goes on: it rings and follows the rooms. */
  | { kind: 'hide' }
  | { kind: 'ask'; consequences: Consequence[]; offersKeep: boolean };

/** What leaves nothing running; a restart brings the clinic back by itself. */
const STOPS_CLINIC: ReadonlySet<Intent> = new Set(['close', 'quit', 'stop-clinic']);

/** Who would lose what. Empty: nobody. */
export const consequencesOf = (
  intent: Intent,
  { report, isHosting, clinic }: Pick<Presence, 'report' | 'isHosting' | 'clinic'>,
): Consequence[] => {
  const isAboutClinic = intent === 'stop-clinic' || intent === 'restart-clinic';
  // A clinic elsewhere does not stop for anything that is done here.
  if (isAboutClinic && !isHosting) return [];
  const load = isHosting ? clinic : null;
  const isInCall = report.activity === 'in-call';
  const waiting = Math.max(report.waiting.length, load?.waiting ?? 0);
  let inCall = Math.max(report.admitted, load?.inCall ?? 0);
  const found: Consequence[] = [];
  if (isAboutClinic) {
    // A running call needs no server, but who drops out of it finds none to come back by.
    if (isInCall) inCall = Math.max(inCall, 1);
  } else if (isInCall) {
    found.push({ kind: 'call-ends' });
    // The doctor's own patient is in the call that is named already.
    if (report.role === 'doctor') inCall -= 1;
  } else if (report.role === 'patient' && report.activity === 'waiting') {
    found.push({ kind: 'wait-ends' });
  }
  const emergencies = report.emergencies.length;
  if (emergencies > 0) found.push({ kind: 'emergencies-open', count: emergencies });
  if (inCall > 0) found.push({ kind: 'patients-in-call', count: inCall });
  if (waiting > 0) found.push({ kind: 'patients-waiting', count: waiting });
  return found;
};

/** Of everything but closing the window. */
const decideLeaving = (intent: Intent, presence: Presence): Verdict => {
  const consequences = consequencesOf(intent, presence);
  if (consequences.length === 0) return { kind: 'go' };
  if (presence.isHosting && STOPS_CLINIC.has(intent)) consequences.push({ kind: 'clinic-stops' });
  return { kind: 'ask', consequences, offersKeep: false };
};

const decideClose = (presence: Presence): Verdict => {
  const { report, isHosting, onClose, platform } = presence;
  const consequences = consequencesOf('close', presence);
  // Nobody's camera goes on behind a closed window.
  if (report.activity === 'in-call') return { kind: 'ask', consequences, offersKeep: isHosting };
  // On macOS, an app stays when its window is closed, and everybody knows it.
  const staysAnyway = platform === 'darwin';
  if (isHosting) {
    if (staysAnyway || onClose === 'keep') return { kind: 'hide' };
    return onClose === 'quit'
      ? decideLeaving('quit', presence)
      : { kind: 'ask', consequences, offersKeep: true };
  }
  // Its page goes on, too, and rings for the doctor whose patients wait.
  if (staysAnyway && report.role === 'doctor' && consequences.length > 0) return { kind: 'hide' };
  return decideLeaving('close', presence);
};

export const decide = (intent: Intent, presence: Presence): Verdict =>
  intent === 'close' ? decideClose(presence) : decideLeaving(intent, presence);

/** The interlock as the rest of the app asks it. */
export type Interlock = {
  /** By what is known at this moment. */
  decide(intent: Intent): Verdict;
  /** Asks the hosted clinic's server who is there before it decides: a doctor elsewhere may have patients in it. */
  ask(intent: Intent): Promise<Verdict>;
  /** Who would lose what now; empty: nobody. */
  consequences(intent: Intent): Promise<Consequence[]>;
  /** Nobody waits and nobody is in a call: the app may restart by itself. */
  mayRestart(): boolean;
  /** Asks the server again who is there. */
  refresh(): Promise<void>;
  /** Who is in the hosted clinic, as its server said last; null if it does not know, or nothing is hosted. */
  load(): ClinicLoad | null;
};

/** A server that does not answer by then has nobody who could be asked about. */
const LOAD_WITHIN_MS = 1_000;

/**
 * @param presence as it is at this moment, without the hosted clinic's people
 * @param clinicLoad asks the hosted clinic's server; null if it does not know
 * @param onAsked called whenever it was asked, for whatever reason
 */
export const createInterlock = ({
  presence,
  clinicLoad,
  onAsked = () => undefined,
  timers,
}: {
  presence: () => Omit<Presence, 'clinic'>;
  clinicLoad: () => Promise<ClinicLoad | null>;
  onAsked?: () => void;
  timers: Timers;
}): Interlock => {
  /** As the server said last. */
  let known: ClinicLoad | null = null;

  const askClinic = async (): Promise<ClinicLoad | null> => {
    if (!presence().isHosting) return null;
    const late = Promise.withResolvers<null>();
    const timer = timers.after(LOAD_WITHIN_MS, () => late.resolve(null));
    try {
      return await Promise.race([clinicLoad(), late.promise]);
    } catch {
      return null;
    } finally {
      timer.cancel();
    }
  };
  const refresh = async (): Promise<void> => {
    known = await askClinic();
    onAsked();
  };

  const now = (): Presence => ({ ...presence(), clinic: known });

  return {
    refresh,
    load: () => known,
    decide: (intent) => decide(intent, now()),
    ask: async (intent) => {
      await refresh();
      return decide(intent, now());
    },
    consequences: async (intent) => {
      await refresh();
      return consequencesOf(intent, now());
    },
    mayRestart: () => consequencesOf('restart-app', now()).length === 0,
  };
};
