import type { AnteroomBridge, AttentionReport } from '../../../src-preload/contract.ts';

/** What one part of the page knows of the person in front of it. */
export type AttentionParts = {
  /** The doctor's queue. */
  doctor: Pick<AttentionReport, 'waiting' | 'admitted' | 'unread' | 'emergencies' | 'silence'>;
  /** Who has written, of both roles. */
  messages: AttentionReport['messages'];
  /** A patient is in the waiting room. */
  wait: true;
  /** Somebody is in the call on this page. */
  call: { role: 'doctor' | 'patient' };
};

/** Tells the main process who waits and what goes on, whenever it changes. */
export type AttentionReporter = {
  /** Null: this part knows nothing any more. */
  put<P extends keyof AttentionParts>(part: P, known: AttentionParts[P] | null): void;
  /** As it was last put together. */
  current(): AttentionReport;
};

type Known = { [P in keyof AttentionParts]: AttentionParts[P] | null };

const NO_MESSAGES: AttentionReport['messages'] = { from: [], isQuiet: false };

export const combine = ({ doctor, messages, wait, call }: Known): AttentionReport => {
  const isDoctor = doctor !== null || call?.role === 'doctor';
  const isPatient = wait !== null || call !== null;
  const somebodyWaits = isDoctor ? (doctor?.waiting.length ?? 0) > 0 : wait !== null;
  return {
    role: isDoctor ? 'doctor' : isPatient ? 'patient' : 'nobody',
    activity: call !== null ? 'in-call' : somebodyWaits ? 'waiting' : 'idle',
    waiting: doctor?.waiting ?? [],
    admitted: doctor?.admitted ?? 0,
    unread: (doctor?.unread ?? 0) + (messages?.from.length ?? 0),
    emergencies: doctor?.emergencies ?? [],
    messages: messages ?? NO_MESSAGES,
    silence: doctor?.silence ?? null,
  };
};

export const createAttentionReporter = (
  attention: Pick<AnteroomBridge['attention'], 'update'>,
): AttentionReporter => {
  const known: Known = { doctor: null, messages: null, wait: null, call: null };
  let current = combine(known);
  let sent = JSON.stringify(current);
  let isScheduled = false;

  const send = () => {
    isScheduled = false;
    const next = JSON.stringify(current);
    if (next === sent) return;
    sent = next;
    attention.update(current).catch(() => {
      // What was not heard is said again with the next change.
      sent = '';
    });
  };

  return {
    current: () => current,
    put: (part, what) => {
      known[part] = what;
      current = combine(known);
      // One page gives way to the next in one go: nothing in between is told.
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(send);
    },
  };
};
