import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

const offer = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n' } as const;
const answer = { type: 'answer', sdp: 'v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\n' } as const;
const candidate = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host',
  sdpMLineIndex: 0,
  sdpMid: '0',
} as const;

describe('signals', () => {
  it('[S2-E02] [S2-E13] [S2-F03] [S2-F14] relays an offer to the addressee, with its sender', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('offer', { offer, to: patientSocket.id });
    expect(await patientSocket.next('offer')).toEqual({
      offer,
      from: doctorSocket.id,
      fromUser: {
        userId: doctor.user.id,
        userType: 'doctor',
        userName: 'Ada One',
        roomId,
        socketId: doctorSocket.id,
      },
    });
    expect(doctorSocket.countOf('offer')).toBe(0);
  });

  it('[S2-E03] [S2-E14] relays an answer to the addressee, with its sender', async () => {
    const server = await startTestServer();
    const { patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    patientSocket.send('answer', { answer, to: doctorSocket.id });
    expect(await doctorSocket.next('answer')).toMatchObject({
      answer,
      from: patientSocket.id,
      fromUser: { userId: patientUser.id, userType: 'patient' },
    });
  });

  it('[S2-E04] [S2-E15] [S2-F04] [S2-F15] relays candidates, bare, wrapped and the last one, without the user', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    for (const each of [candidate, { type: 'candidate' as const, candidate }, null]) {
      await doctorSocket.request('ice-candidate', { candidate: each, to: patientSocket.id });
      expect(await patientSocket.next('ice-candidate')).toEqual({ candidate: each, from: doctorSocket.id });
    }
  });

  it('carries the number of the attempt, and the requests of an answering simple-peer', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('offer', { offer, to: patientSocket.id, attempt: 3 });
    expect(await patientSocket.next('offer')).toMatchObject({ attempt: 3 });
    const renegotiate = { type: 'renegotiate', renegotiate: true } as const;
    await patientSocket.request('offer', { offer: renegotiate, to: doctorSocket.id, attempt: 3 });
    expect(await doctorSocket.next('offer')).toMatchObject({ offer: renegotiate, attempt: 3 });
    const request = { type: 'transceiverRequest', transceiverRequest: { kind: 'video' } } as const;
    await patientSocket.request('offer', { offer: request, to: doctorSocket.id });
    expect(await doctorSocket.next('offer')).toMatchObject({ offer: request });
  });

  it('[S2-X04] [S0-X08] refuses what is no signal: the other side’s library would end the call', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    const to = patientSocket.id;
    const bad: [string, unknown][] = [
      ['offer', { offer: { type: 'pranswer', sdp: 'v=0' }, to }],
      ['offer', { offer: { type: 'offer', sdp: '' }, to }],
      ['offer', { offer: { type: 'offer', sdp: 'x'.repeat(48_001) }, to }],
      ['offer', { offer: 'v=0', to }],
      ['offer', { offer }],
      ['answer', { answer: offer, to }],
      ['ice-candidate', { candidate: { candidate: 7 }, to }],
      ['ice-candidate', { candidate: { type: 'candidate' }, to }],
      ['ice-candidate', { to }],
      ['offer', null],
    ];
    for (const [event, payload] of bad) {
      expect(await doctorSocket.refusal(event, payload)).toMatchObject({ code: 'bad_request' });
    }
    await patientSocket.settled();
    expect(
      patientSocket.pending().filter((event) => ['offer', 'answer', 'ice-candidate'].includes(event)),
    ).toEqual([]);
  });

  it('fields that the contract does not know are not passed on', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    const polluted = JSON.parse(
      '{"type":"offer","sdp":"v=0","__proto__":{"x":1},"constructor":2}',
    ) as unknown;
    await doctorSocket.emitForAck('offer', { offer: polluted, to: patientSocket.id, from: 'forged' });
    const received = await patientSocket.next('offer');
    expect(received.offer).toEqual({ type: 'offer', sdp: 'v=0' });
    expect(received.from).toBe(doctorSocket.id);
  });

  it('[S2-X05] relays only between two sockets in the same call', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    expect(await doctorSocket.refusal('offer', { offer, to: patientSocket.id })).toMatchObject({
      code: 'not_in_room',
    });
    await doctorSocket.request('join-room', { roomId });
    expect(await doctorSocket.refusal('offer', { offer, to: patientSocket.id })).toMatchObject({
      code: 'peer_not_in_room',
    });
    expect(await patientSocket.refusal('offer', { offer, to: doctorSocket.id })).toMatchObject({
      code: 'not_in_room',
    });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.request('join-room', { roomId });
    const bob = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    await bob.request('join-room', { roomId: 'bobs-room' });
    for (const event of ['offer', 'answer', 'ice-candidate']) {
      const payload = { offer, answer, candidate, to: patientSocket.id };
      expect(await bob.refusal(event, payload)).toMatchObject({ code: 'peer_not_in_room' });
    }
    await patientSocket.request('leave-room', { roomId });
    expect(await doctorSocket.refusal('offer', { offer, to: patientSocket.id })).toMatchObject({
      code: 'peer_not_in_room',
    });
  });

  it('an unknown event gets a coded ack and disturbs nothing', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    expect(await doctorSocket.refusal('toString', {})).toMatchObject({ code: 'unknown_event' });
    expect(await doctorSocket.refusal('no-such-event', 'x')).toMatchObject({ code: 'unknown_event' });
    await doctorSocket.request('offer', { offer, to: patientSocket.id });
    await patientSocket.next('offer');
  });

  it('a frame over the limit closes that socket and no other', async () => {
    const server = await startTestServer();
    const { patientSocket, doctorSocket } = await server.arrangeCall();
    doctorSocket.send('offer', { offer: { type: 'offer', sdp: 'x'.repeat(70_000) }, to: patientSocket.id });
    await doctorSocket.disconnected();
    expect(await patientSocket.next('user-left')).toMatchObject({ socketId: expect.any(String) as string });
    await patientSocket.settled();
  });
});
