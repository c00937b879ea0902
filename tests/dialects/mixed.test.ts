import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../server/dialects/registry.ts';
import { arrangeForeign } from '../support/foreign.ts';
import { VOCABULARIES } from './vocabularies.ts';

const PAIRS = VOCABULARIES.flatMap((patients) =>
  VOCABULARIES.map((doctors) => [patients.name, doctors.name, patients, doctors] as const),
);

describe('one conversation', () => {
  it.each(PAIRS)(
    '[K01, K02, K05, S4-T01, S4-T02] of a patient with %s and a doctor with %s',
    async (...[, , patients, doctors]) => {
      const arranged = await arrangeForeign();
      const { doctor, patient, doctorSocket, patientSocket } = arranged;
      // Those that the arrangement made would still be there when a person leaves.
      doctorSocket.close();
      patientSocket.close();
      const ofPatient = await patients.join(arranged, patient, doctor);
      const ofDoctor = await doctors.join(arranged, doctor, patient);
      ofPatient.socket.forget();
      ofDoctor.socket.forget();
      for (const [writer, reader] of [
        [ofPatient, ofDoctor],
        [ofDoctor, ofPatient],
      ] as const) {
        writer.type();
        await reader.hearsTyping();
        writer.send('Hello');
        const messageId = await reader.hearsMessage('Hello');
        reader.read(messageId);
        await writer.hearsRead();
      }
      if (ofPatient.raiseEmergency !== null && ofDoctor.hearsEmergency !== null) {
        ofPatient.raiseEmergency('Help');
        await ofDoctor.hearsEmergency('Help');
      }
      ofPatient.socket.close();
      await ofDoctor.hearsLeaving?.();
    },
  );

  it('[K03, K04] of all vocabularies at once: each hears each message once, in its own words', async () => {
    const arranged = await arrangeForeign();
    const { doctor, patient } = arranged;
    const ofPatient = await Promise.all(
      VOCABULARIES.map((vocabulary) => vocabulary.join(arranged, patient, doctor)),
    );
    const ofDoctor = await Promise.all(
      VOCABULARIES.map((vocabulary) => vocabulary.join(arranged, doctor, patient)),
    );
    for (const side of [...ofPatient, ...ofDoctor]) side.socket.forget();
    for (const [index, writer] of ofPatient.entries()) {
      writer.send(`From-${index}`);
      for (const reader of ofDoctor) await reader.hearsMessage(`From-${index}`);
    }
    for (const [index, { messageEvent }] of VOCABULARIES.entries()) {
      await ofDoctor[index]?.socket.settled();
      expect(ofDoctor[index]?.socket.heard(messageEvent)).toEqual([]);
    }
  });
});

describe.each(DIALECTS.map(({ id }) => id))('without the dialect %s', (removed) => {
  const without = { quickclinic: 'S3', phase4: 'S4' }[removed] ?? '';

  it('the others are understood as before', async () => {
    const arranged = await arrangeForeign({ dialects: DIALECTS.filter(({ id }) => id !== removed) });
    const { doctor, patient } = arranged;
    const others = VOCABULARIES.filter(({ name }) => name !== without);
    const ofPatient = await Promise.all(others.map((other) => other.join(arranged, patient, doctor)));
    const ofDoctor = await Promise.all(others.map((other) => other.join(arranged, doctor, patient)));
    for (const side of ofDoctor) side.socket.forget();
    for (const [index, writer] of ofPatient.entries()) {
      writer.send(`From-${index}`);
      for (const reader of ofDoctor) await reader.hearsMessage(`From-${index}`);
    }
  });
});
