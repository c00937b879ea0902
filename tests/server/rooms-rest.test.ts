import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { callRoomSchema } from '../../server/protocol/index.ts';
import { PASSWORD, startTestServer, type Person, type TestServer } from '../support/server.ts';

const create = (clinic: TestServer, person: Person, body: object) =>
  clinic.request<{ success: boolean; roomId: string; message: string }>(
    'POST',
    '/api/rooms/create',
    body,
    person.bearer,
  );

const get = (clinic: TestServer, person: Person, roomId: string) =>
  clinic.request('GET', `/api/rooms/${roomId}`, undefined, person.bearer);

const NOT_FOUND = { status: 404, body: { success: false, message: 'Room not found' } };

/** A doctor and a patient who has an account. */
const arrangePair = async (clinic: TestServer) => {
  const doctor = await clinic.setUp();
  const account = { email: 'pat@clinic.example', password: PASSWORD };
  const { id } = await clinic.addPatient(doctor, 'Pat Alpha', account);
  const patient = await clinic.login('pat@clinic.example');
  return { doctor, patient, parties: { doctorId: doctor.user.id, patientId: id } };
};

it('[S2-R02] creates the room of an appointment, whose id it takes', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const { appointment } = await clinic.addAppointment(doctor, parties.patientId);

  const { status, body } = await create(clinic, doctor, { ...parties, appointmentId: appointment.id });

  expect(status).toBe(200);
  expect(body).toEqual({ success: true, roomId: appointment.id, message: 'Room created successfully' });
  expect((await get(clinic, patient, appointment.id)).status).toBe(200);
});

it('[S2-R02] takes an appointment’s id that another system made', async () => {
  const clinic = await startTestServer();
  const { doctor, parties } = await arrangePair(clinic);
  const { status, body } = await create(clinic, doctor, { ...parties, appointmentId: 'booking-4711' });
  expect({ status, body }).toMatchObject({ status: 200, body: { success: true, roomId: 'booking-4711' } });
  expect((await get(clinic, doctor, 'booking-4711')).status).toBe(200);
});

it('[S2-R03, S2-T02, S2-F01] creates a room with an id of its own without an appointment', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);

  const first = await create(clinic, doctor, parties);
  const second = await create(clinic, patient, { ...parties, appointmentId: null });

  for (const { status, body } of [first, second]) {
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      roomId: expect.stringMatching(/^[\w-]{22,}$/),
      message: 'Room created successfully',
    });
  }
  expect(first.body.roomId).not.toBe(second.body.roomId);
});

it('[S2-R04, S2-M01, S2-M02] shows the room with those who are in it', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const { roomId } = (await create(clinic, doctor, parties)).body;

  const empty = await get(clinic, doctor, roomId);
  expect(empty).toMatchObject({
    status: 200,
    body: {
      success: true,
      room: { id: roomId, participants: [], ...parties, createdAt: expect.any(String) },
    },
  });

  const socket = await clinic.connect(patient);
  await socket.request('join-room', { roomId });
  const { body } = await get(clinic, doctor, roomId);
  const room = callRoomSchema.parse(body['room']);
  expect(room.participants).toEqual([
    {
      socketId: socket.id,
      userId: patient.user.id,
      userType: 'patient',
      userName: 'Pat Alpha',
      joinedAt: expect.any(String),
      audioEnabled: true,
      videoEnabled: true,
    },
  ]);
});

it('[S2-R04, S2-H06, S2-H07] answers 404 for an unknown room and, alike, for a room of other people', async () => {
  const clinic = await startTestServer();
  const { doctor, parties } = await arrangePair(clinic);
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  const { roomId } = (await create(clinic, doctor, parties)).body;

  expect(await get(clinic, doctor, 'unknown')).toMatchObject(NOT_FOUND);
  expect(await get(clinic, bob, roomId)).toMatchObject(NOT_FOUND);
  expect((await get(clinic, bob, roomId)).body).toEqual((await get(clinic, bob, 'unknown')).body);
});

it('[S2-R04, S2-F08] answers 404 once the last one has left', async () => {
  const clinic = await startTestServer();
  const { doctor, parties } = await arrangePair(clinic);
  const { roomId } = (await create(clinic, doctor, parties)).body;
  const socket = await clinic.connect(doctor);
  await socket.request('join-room', { roomId });
  await socket.request('leave-room', { roomId });
  expect(await get(clinic, doctor, roomId)).toMatchObject(NOT_FOUND);
});

