import { conversationIdOf } from '../../server/protocol/index.ts';
import { PASSWORD, startTestServer, type TestServer } from './server.ts';

/** A clinic with two people who know each other, both with an account and a connection; and somebody who is neither. */
export const arrangeChat = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const server = await startTestServer(options);
  const doctor = await server.setUp();
  const patientUser = await server.addPatient(doctor, 'Pat Alpha', {
    email: 'pat@clinic.example',
    password: PASSWORD,
  });
  const patient = await server.login('pat@clinic.example');
  const doctorSocket = await server.connect(doctor);
  const patientSocket = await server.connect(patient);
  await doctorSocket.settled();
  doctorSocket.forget();
  patientSocket.forget();
  return {
    server,
    doctor,
    patient,
    patientUser,
    doctorSocket,
    patientSocket,
    conversationId: conversationIdOf(doctor.user.id, patient.user.id),
  };
};

/** A second patient of the same doctor, with an account. */
export const addAnotherPatient = async (
  server: TestServer,
  doctor: Parameters<TestServer['addPatient']>[0],
) => {
  await server.addPatient(doctor, 'Quinn Beta', { email: 'quinn@clinic.example', password: PASSWORD });
  return server.login('quinn@clinic.example');
};
