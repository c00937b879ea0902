import { conversationIdOf } from '../../server/protocol/index.ts';
import { arrangeChat } from './chat.ts';
import type { Person, TestServer } from './server.ts';

/** Two people with front ends of different vocabularies, and one server. */
export const arrangeForeign = async (options: Parameters<typeof arrangeChat>[0] = {}) => {
  const arranged = await arrangeChat(options);
  const { server, doctor, patient } = arranged;
  const { body } = await server.request<{ relation: { id: string }; isNew: boolean }>(
    'POST',
    '/api/doctorpatientrelations',
    { doctorsUserId: doctor.user.id, patientsUserId: patient.user.id },
    patient.bearer,
  );
  return {
    ...arranged,
    relationId: body.relation.id,
    pair: { patientId: patient.user.id, doctorId: doctor.user.id },
    conversationId: conversationIdOf(doctor.user.id, patient.user.id),
  };
};

/** A connection of S3: for one relation. */
export const connectQuickclinic = (server: TestServer, person: Person, relationId: string) =>
  server.connect(person, { foreign: true, auth: { relationId, userId: person.user.id } });

/** A connection of S4, which has said who it is and opened the conversation. */
export const connectPhase4 = async (
  server: TestServer,
  person: Person,
  pair: { patientId: string; doctorId: string },
) => {
  const socket = await server.connect(person, { foreign: true });
  const { id: userId, role, email } = person.user;
  socket.send('authenticate', { userId, role: role.toUpperCase(), email });
  await socket.hears('authenticated');
  socket.send('join:chat', pair);
  await socket.hears('chat:joined');
  return socket;
};
