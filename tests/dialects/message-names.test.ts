import { describe, expect, it } from 'vitest';
import { addAnotherPatient } from '../support/chat.ts';
import { arrangeForeign, connectPhase4, connectQuickclinic } from '../support/foreign.ts';

/** Two patients of one doctor whose pages give their messages the same name, which is the time. */
const arrange = async () => {
  const arranged = await arrangeForeign();
  const { server, doctor, patient, pair } = arranged;
  const quinn = await addAnotherPatient(server, doctor);
  const ofQuinn = { patientId: quinn.user.id, doctorId: doctor.user.id };
  const own = await connectPhase4(server, patient, pair);
  const others = await connectPhase4(server, quinn, ofQuinn);
  const reader = await connectPhase4(server, doctor, pair);
  const send = (socket: typeof own, id: string, content: string) =>
    socket.emitForAck('message:send', { id, receiverId: doctor.user.id, content });
  const post = (person: typeof patient, content: string) => {
    const people = person === patient ? pair : ofQuinn;
    return server.request('POST', '/api/chat/messages', { ...people, content }, person.bearer);
  };
  const mark = (body: object) => server.request('PATCH', '/api/chat/messages', body, doctor.bearer);
  /** How often the two have been told that something was read, since the last time. */
  const told = async () => {
    await reader.settled();
    await own.settled();
    await others.settled();
    const counts = [own, others].map((socket) => socket.heard('message:read:confirmed').length);
    for (const socket of [own, others]) socket.forget();
    return counts;
  };
  return { ...arranged, ofQuinn, quinn, own, others, reader, send, post, mark, told };
};

describe('two messages with one name', () => {
  it('[S4-E07, K14] are told apart by the two people whose conversation it is', async () => {
    const { own, others, reader, pair, ofQuinn, send, told } = await arrange();
    await send(own, 'temp-1', 'of Pat');
    await send(others, 'temp-1', 'of Quinn');
    await reader.emitForAck('message:read', { messageId: 'temp-1', ...ofQuinn });
    expect(await told()).toEqual([0, 1]);
    await reader.emitForAck('message:read', { messageId: 'temp-1', ...pair });
    expect(await told()).toEqual([1, 0]);
  });

  it('[S4-E07, K14] are told apart also if the name came with the second copy', async () => {
    const { own, others, reader, patient, quinn, pair, send, post, told } = await arrange();
    await post(patient, 'of Pat');
    await send(own, 'temp-1', 'of Pat');
    await post(quinn, 'of Quinn');
    await send(others, 'temp-1', 'of Quinn');
    await reader.emitForAck('message:read', { messageId: 'temp-1', ...pair });
    expect(await told()).toEqual([1, 0]);
  });

  it('[S4-R03] are not read by a request that does not say which is meant', async () => {
    const { own, others, patient, pair, send, post, mark, told } = await arrange();
    await send(own, 'temp-1', 'of Pat');
    await send(others, 'temp-1', 'of Quinn');
    expect(await mark({ messageIds: ['temp-1'] })).toMatchObject({ status: 200, body: { success: true } });
    expect(await told()).toEqual([0, 0]);
    await mark({ messageIds: ['temp-1'], ...pair });
    expect(await told()).toEqual([1, 0]);
    // Neither if only one of them has it by its second copy.
    await post(patient, 'more of Pat');
    await send(own, 'temp-2', 'more of Pat');
    await send(others, 'temp-2', 'more of Quinn');
    await mark({ messageIds: ['temp-2'] });
    expect(await told()).toEqual([0, 0]);
  });

  it('[S4-X02, S4-E07] are not read in a conversation of others, nor by their ids outside of the one that was named', async () => {
    const {
      server,
      doctor,
      own,
      patientSocket,
      reader,
      relationId,
      pair,
      ofQuinn,
      others,
      send,
      mark,
      told,
    } = await arrange();
    const bob = await server.addDoctor(doctor, 'bob@clinic.example');
    const { message } = await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'of Pat',
    });
    reader.send('message:read', { messageId: message.id, patientId: pair.patientId, doctorId: bob.user.id });
    expect(await reader.hears('error')).toEqual({ message: 'Doctor and patient are not associated' });
    await reader.emitForAck('message:read', { messageId: message.id, ...ofQuinn });
    expect((await mark({ messageIds: [message.id], ...pair, doctorId: bob.user.id })).status).toBe(403);
    expect(await told()).toEqual([0, 0]);
    // A connection for one relation reads nothing of another.
    const bound = await connectQuickclinic(server, doctor, relationId);
    await send(others, 'temp-3', 'of Quinn');
    await bound.emitForAck('mark_as_read', { messageId: 'temp-3' });
    expect(await told()).toEqual([0, 0]);
    await bound.emitForAck('mark_as_read', { messageId: message.id });
    expect(await told()).toEqual([1, 0]);
    expect(own.heard('error')).toEqual([]);
  });
});
