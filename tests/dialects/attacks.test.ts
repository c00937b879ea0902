import { describe, expect, it } from 'vitest';
import { arrangeForeign, connectPhase4, connectQuickclinic } from '../support/foreign.ts';
import type { TestClient } from '../support/socket-client.ts';

const SECRET = 'Nobody else may read this';

/** A pair in each of its rooms, and a doctor and a patient of the same clinic who have no part in it. */
const arrange = async () => {
  const arranged = await arrangeForeign();
  const { server, doctor, patient, patientUser, doctorSocket, patientSocket } = arranged;
  const { appointment } = await server.addAppointment(doctor, patientUser.id);
  const { roomId } = appointment;
  const call = await server.request<{ roomId: string }>(
    'POST',
    '/api/rooms/create',
    { doctorId: doctor.user.id, patientId: patient.user.id },
    doctor.bearer,
  );
  const callId = call.body.roomId;
  await doctorSocket.request('join-waiting-room', { roomId });
  await patientSocket.request('join-waiting-room', { roomId });
  await doctorSocket.request('join-room', { roomId: callId });
  await patientSocket.request('join-room', { roomId: callId });
  const { message } = await patientSocket.request('send_message', {
    receiverId: doctor.user.id,
    content: 'Unread as yet',
  });
  const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
  await doctorSocket.settled();
  await patientSocket.settled();
  doctorSocket.forget();
  patientSocket.forget();
  return { ...arranged, roomId, callId, messageId: message.id, stranger };
};

type World = Awaited<ReturnType<typeof arrange>>;

/** What somebody sends who may not, in one vocabulary, of the room `roomId` that is somebody else's. */
type Attack = {
  auth?: (world: World) => Record<string, unknown>;
  frames: (world: World, roomId: string | null) => (readonly [event: string, payload: unknown])[];
};

const ATTACKS: Record<string, Attack> = {
  S0: {
    auth: () => ({ userType: 'doctor' }),
    frames: ({ roomId: own, callId, patient }, other) => {
      const roomId = other ?? own;
      return [
        ['join-waiting-room', { roomId }],
        ['waiting-room-message', { roomId, message: 'forged' }],
        ['start-consultation', { roomId, patientId: patient.user.id }],
        ['doctor-join-consultation', { roomId, patientId: patient.user.id }],
        ['device-test-results', { roomId, results: { allTestsPassed: true } }],
        ['patient-ready', { roomId, ready: true }],
        ['leave-waiting-room', { roomId }],
        ['ice-candidate', { roomId, candidate: { candidate: '' }, userType: 'patient' }],
        ['ice-candidate', { roomId: other ?? callId, candidate: { candidate: '' }, userType: 'doctor' }],
      ];
    },
  },
  S1: {
    frames: ({ patient, doctor }, other) => {
      const receiverId = other ?? patient.user.id;
      return [
        ['send_message', { receiverId, senderId: doctor.user.id, content: 'forged' }],
        ['typing_start', { receiverId, userId: doctor.user.id }],
        ['typing_stop', { receiverId }],
        ['mark_read', { senderId: receiverId, userId: doctor.user.id }],
      ];
    },
  },
  S2: {
    frames: ({ callId, doctor, patientSocket }, other) => {
      const roomId = other ?? callId;
      const to = patientSocket.id;
      return [
        ['join-room', { roomId, userId: doctor.user.id, userType: 'doctor', userName: 'Ada One' }],
        ['offer', { offer: { type: 'offer', sdp: 'v=0\r\n' }, to }],
        ['answer', { answer: { type: 'answer', sdp: 'v=0\r\n' }, to }],
        ['ice-candidate', { candidate: { candidate: '' }, to }],
        ['start-call', { roomId }],
        ['toggle-video', { roomId, enabled: false }],
        ['toggle-audio', { roomId, enabled: false }],
        ['end-call', { roomId }],
        ['leave-room', { roomId }],
      ];
    },
  },
  S3: {
    frames: ({ relationId: own, messageId, doctor }, other) => {
      const relationId = other ?? own;
      return [
        ['get_initial_messages', { relationId, page: 1, limit: 50 }],
        ['send_message', { relationId, userId: doctor.user.id, text: 'forged' }],
        ['user_typing', { relationId }],
        ['mark_as_read', { relationId, messageId }],
      ];
    },
  },
  S4: {
    frames: ({ pair: own, patient, doctor, messageId }, other) => {
      const pair = other === null ? own : { patientId: other, doctorId: other };
      const { id: userId, email } = doctor.user;
      return [
        ['authenticate', { userId, role: 'DOCTOR', email }],
        ['join:chat', pair],
        [
          'message:send',
          { id: 'temp-1', senderId: userId, receiverId: other ?? patient.user.id, content: 'forged' },
        ],
        ['typing:start', pair],
        ['typing:stop', pair],
        ['message:read', { messageId, ...pair }],
      ];
    },
  },
};

/** The pair goes on as if nothing had been, and nobody but the pair hears of it. */
const expectNothingCameOfIt = async (world: World, attacker: TestClient): Promise<void> => {
  const { doctor, patient, doctorSocket, patientSocket, roomId, callId, server } = world;
  await attacker.settled();
  await Promise.all([doctorSocket.settled(), patientSocket.settled()]);
  expect([...doctorSocket.takeAll(), ...patientSocket.takeAll()]).toEqual([]);
  attacker.forget();
  await patientSocket.request('send_message', { receiverId: doctor.user.id, content: SECRET });
  await patientSocket.request('waiting-room-message', { roomId, message: SECRET });
  await doctorSocket.request('toggle-video', { roomId: callId, enabled: true });
  patientSocket.send('typing_start', { receiverId: doctor.user.id });
  await Promise.all([doctorSocket.settled(), patientSocket.settled()]);
  await attacker.settled();
  // What was refused may be answered still.
  expect(attacker.takeAll().filter(({ event }) => event !== 'error')).toEqual([]);
  const { body } = await server.request<{ data: { content: string; isRead: boolean }[] }>(
    'GET',
    `/chat/conversations/${patient.user.id}`,
    undefined,
    doctor.bearer,
  );
  expect(body.data.map(({ content, isRead }) => [content, isRead])).toEqual([
    ['Unread as yet', false],
    [SECRET, false],
    [SECRET, false],
  ]);
};

