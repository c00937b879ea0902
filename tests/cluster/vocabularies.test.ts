import { afterAll, beforeAll, describe, it } from 'vitest';
import { VOCABULARIES } from '../dialects/vocabularies.ts';
import { FAST } from '../support/cluster-times.ts';
import { arrangeForeign } from '../support/foreign.ts';
import { openSharedStore, startNode } from '../support/nodes.ts';
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '../support/redis.ts';

const isThere = hasRedis();
if (!isThere) console.info(`Not tested here: vocabularies at several servers: ${NO_REDIS}`);

/** Each with another one. */
const PAIRS = VOCABULARIES.flatMap((patients, index) => {
  const doctors = VOCABULARIES[(index + 1) % VOCABULARIES.length];
  return doctors === undefined ? [] : [[patients.name, doctors.name, patients, doctors] as const];
});

describe.skipIf(!isThere)('one conversation over two servers', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it.each(PAIRS)('of a patient with %s and a doctor with %s', async (...[, , patients, doctors]) => {
    const store = await openSharedStore();
    const arranged = await arrangeForeign({
      redisUrl: redis.url,
      openStore: () => Promise.resolve(store),
      clusterTimes: FAST,
    });
    const two = await startNode(store, redis.url);
    const { doctor, patient, doctorSocket, patientSocket } = arranged;
    doctorSocket.close();
    patientSocket.close();
    const ofPatient = await patients.join({ ...arranged, server: two }, patient, doctor);
    const ofDoctor = await doctors.join(arranged, doctor, patient);
    await Promise.all([ofPatient.socket.settled(), ofDoctor.socket.settled()]);
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
  });
});
