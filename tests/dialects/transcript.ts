import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { conversationIdOf } from '../../server/protocol/index.ts';
import { arrangeForeign } from '../support/foreign.ts';
import type { TestClient } from '../support/socket-client.ts';

/**
 * What goes over two connections of one conversation, a line each: what a front end does, and under it all that
 * the server says to either side because of it. Ids and times have names in place of their values: `<patient>`,
 * `<room>`, `<time>`, and `<id-1>` and so on in the order of their coming; `<heard>` is the message that the side
 * heard last.
 */

export const VOCABULARY_NAMES = ['S0', 'S1', 'S2', 'S3', 'S4'] as const;
export type VocabularyName = (typeof VOCABULARY_NAMES)[number];

const STEPS = ['join', 'message', 'typing', 'read', 'presence', 'emergency', 'leave'] as const;
const SIDES = ['patient', 'doctor'] as const;
type Step = (typeof STEPS)[number];
type SideName = (typeof SIDES)[number];

type Deed =
  | { step: Step; side: SideName; connects: Record<string, unknown> }
  | { step: Step; side: SideName; sends: string; args: unknown[] }
  | { step: Step; side: SideName; closes: true };
type Heard = { step: Step; side: SideName; hears: string; payload: unknown };
export type TranscriptLine = Deed | Heard;

const isDeed = (line: TranscriptLine): line is Deed => !('hears' in line);

const pathOf = (patients: VocabularyName, doctors: VocabularyName) =>
  join(
    import.meta.dirname,
    'transcripts',
    `${patients === doctors ? patients : `${patients}-${doctors}`}.jsonl`,
  );

/** The recorded lines. @throws where nothing was recorded */
export const readTranscript = (patients: VocabularyName, doctors: VocabularyName): TranscriptLine[] =>
  readFileSync(pathOf(patients, doctors), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TranscriptLine);

export const writeTranscript = (
  patients: VocabularyName,
  doctors: VocabularyName,
  lines: readonly TranscriptLine[],
): void => {
  writeFileSync(pathOf(patients, doctors), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

/** What a patient with one vocabulary and a doctor with another do: each what the own transcript says. */
export const deedsOf = (patients: VocabularyName, doctors: VocabularyName): Deed[] => {
  const deeds = { patient: readTranscript(patients, patients), doctor: readTranscript(doctors, doctors) };
  if (patients === doctors) return deeds.patient.filter(isDeed);
  return STEPS.flatMap((step) =>
    SIDES.flatMap((side) =>
      deeds[side].filter(isDeed).filter((deed) => deed.step === step && deed.side === side),
    ),
  );
};

/** Names for values that differ from run to run. */
const createNames = (known: Record<string, string>) => {
  const values = new Map(Object.entries(known));
  let unnamed = 0;
  return {
    add: (name: string, value: string) => void values.set(name, value),
    /** Puts names in the place of values. */
    conceal: <T>(payload: T): T => {
      let text = JSON.stringify(payload);
      for (const [name, value] of values) text = text.replaceAll(value, `<${name}>`);
      text = text.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (value) => {
        unnamed += 1;
        values.set(`id-${unnamed}`, value);
        return `<id-${unnamed}>`;
      });
      for (const [name, value] of values) text = text.replaceAll(value, `<${name}>`);
      return JSON.parse(
        text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replace(/:\d{13}(?=[,}])/g, ':"<time>"'),
      ) as T;
    },
    /** Puts values in the place of names. */
    reveal: <T>(payload: T, own: Record<string, string>): T =>
      JSON.parse(
        JSON.stringify(payload).replace(
          /<([a-z\d-]+)>/g,
          (whole, name: string) => own[name] ?? values.get(name) ?? whole,
        ),
      ) as T,
  };
};

const messageIn = (payload: unknown): string | undefined => {
  const { message, id } = payload as { message?: { id?: string }; id?: string };
  return message?.id ?? id;
};
const MESSAGE_EVENTS = ['new_message', 'message:received', 'waiting-room-message'];

/** How long a recording listens for what a deed leads to, in milliseconds. */
const RECORDING_MS = 300;

/**
 * Does what a transcript says, against a server, and writes down what is heard.
 * @param recorded what should be heard: nothing more is waited for; null to record
 */
export const play = async (
  deeds: readonly Deed[],
  recorded: readonly TranscriptLine[] | null,
): Promise<TranscriptLine[]> => {
  const arranged = await arrangeForeign();
  const { server, doctor, patient, patientUser, relationId, doctorSocket, patientSocket } = arranged;
  // Those that the arrangement made would hear, too.
  doctorSocket.close();
  await patientSocket.next('user_status_change', ({ status }) => status === 'offline');
  patientSocket.close();
  const { appointment } = await server.addAppointment(doctor, patientUser.id);
  const created = await server.request<{ roomId: string }>(
    'POST',
    '/api/rooms/create',
    { doctorId: doctor.user.id, patientId: patient.user.id },
    doctor.bearer,
  );
  const names = createNames({
    conversation: conversationIdOf(doctor.user.id, patient.user.id),
    patient: patient.user.id,
    doctor: doctor.user.id,
    relation: relationId,
    room: appointment.roomId,
    appointment: appointment.id,
    call: created.body.roomId,
    'patient-token': patient.token,
    'doctor-token': doctor.token,
  });
  const sockets = new Map<SideName, TestClient>();
  const lastHeard: Record<SideName, string> = { patient: '', doctor: '' };

  const carryOut = async (deed: Deed): Promise<void> => {
    const own = { heard: lastHeard[deed.side] };
    if ('connects' in deed) {
      const auth = names.reveal(deed.connects, own);
      const socket = await server.connect(null, { foreign: true, auth });
      names.add(`${deed.side}-socket`, socket.id);
      sockets.set(deed.side, socket);
    } else if ('sends' in deed) {
      sockets.get(deed.side)?.socket.emit(deed.sends, ...names.reveal(deed.args, own));
    } else {
      sockets.get(deed.side)?.close();
      sockets.delete(deed.side);
    }
  };

  /** Until all that is recorded has come, and what came beside it. */
  const settle = async (expected: readonly Heard[] | null): Promise<void> => {
    if (expected === null) await new Promise((resolve) => setTimeout(resolve, RECORDING_MS));
    for (const [side, socket] of sockets) {
      const count = expected?.filter((line) => line.side === side).length ?? 0;
      await vi
        .waitUntil(() => socket.waiting() >= count, { interval: 5, timeout: 4000 })
        // The comparison says what is missing.
        .catch(() => undefined);
    }
    for (const socket of sockets.values()) await socket.settled();
  };

  const heardAfter = (index: number): Heard[] | null => {
    if (recorded === null) return null;
    let deedsSeen = -1;
    return recorded.filter((line): line is Heard => {
      if (isDeed(line)) deedsSeen += 1;
      return deedsSeen === index && !isDeed(line);
    });
  };

  const lines: TranscriptLine[] = [];
  for (const [index, deed] of deeds.entries()) {
    lines.push(deed);
    await carryOut(deed);
    await settle(heardAfter(index));
    for (const side of SIDES) {
      for (const { event, payload } of sockets.get(side)?.takeAll() ?? []) {
        if (MESSAGE_EVENTS.includes(event)) lastHeard[side] = messageIn(payload) ?? lastHeard[side];
        lines.push({ step: deed.step, side, hears: event, payload: names.conceal(payload ?? null) });
      }
    }
  }
  return lines;
};
