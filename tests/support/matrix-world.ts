import { decodeJwt } from 'jose';
import type { Appointment } from '../../server/protocol/index.ts';
import { beginUpload, fileOf, PNG, upload } from './files.ts';
import { PASSWORD, startTestServer, type Person } from './server.ts';
import type { TestClient } from './socket-client.ts';

/** Those who try everything on the visit A, which is `patientA`'s with `doctor`. */
export const ACTORS = [
  /** Has no token. */
  'anonymous',
  /** The session of A's invitation: in the waiting room, not admitted. */
  'waiting',
  /** A's patient with an account: admitted, in the call. */
  'patientA',
  /** Another patient of the same doctor, in the call of the own visit. */
  'patientB',
  /** A's doctor: shows that what others may not do can be done. */
  'doctor',
  /** A doctor who has nothing to do with A, in a call of the own. */
  'otherDoctor',
  /** The admin, a doctor who has nothing to do with A. */
  'admin',
  /** A session of A's patient that has ended. */
  'revoked',
] as const;
export type Actor = (typeof ACTORS)[number];

/** Actors who must neither change nor learn anything of A. */
export const OUTSIDERS: ReadonlySet<Actor> = new Set([
  'anonymous',
  'patientB',
  'otherDoctor',
  'admin',
  'revoked',
]);

const NOBODY: Pick<Person, 'token' | 'refreshToken' | 'bearer'> = {
  token: '',
  refreshToken: 'unknown',
  bearer: { authorization: '' },
};

/** A clinic with the visit A in the state that the actor meets it in. */
export const arrangeWorld = async (actor: Actor) => {
  const clinic = await startTestServer();
  const admin = await clinic.setUp();
  const doctor = await clinic.addDoctor(admin, 'bob@clinic.example');
  const account = (email: string) => ({ email, password: PASSWORD });
  const patientAUser = await clinic.addPatient(doctor, 'Pat Alpha', account('pat@clinic.example'));
  const patientBUser = await clinic.addPatient(doctor, 'Quinn Beta', account('quinn@clinic.example'));
  const { appointment: visitA, invite } = await clinic.addAppointment(doctor, patientAUser.id);
  const { appointment: visitB } = await clinic.addAppointment(doctor, patientBUser.id);

  const enterWaitingRoom = async (person: Person, { roomId }: Appointment): Promise<TestClient> => {
    const socket = await clinic.connect(person);
    await socket.request('join-waiting-room', { roomId });
    return socket;
  };
  const admit = async (by: TestClient, patient: TestClient, { roomId, patientId }: Appointment) => {
    await by.request('start-consultation', { roomId, patientId });
    await patient.request('join-room', { roomId });
  };

  const doctorSocket = await enterWaitingRoom(doctor, visitA);
  await doctorSocket.request('join-room', { roomId: visitA.roomId });
  const patientA =
    actor === 'waiting' ? await clinic.openInvite(invite.invite) : await clinic.login('pat@clinic.example');
  const patientASocket = await enterWaitingRoom(patientA, visitA);
  const uploaded = await upload(clinic, patientA, doctor.user.id, { bytes: PNG, name: 'scan.png' });
  const file = fileOf(uploaded);
  const { message } = await patientASocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'Only for my doctor',
    fileUrl: file.url,
  });
  const { uploadId } = await beginUpload(clinic, patientA, doctor.user.id, { name: 'scan.png', size: 100 });
  if (actor !== 'waiting') await admit(doctorSocket, patientASocket, visitA);

  const enter = async (): Promise<{ person: typeof NOBODY; socket: TestClient | null }> => {
    switch (actor) {
      case 'anonymous':
        return { person: NOBODY, socket: null };
      case 'waiting':
      case 'patientA':
        return { person: patientA, socket: patientASocket };
      case 'patientB': {
        const person = await clinic.login('quinn@clinic.example');
        const socket = await enterWaitingRoom(person, visitB);
        await admit(await enterWaitingRoom(doctor, visitB), socket, visitB);
        return { person, socket };
      }
      case 'doctor':
        return { person: doctor, socket: doctorSocket };
      case 'otherDoctor': {
        const person = await clinic.addDoctor(admin, 'carol@clinic.example', 'Carol Three');
        const socket = await clinic.connect(person);
        await socket.request('join-room', { roomId: 'carols-own-call' });
        return { person, socket };
      }
      case 'admin':
        return { person: admin, socket: await clinic.connect(admin) };
      case 'revoked': {
        const person = await clinic.login('pat@clinic.example');
        await clinic.expectStatus(200, clinic.request('POST', '/auth/logout', undefined, person.bearer));
        return { person, socket: null };
      }
    }
  };
  const { person, socket } = await enter();
  // A third patient needs help, which concerns every doctor of the clinic.
  await clinic.addPatient(doctor, 'Rae Gamma', account('rae@clinic.example'));
  const rae = await clinic.connect(await clinic.login('rae@clinic.example'));
  const { emergency } = await rae.request('raise_emergency', { content: 'I cannot breathe' });
  // A second device of A's patient, which nobody else may sign out.
  const spare = decodeJwt<{ sid: string }>((await clinic.login('pat@clinic.example')).token);

  return {
    clinic,
    visitA,
    person,
    isPatient: ['waiting', 'patientA', 'patientB', 'revoked'].includes(actor),
    /** Null for those whom the handshake refuses. */
    socket,
    doctorSocket,
    patientASocket,
    spareSessionId: spare.sid,
    /** Of the third patient. */
    emergencyId: emergency.id,
    /** A's patient wrote it in the waiting room, with a file. */
    messageId: message.id,
    fileId: file.id,
    /** Of A's patient, not complete. */
    uploadId,
    /** The other end of A's call, as the actor sees it. */
    peerId: actor === 'doctor' ? patientASocket.id : doctorSocket.id,
  };
};

export type World = Awaited<ReturnType<typeof arrangeWorld>>;
