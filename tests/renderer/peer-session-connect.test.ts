import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the first connection', () => {
  it('is offered by the one who joins a room in which the other waits', async () => {
    const { pass, open, start, network, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    expect(doctor.session.view().state).toEqual({ status: 'joining' });
    await pass(100);
    expect(doctor.session.view().state).toEqual({ status: 'waitingForOther' });

    const patient = open('patient');
    start(patient, 'patient');
    await pass(500);

    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(2);
    expect(network.alive('patient').initiator).toBe(true);
    expect(doctor.session.view().other).toMatchObject({ userName: 'Pat Alpha', present: true });
    expect(doctor.session.view().remoteStream).not.toBeNull();
    expect(patient.session.view().remoteStream).not.toBeNull();
    expect(doctor.states).toEqual(['joining', 'waitingForOther', 'connecting', 'connected']);
  });

  it('is offered after two seconds by the one who was there, if the newcomer offers nothing', async () => {
    const { world, pass, open, start, network, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    // A newcomer whose answer to the join is late: it does not know yet that somebody is here.
    const patient = open('patient');
    start(patient, 'patient');
    await Promise.resolve();
    await Promise.resolve();
    patient.signalling.holdIncoming = true;
    await pass(1_900);
    expect(network.peers).toHaveLength(0);
    await pass(200);
    expect(network.of('doctor')).toHaveLength(1);
    patient.signalling.holdIncoming = false;
    await pass(500);
    expectConnected(doctor, patient);
    expect(world.members()).toEqual(['doctor-id', 'patient-id']);
  });

  it('is one peer on each side when both offer', async () => {
    const { pass, open, start, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    const patient = open('patient');
    start(patient, 'patient');
    await pass(0);
    // The patient's offer is on its way for so long that the doctor offers, too.
    patient.signalling.holdOutgoing = true;
    patient.signalling.holdIncoming = true;
    await pass(2_500);
    patient.signalling.holdIncoming = false;
    patient.signalling.holdOutgoing = false;
    await pass(3_000);
    expectConnected(doctor, patient);
  });

  it('resolves crossing offers without a third one: that of the doctor wins', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    // Both lose the peer at the same moment; each side's offer is held until the other has offered.
    doctor.signalling.holdIncoming = true;
    patient.signalling.holdIncoming = true;
    network.alive('doctor').fail();
    network.alive('patient').fail();
    await pass(2_600);
    expect(network.of('doctor').filter((peer) => peer.initiator)).toHaveLength(1);
    expect(network.of('patient').filter((peer) => peer.initiator)).toHaveLength(2);
    doctor.signalling.holdIncoming = false;
    patient.signalling.holdIncoming = false;
    await pass(500);
    expectConnected(doctor, patient);
    expect(network.alive('doctor').initiator).toBe(true);
    expect(network.of('doctor')).toHaveLength(2);
  });

  it('keeps candidates that arrive before the offer of their attempt', async () => {
    const { pass, open, start, expectConnected, network } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    const patient = open('patient');
    start(patient, 'patient');
    // Over several servers the order is not certain: the doctor receives the offer last.
    await pass(0);
    doctor.signalling.holdIncoming = true;
    await pass(50);
    doctor.signalling.reverseIncoming();
    doctor.signalling.holdIncoming = false;
    await pass(500);
    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(2);
  });

  it('drops the signals of an attempt that is over', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    // The patient's candidates and answer of the next attempt come late, after yet another attempt.
    network.alive('doctor').fail();
    patient.signalling.holdOutgoing = true;
    await pass(1_000);
    network.of('doctor').at(-1)?.fail();
    await pass(3_000);
    patient.signalling.holdOutgoing = false;
    await pass(8_000);
    expectConnected(doctor, patient);
  });

  it('goes on without ICE servers when they cannot be had', async () => {
    const { pass, open, start, expectConnected } = createCall();
    const iceServers = vi.fn(() => Promise.reject(new Error('unreachable')));
    const doctor = open('doctor', { iceServers });
    const patient = open('patient');
    start(doctor, 'doctor');
    start(patient, 'patient');
    await pass(3_000);
    expectConnected(doctor, patient);
    expect(iceServers).toHaveBeenCalledTimes(1);
  });

  it('works with a front end that numbers no attempts', async () => {
    const { world, pass, open, start, expectConnected } = createCall();
    const relay = world.relay.bind(world);
    world.relay = (from, to, deliver) =>
      relay(from, to, (events, person) =>
        deliver(
          { ...events, signal: (signal, who) => events.signal({ ...signal, attempt: null }, who) },
          person,
        ),
      );
    const doctor = open('doctor');
    const patient = open('patient');
    start(patient, 'patient');
    await pass(100);
    start(doctor, 'doctor');
    await pass(500);
    expectConnected(doctor, patient);
  });
});

describe('a join', () => {
  it('that the server refuses ends in a state with its code', async () => {
    const { world, pass, open, start } = createCall();
    world.refuseJoins = 'not_admitted';
    const patient = open('patient');
    start(patient, 'patient');
    await pass(100);
    expect(patient.session.view().state).toEqual({ status: 'failed', code: 'not_admitted' });
  });

  it('that fails for a reason that passes is tried again', async () => {
    const { world, pass, open, start } = createCall();
    world.refuseJoins = 'storage_unavailable';
    const patient = open('patient');
    start(patient, 'patient');
    await pass(2_500);
    expect(patient.session.view().state).toEqual({ status: 'joining' });
    world.refuseJoins = null;
    await pass(1_000);
    expect(patient.session.view().state).toEqual({ status: 'waitingForOther' });
  });

  it('from another window of the same person ends this one and says so', async () => {
    const { pass, connectBoth, open, start, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const second = open('patient');
    start(second, 'patient');
    await pass(1_000);
    expect(patient.session.view().state).toEqual({ status: 'ended', by: 'elsewhere' });
    expectConnected(doctor, second);
  });
});