it('shows the room of a visit to its two people, under both of its ids', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, appointment, roomId } = await clinic.arrangeCall();
  for (const person of [doctor, patient]) {
    expect(await get(clinic, person, roomId)).toMatchObject({
      status: 200,
      body: { room: { id: roomId, participants: [{ userType: 'doctor' }, { userType: 'patient' }] } },
    });
    expect(await get(clinic, person, appointment.id)).toMatchObject({ status: 200 });
  }
});

it('survives a restart of the server', async () => {
  const first = await startTestServer();
  const { doctor, parties } = await arrangePair(first);
  const { roomId } = (await create(first, doctor, parties)).body;
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  expect(await get(second, doctor, roomId)).toMatchObject({ status: 200, body: { room: { id: roomId } } });
});

it('survives a restart with its people in it', async () => {
  const first = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(first);
  const { roomId } = (await create(first, doctor, parties)).body;
  for (const person of [doctor, patient]) {
    await (await first.connect(person)).request('join-room', { roomId });
  }
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  expect(await get(second, doctor, roomId)).toMatchObject({ status: 200, body: { room: { id: roomId } } });
});

it('is the same room when it is created again', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const appointmentId = randomUUID();
  const first = await create(clinic, doctor, { ...parties, appointmentId });
  const second = await create(clinic, patient, { ...parties, appointmentId });
  expect([first.body.roomId, second.body.roomId]).toEqual([appointmentId, appointmentId]);
});

it('[S2-X02, S2-X05] is made only by its parties, who share a relation', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const bob = await clinic.addDoctor(doctor, 'bob@clinic.example');
  const stranger = await clinic.addPatient(bob, 'Quinn Beta');

  expect((await clinic.request('POST', '/api/rooms/create', parties)).status).toBe(401);
  for (const [person, body] of [
    [bob, parties],
    [patient, { ...parties, patientId: stranger.id }],
    [doctor, { ...parties, patientId: stranger.id }],
    [bob, { ...parties, doctorId: bob.user.id }],
    [doctor, { doctorId: parties.patientId, patientId: parties.doctorId }],
  ] as const) {
    expect(await create(clinic, person, body)).toMatchObject({ status: 403, body: { success: false } });
  }
});

it('does not open the room of a visit, or of other people, under another meaning', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const other = await clinic.addPatient(doctor, 'Quinn Beta');
  const { appointment } = await clinic.addAppointment(doctor, other.id);
  await create(clinic, doctor, { doctorId: doctor.user.id, patientId: other.id, appointmentId: 'taken' });

  for (const appointmentId of [appointment.id, appointment.roomId, 'taken']) {
    const { status } = await create(clinic, patient, { ...parties, appointmentId });
    expect([403, 409]).toContain(status);
  }
});

it('[S2-X05] does not make the room in which somebody waits that of other people', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const bob = await clinic.connect(await clinic.addDoctor(doctor, 'bob@clinic.example'));
  await bob.request('join-room', { roomId: 'bobs-room' });

  expect(await create(clinic, patient, { ...parties, appointmentId: 'bobs-room' })).toMatchObject({
    status: 409,
    body: { success: false, code: 'conflict' },
  });
  const intruder = await clinic.connect(patient);
  expect(await intruder.refusal('join-room', { roomId: 'bobs-room' })).toMatchObject({ code: 'forbidden' });
});

it('[S2-R04] shows a room that was opened by joining it, to who may know of it', async () => {
  const clinic = await startTestServer();
  const { doctor, patient, parties } = await arrangePair(clinic);
  const socket = await clinic.connect(doctor);
  await socket.request('join-room', { roomId: 'our-room' });

  const { status, body } = await get(clinic, doctor, 'our-room');
  expect(status).toBe(200);
  const alone = callRoomSchema.parse(body['room']);
  expect(alone).toMatchObject({ id: 'our-room', doctorId: parties.doctorId });
  expect(alone.participants.map(({ socketId }) => socketId)).toEqual([socket.id]);
  expect(alone).not.toHaveProperty('patientId');
  expect(await get(clinic, patient, 'our-room')).toMatchObject(NOT_FOUND);

  await (await clinic.connect(patient)).request('join-room', { roomId: 'our-room' });
  expect(await get(clinic, patient, 'our-room')).toMatchObject({ status: 200, body: { room: parties } });
});

it('[S2-X04] names the field that is missing', async () => {
  const clinic = await startTestServer();
  const doctor = await clinic.setUp();
  const answer = await create(clinic, doctor, { doctorId: doctor.user.id });
  expect(answer).toMatchObject({ status: 400, body: { success: false, issues: [{ path: 'patientId' }] } });
});
