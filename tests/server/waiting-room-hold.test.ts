import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('holding a patient', () => {
  it('[S0-U25] puts one who was admitted back to the own place in the queue', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const other = await server.addAppointment(doctor, (await server.addPatient(doctor, 'Sam Beta')).id);
    const otherSocket = await server.connect(await server.openInvite(other.invite.invite));
    await otherSocket.request('join-waiting-room', { roomId: other.appointment.roomId });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await otherSocket.next('queue-position', ({ position }) => position === 1);

    await doctorSocket.request('hold-patient', { roomId });

    expect(await patientSocket.next('patient-held')).toMatchObject({ roomId, patientId: patientUser.id });
    await patientSocket.next('appointment-updated', (p) => p.appointment.status === 'waiting');
    expect(await patientSocket.next('queue-position', (p) => p.position !== null)).toMatchObject({
      position: 1,
    });
    await otherSocket.next('queue-position', ({ position }) => position === 2);
    expect(await patientSocket.refusal('join-room', { roomId })).toMatchObject({ code: 'not_admitted' });
    // It may be said twice, and the consultation may start again.
    await doctorSocket.request('hold-patient', { roomId });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await patientSocket.request('join-room', { roomId });
  });

  it('ends the call for the patient, who can send nothing more into it, and not the visit', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('hold-patient', { roomId });
    expect(await doctorSocket.next('user-left')).toMatchObject({ socketId: patientSocket.id });
    expect(
      await patientSocket.refusal('offer', { to: doctorSocket.id, offer: { type: 'offer', sdp: 'v=0' } }),
    ).toMatchObject({ code: 'not_in_room' });
    const { room } = await patientSocket.request('join-waiting-room', { roomId });
    expect(room).toMatchObject({ appointment: { status: 'waiting' }, position: 1 });
  });

  it('keeps a place for one whose front end left the waiting room for the call', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeCall();
    await patientSocket.request('leave-waiting-room', { roomId });
    await doctorSocket.request('hold-patient', { roomId });
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([{ userId: patientUser.id, connected: false }]);
    expect(room.patients[0]?.awaySince).toEqual(expect.any(String));
  });

  it('refuses for one who was not admitted, and after the visit', async () => {
    const server = await startTestServer();
    const { roomId, doctor } = await server.arrangeVisit();
    const socket = await server.connect(doctor);
    expect(await socket.refusal('hold-patient', { roomId })).toMatchObject({ code: 'conflict' });
    const ended = await startTestServer();
    const call = await ended.arrangeCall();
    await call.doctorSocket.request('end-call', { roomId: call.roomId });
    expect(await call.doctorSocket.refusal('hold-patient', { roomId: call.roomId })).toMatchObject({
      code: 'visit_over',
    });
  });
});

describe('a message to everyone who waits', () => {
  it('[S0-U25] is stored in the room of each who waits, and of nobody else', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const arrange = async (name: string) => {
      const { appointment, invite } = await server.addAppointment(
        doctor,
        (await server.addPatient(doctor, name)).id,
      );
      return { roomId: appointment.roomId, person: await server.openInvite(invite.invite) };
    };
    const sam = await arrange('Sam Beta');
    const later = await arrange('Kim Later');
    const samSocket = await server.connect(sam.person);
    await samSocket.request('join-waiting-room', { roomId: sam.roomId });
    await samSocket.request('waiting-room-message', { roomId: sam.roomId, message: 'Hello' });

    const { count } = await doctorSocket.request('message-waiting', { message: '  15 minutes late ' });

    expect(count).toBe(2);
    expect(await patientSocket.next('waiting-room-message')).toMatchObject({
      roomId,
      seq: 1,
      userType: 'doctor',
      message: '15 minutes late',
    });
    const heard = await samSocket.next('waiting-room-message', ({ seq }) => seq === 2);
    expect(heard).toMatchObject({ roomId: sam.roomId, message: '15 minutes late' });
    const kim = await server.connect(later.person);
    const { room } = await kim.request('join-waiting-room', { roomId: later.roomId });
    expect(room.messages).toEqual([]);
    const again = await samSocket.request('join-waiting-room', { roomId: sam.roomId });
    expect(again.room.messages.at(-1)).toEqual(heard);
  });

  it('sent again after a lost answer reaches those who have come since, and nobody twice', async () => {
    const server = await startTestServer();
    const { doctor, roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const sent = { message: '15 minutes late', clientId: 'the-same' };
    expect(await doctorSocket.request('message-waiting', sent)).toMatchObject({ count: 1 });
    const sam = await server.addPatient(doctor, 'Sam Beta');
    const { appointment, invite } = await server.addAppointment(doctor, sam.id);
    const samSocket = await server.connect(await server.openInvite(invite.invite));
    await samSocket.request('join-waiting-room', { roomId: appointment.roomId });
    expect(await doctorSocket.request('message-waiting', sent)).toMatchObject({ count: 2 });
    expect(await doctorSocket.request('message-waiting', sent)).toMatchObject({ count: 2 });
    await samSocket.next('waiting-room-message');
    await patientSocket.settled();
    expect(patientSocket.countOf('waiting-room-message')).toBe(1);
    for (const [socket, room] of [
      [patientSocket, roomId],
      [samSocket, appointment.roomId],
    ] as const) {
      const joined = await socket.request('join-waiting-room', { roomId: room });
      expect(joined.room.messages.map(({ message }) => message)).toEqual(['15 minutes late']);
    }
  });

  it('reaches nobody, without an error, when nobody waits', async () => {
    const server = await startTestServer();
    const { doctor } = await server.arrangeVisit();
    const socket = await server.connect(doctor);
    expect(await socket.request('message-waiting', { message: 'Hello' })).toMatchObject({ count: 0 });
    expect(await socket.refusal('message-waiting', { message: '  ' })).toMatchObject({ code: 'bad_request' });
  });
});