describe.each(Object.entries(ATTACKS))('somebody who attacks in the words of %s', (_, { auth, frames }) => {
  const attack = async (world: World, roomIds: readonly (string | null)[]) => {
    const attacker = await world.server.connect(world.stranger, {
      foreign: true,
      auth: auth?.(world) ?? {},
    });
    for (const roomId of roomIds) {
      await Promise.all(frames(world, roomId).map(([event, payload]) => attacker.emitForAck(event, payload)));
    }
    await expectNothingCameOfIt(world, attacker);
  };

  it('[K23] gets nothing of a relation of others, and changes nothing in it', async () => {
    await attack(await arrange(), [null]);
  });

  it('[K23] overhears nobody by the name of a connection, a person or a room of the server’s own', async () => {
    const world = await arrange();
    const { patientSocket, patient, pair, relationId, conversationId, roomId } = world;
    await attack(world, [
      patientSocket.id,
      `user:${patient.user.id}`,
      `chat:${pair.patientId}:${pair.doctorId}`,
      `relation_${relationId}`,
      `wr:${roomId}`,
      conversationId,
    ]);
  });
});

describe('somebody who says to be somebody else', () => {
  it('[K09, S0-X02] is refused in a waiting room', async () => {
    const { server, patient } = await arrangeForeign();
    await expect(server.connect(patient, { auth: { userType: 'doctor' } })).rejects.toThrow(
      'Authentication error',
    );
  });

  it('[K09] writes under the own name, whatever the frame says', async () => {
    const { server, doctor, patient, pair, relationId, doctorSocket } = await arrangeForeign();
    const forged = { senderId: doctor.user.id, userId: doctor.user.id, sender: doctor.user.id };
    const [chat, relation, phase4] = await Promise.all([
      server.connect(patient, { foreign: true }),
      server.connect(patient, { foreign: true, auth: { relationId, userId: doctor.user.id } }),
      connectPhase4(server, patient, pair),
    ]);
    const receiverId = doctor.user.id;
    chat.send('send_message', { ...forged, receiverId, content: 'One' });
    relation.send('send_message', { ...forged, text: 'Two' });
    phase4.send('message:send', { ...forged, id: 'temp-1', receiverId, content: 'Three' });
    for (const content of ['One', 'Two', 'Three']) {
      const { message } = await doctorSocket.next(
        'new_message',
        (heard) => heard.message.content === content,
      );
      expect(message.sender._id).toBe(patient.user.id);
    }
  });

  it('[K09] is shown by the own name in a call', async () => {
    const { server, patient, doctor, doctorSocket, callId } = await arrange();
    const socket = await server.connect(patient, { foreign: true });
    socket.send('join-room', {
      roomId: callId,
      userId: doctor.user.id,
      userType: 'doctor',
      userName: 'Ada One',
    });
    expect(await doctorSocket.next('user-joined', ({ socketId }) => socketId === socket.id)).toMatchObject({
      userId: patient.user.id,
      userType: 'patient',
      userName: 'Pat Alpha',
    });
  });
});

describe('a storm', () => {
  it('[K12, S4-T03] of receipts in each vocabulary is told once, and not by HTTP either', async () => {
    const { server, doctor, patient, pair, relationId, patientSocket } = await arrangeForeign();
    const writers = [
      await server.connect(patient, { foreign: true }),
      await connectQuickclinic(server, patient, relationId),
      await connectPhase4(server, patient, pair),
    ] as const;
    const reader = await connectPhase4(server, doctor, pair);
    const relation = await connectQuickclinic(server, doctor, relationId);
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'Read me',
    });
    for (const writer of writers) {
      await writer.settled();
      writer.forget();
    }
    for (let times = 0; times < 10; times += 1) {
      reader.send('message:read', { messageId: message.id, ...pair });
      reader.send('mark_read', { senderId: patient.user.id });
      relation.send('mark_as_read', { messageId: message.id });
      await server.request('PATCH', '/api/chat/messages', { messageIds: [message.id] }, doctor.bearer);
    }
    await Promise.all([reader.settled(), relation.settled()]);
    await Promise.all(writers.map((writer) => writer.settled()));
    expect([
      writers[0].heard('messages_read').length,
      writers[1].heard('message_read').length,
      writers[2].heard('message:read:confirmed').length,
    ]).toEqual([1, 1, 1]);
  });

  it('[K14] of one message by both ways of S4 is stored and told once', async () => {
    const { server, doctor, patient, pair } = await arrangeForeign();
    const own = await connectPhase4(server, patient, pair);
    const other = await connectPhase4(server, doctor, pair);
    const contents = Array.from({ length: 8 }, (_, index) => `Message ${index}`);
    await Promise.all(
      contents.flatMap((content, index) => [
        own.emitForAck('message:send', { id: `temp-${index}`, receiverId: doctor.user.id, content }),
        server.request('POST', '/api/chat/messages', { ...pair, content }, patient.bearer),
      ]),
    );
    await other.settled();
    const heard = other.heard('message:received').map((message) => (message as { content: string }).content);
    expect(heard.toSorted()).toEqual(contents);
  });
});
