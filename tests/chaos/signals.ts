import { createClinic } from './fuzz/clinic.ts';
import { createDice } from './fuzz/dice.ts';
import { attackCall, type Forwarded } from './fuzz/hostile-call.ts';
import { startBeside } from './fuzz/beside.ts';
import { startProbedServer } from './fuzz/probed-server.ts';
import { makeSignalFrame, type SignalEvent } from './fuzz/signal-frames.ts';
import { createSimplePeerReferee } from './fuzz/simple-peer-referee.ts';
import { createTally } from './fuzz/tally.ts';
import { connectWire } from './fuzz/wire-client.ts';
import type { ChaosPart } from './part.ts';

const COUNTS = { full: 100_000, short: 4_000 } as const;
/** Events of one socket that are on their way at once. */
const WINDOW = 100;
const SIGNALS: ReadonlySet<string> = new Set(['offer', 'answer', 'ice-candidate'] satisfies SignalEvent[]);

/**
 * A patient who was admitted sends signals that are to harm: the server lets through only what simple-peer takes,
 * and our own client, which is given all of that, never ends a call for it.
 */
export const signals: ChaosPart = {
  name: 'signals',
  title: 'Hostile signals inside a call',
  promise: '10^5 fuzzed signals: only what simple-peer takes is relayed, no call ended, each comes back',
  run: async ({ scale, seed, report }) => {
    const count = COUNTS[scale];
    const dice = createDice(seed);
    const failures = new Set<string>();
    const answers = createTally();
    const forwarded: Forwarded[] = [];
    const server = await startProbedServer();
    try {
      const clinic = await createClinic(server.url);
      const beside = await startBeside(clinic);
      const doctor = await clinic.addDoctor();
      const { visit, patient } = await clinic.addGuest(doctor);
      const { roomId } = visit;
      const doctorClient = await connectWire(server.url, doctor.token);
      const patientClient = await connectWire(server.url, patient.token);
      for (const client of [doctorClient, patientClient])
        await client.request('join-waiting-room', { roomId });
      await doctorClient.request('start-consultation', { roomId, patientId: patient.user.id });
      for (const client of [doctorClient, patientClient]) await client.request('join-room', { roomId });

      doctorClient.hear((event, payload) => {
        if (SIGNALS.has(event)) {
          const signal = { event: event as SignalEvent, payload: payload as Record<string, unknown> };
          const { from, roomId: room, userType } = signal.payload;
          const isShared = from === undefined && room === roomId && userType === 'patient';
          if (from !== patientClient.id && !isShared) failures.add('a signal came with a forged sender');
          forwarded.push(signal);
        } else if (event === 'call-ended' || event === 'user-left') failures.add(`the doctor heard ${event}`);
      });
      const addresses = {
        peer: doctorClient.id,
        others: [patientClient.id, ...beside.sockets, 'nobody', roomId, doctor.user.id],
        roomId,
      };
      for (let sent = 0; sent < count; sent += WINDOW) {
        const window = Array.from({ length: Math.min(WINDOW, count - sent) }, () =>
          makeSignalFrame(dice, addresses, [sent, sent + 1, Math.max(0, sent - 50)]),
        );
        await Promise.all(
          window.map(async ({ event, payload }) => {
            const answer = await patientClient.ask(event, payload);
            answers.add(answer === null ? 'socket closed' : answer.ok ? 'relayed' : answer.code);
          }),
        );
      }
      if (patientClient.isClosed()) failures.add('the patient was disconnected');
      // Everything that was told to the doctor before this answer has arrived with it.
      await doctorClient.ask('settled?', '{}');
      const relayed = answers.of('relayed');
      if (answers.of('internal') > 0) failures.add(`${answers.of('internal')} internal errors`);
      if (relayed < 0.2 * count) failures.add(`only ${relayed} of ${count} were relayed: this proves little`);
      if (answers.of('bad_request') < 0.2 * count) failures.add('hardly any was refused: this proves little');
      for (const failure of await beside.end()) failures.add(failure);
      for (const line of server.lines) failures.add(`the log says ${line.slice(0, 400)}`);

      const referee = createSimplePeerReferee();
      const untaken = forwarded.flatMap((item) => referee.objection(item) ?? []);
      for (const objection of untaken) failures.add(objection);

      report(`answers: ${answers.show()}`);
      const attack = await attackCall(forwarded, dice);
      for (const failure of attack.failures) failures.add(failure);
      return {
        measured: {
          'signals sent': count,
          'answers to them': answers.show(),
          'heard by the doctor': forwarded.length,
          'not taken by simple-peer': untaken.length,
          'signals of the call beside': beside.signals(),
          'fed to our own client in a call': attack.fed,
          'peers that it built meanwhile': attack.rebuilt,
        },
        failures: [...failures].slice(0, 20),
      };
    } finally {
      await server.dispose();
    }
  },
};
