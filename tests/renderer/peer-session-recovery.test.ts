import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('when only the signalling is lost', () => {
  it('the video never stops: no new peer is built', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const before = network.peers.length;
    patient.states.length = 0;
    doctor.states.length = 0;

    patient.signalling.disconnect();
    await pass(5_000);
    expect(doctor.session.view().other?.present).toBe(false);
    patient.signalling.connect();
    await pass(5_000);

    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(before);
    expect(doctor.states.filter((state) => state !== 'connected')).toEqual([]);
    expect(patient.states.filter((state) => state !== 'connected')).toEqual([]);
    expect(doctor.session.view().other?.present).toBe(true);
  });

  it('and the server was killed and started again, both take new socket ids and go on', async () => {
    const { world, pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const before = network.peers.length;

    world.restart();
    await pass(3_000);
    patient.signalling.connect();
    await pass(2_500);
    doctor.signalling.connect();
    await pass(5_000);

    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(before);
    // The new ids are in use: a rebuild now still reaches the other side.
    network.alive('doctor').fail();
    await pass(1_000);
    expectConnected(doctor, patient);
  });

  it('in the middle of a negotiation, the next join begins a new attempt', async () => {
    const { world, pass, open, start, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    const patient = open('patient');
    start(patient, 'patient');
    await pass(0);
    world.restart();
    await pass(1_000);
    doctor.signalling.connect();
    patient.signalling.connect();
    await pass(1_000);
    expectConnected(doctor, patient);
  });
});

describe('when a page is reloaded', () => {
  for (const who of ['doctor', 'patient'] as const) {
    it(`the ${who} comes back into the running call`, async () => {
      const { pass, connectBoth, open, start, network, expectConnected } = createCall();
      const sides = await connectBoth();
      const staying = who === 'doctor' ? sides.patient : sides.doctor;
      const leaving = sides[who];
      // The page is gone, and with it its peer and its socket.
      leaving.session.subscribe(() => undefined);
      network.alive(who).destroy();
      leaving.signalling.disconnect();
      await pass(300);
      expect(staying.session.view().state).toMatchObject({ status: 'recovering', reason: 'otherGone' });

      const again = open(who);
      start(again, who);
      await pass(1_000);
      expectConnected(staying, again);
    });

    it(`the ${who} comes back although the old socket still counts as open`, async () => {
      const { pass, connectBoth, open, start, network, expectConnected } = createCall();
      const sides = await connectBoth();
      const staying = who === 'doctor' ? sides.patient : sides.doctor;
      network.alive(who).destroy();
      sides[who].signalling.holdOutgoing = true;
      sides[who].signalling.holdIncoming = true;

      const again = open(who);
      start(again, who);
      await pass(3_500);
      expectConnected(staying, again);
    });
  }
});

describe('when the media stop', () => {
  it('the doctor begins again at once, and the state says so meanwhile', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    network.alive('doctor').fail();
    await pass(0);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering', reason: 'lost' });
    await pass(500);
    expectConnected(doctor, patient);
    expect(network.alive('doctor').initiator).toBe(true);
  });

  it('only on the side of the patient, the patient offers after two seconds', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    network.alive('patient').fail();
    await pass(1_500);
    expect(patient.session.view().state).toMatchObject({ status: 'recovering' });
    await pass(1_000);
    expectConnected(doctor, patient);
    expect(network.alive('patient').initiator).toBe(true);
  });

  it('without ICE noticing, four seconds without a byte are enough', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    await pass(3_000);
    network.alive('doctor').starved = true;
    await pass(3_500);
    expect(doctor.states).not.toContain('recovering');
    await pass(2_000);
    expect(doctor.states).toContain('recovering');
    await pass(1_000);
    expectConnected(doctor, patient);
  });

  it('for a moment and come back by themselves, the old peer stays', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const before = network.peers.length;
    network.cut(500);
    await pass(2_500);
    network.restore();
    await pass(5_000);
    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(before);
    expect(doctor.states).not.toContain('recovering');
  });

  it('and the signalling with them, the peer that heals needs no signalling', async () => {
    const { world, pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const before = network.peers.length;
    network.cut();
    world.restart();
    await pass(10_000);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering' });
    network.restore();
    await pass(2_000);
    expectConnected(doctor, patient);
    expect(network.peers).toHaveLength(before);
  });

  it('for ten seconds on both sides, they are back within five seconds after the cut', async () => {
    const { world, pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    await pass(3_000);
    network.cut();
    for (const client of world.clients) client.holdOutgoing = true;
    await pass(10_000);
    expect(patient.session.view().state).toMatchObject({ status: 'recovering' });
    network.restore();
    for (const client of world.clients) client.holdOutgoing = false;
    await pass(5_000);
    expect(doctor.session.view().state).toEqual({ status: 'connected' });
    expect(patient.session.view().state).toEqual({ status: 'connected' });
    // What was begun during the cut is cleared away, without a gap.
    doctor.states.length = 0;
    await pass(20_000);
    expect(doctor.states.filter((state) => state !== 'connected')).toEqual([]);
    expectConnected(doctor, patient);
  });

  it('for ten seconds and the peer does not heal, a new one is there within five seconds', async () => {
    const { world, pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    await pass(3_000);
    network.cut();
    for (const client of world.clients) client.holdOutgoing = true;
    await pass(8_000);
    network.of('doctor')[0]?.fail();
    network.of('patient')[0]?.fail();
    await pass(2_000);
    network.restore();
    for (const client of world.clients) client.holdOutgoing = false;
    await pass(5_000);
    expectConnected(doctor, patient);
  });

  it('for minutes, attempts follow each other with a growing wait until media flow again', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    await pass(3_000);
    network.cut();
    await pass(180_000);
    const attempts = network.of('doctor').length;
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(25);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering' });
    network.restore();
    await pass(25_000);
    expectConnected(doctor, patient);
    expect(patient.session.view().other?.present).toBe(true);
  });

  it('the other is called gone as soon as the picture stops, if the server knows that they are', async () => {
    const { pass, connectBoth, network } = createCall();
    const { doctor, patient } = await connectBoth();
    await pass(3_000);
    // A closed tab or a dead machine: nothing tells the peer.
    patient.signalling.disconnect();
    network.cut();
    await pass(6_000);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering', reason: 'otherGone' });
  });

  it('after the other has left, nothing is offered until they return', async () => {
    const { pass, connectBoth, network, open, start, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const before = network.of('doctor').length;
    patient.session.leave();
    await pass(20_000);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering', reason: 'otherGone' });
    expect(network.of('doctor')).toHaveLength(before);
    const again = open('patient');
    start(again, 'patient');
    await pass(1_000);
    expectConnected(doctor, again);
  });
});

describe('when somebody leaves the page of the call', () => {
  for (const who of ['doctor', 'patient'] as const) {
    it(`the ${who} may come back over the same socket`, async () => {
      const { pass, connectBoth, devices, expectConnected } = createCall();
      const sides = await connectBoth();
      for (let times = 0; times < 3; times += 1) {
        sides[who].session.leave();
        await pass(200);
        sides[who].session.start(devices(who), { audio: true, video: true });
        await pass(1_000);
        expectConnected(sides.doctor, sides.patient);
      }
    });
  }
});

describe('when an attempt breaks', () => {
  it('because the browser refuses a signal, another one follows', async () => {
    const { pass, connectBoth, network, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    network.alive('doctor').fail();
    patient.signalling.holdOutgoing = true;
    await pass(400);
    const attempt = network.of('doctor').at(-1);
    expect(attempt?.initiator).toBe(true);
    if (attempt !== undefined) attempt.brittle = true;
    patient.signalling.holdOutgoing = false;
    await pass(3_000);
    expectConnected(doctor, patient);
  });

  it('because the offer was lost, another one follows after the answer stayed out', async () => {
    const { world, pass, open, start, network, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    const patient = open('patient');
    const relay = world.relay.bind(world);
    world.relay = () => undefined;
    start(patient, 'patient');
    await pass(1_000);
    world.relay = relay;
    await pass(9_000);
    expectConnected(doctor, patient);
    expect(network.violations).toEqual([]);
  });
});
