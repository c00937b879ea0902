import { describe, expect, it } from 'vitest';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';

describe('typing', () => {
  it('[S1-E03, S1-E04, S1-E09, S1-E10, S1-F02] is seen by the other alone, until it stops', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const other = await server.connect(await addAnotherPatient(server, doctor));
    patientSocket.send('typing_start', { receiverId: doctor.user.id });
    patientSocket.send('typing_start', { receiverId: doctor.user.id });
    expect(await doctorSocket.next('typing_start')).toEqual({ userId: patient.user.id });
    patientSocket.send('typing_stop', { receiverId: doctor.user.id });
    expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
    for (const socket of [doctorSocket, other, patientSocket]) {
      await socket.settled();
      expect([socket.countOf('typing_start'), socket.countOf('typing_stopped')]).toEqual([0, 0]);
    }
  });

  it('[S1-E10] stops with the message, whether or not it was seen to begin', async () => {
    const { doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'hi' });
    expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
  });

  it('stops without a word after some seconds, and when the connection is gone', async () => {
    let passed = 0;
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat({
      now: () => Date.now() + passed,
    });
    await patientSocket.request('typing_start', { receiverId: doctor.user.id });
    await doctorSocket.next('typing_start');
    passed = 7000;
    expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
    const again = await server.connect(patient);
    await again.request('typing_start', { receiverId: doctor.user.id });
    await doctorSocket.next('typing_start');
    patientSocket.close();
    again.close();
    expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
  });

  it('[S1-E03] is told to no stranger, in silence', async () => {
    const { server, doctor, patientSocket } = await arrangeChat();
    const stranger = await server.addDoctor(doctor, 'bob@clinic.example');
    const strangerSocket = await server.connect(stranger);
    await patientSocket.request('typing_start', { receiverId: stranger.user.id });
    await patientSocket.request('typing_start', { receiverId: 'nobody' });
    await strangerSocket.settled();
    expect(strangerSocket.countOf('typing_start')).toBe(0);
    expect(patientSocket.countOf('error')).toBe(0);
  });
});
