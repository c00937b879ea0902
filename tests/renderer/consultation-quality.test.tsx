import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall } from '../../src-renderer/features/consultation/call.ts';
import { systemTimers } from '../../src-renderer/features/consultation/call-types.ts';
import { noConnectionStatistics } from '../../src-renderer/features/consultation/connection-statistics.ts';
import { QualityBadge } from '../../src-renderer/features/consultation/quality-badge.tsx';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices } from './device-test-harness.ts';
import { createCall as createWorld } from './peer-session-harness.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

describe('a call on a weak line', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const setUp = async () => {
    const world = createWorld();
    const doctor = world.open('doctor');
    const patient = world.open('patient');
    const media = createLocalMedia(createFakeDevices().environment);
    const call = createCall({ session: doctor.session, media, openScreen: null, timers: systemTimers });
    call.begin();
    world.start(patient, 'patient');
    await world.pass(4_000);
    const peer = () => world.network.alive('doctor');
    /** Lets the line be like this for a while: the share of what is sent that is lost. */
    const line = async (seconds: number, loss: number) => {
      for (let passed = 0; passed < seconds; passed += 1) {
        const { sent } = peer().connection;
        peer().connection = {
          ...noConnectionStatistics(),
          sent: {
            ...sent,
            bytes: sent.bytes + 1_000,
            packets: sent.packets + 100,
            lost: sent.lost + 100 * loss,
          },
        };
        await world.pass(1_000);
      }
    };
    return { ...world, call, doctor, patient, peer, line };
  };

  it('[S0-H11] gives up the picture for the sound, tells both, and brings it back by itself', async () => {
    const { call, peer, line, patient } = await setUp();
    await line(6, 0.2);
    expect(call.state.getState().quality).toEqual({ level: 'poor', reason: 'upload' });
    expect(peer().videoLimit?.active).toBe(true);
    expect(peer().videoLimit?.scaleDownBy).toBeGreaterThan(1);
    await line(20, 0.2);
    expect(peer().videoLimit?.active).toBe(false);
    // The person's own switch does not move.
    expect(call.state.getState().on).toEqual({ audio: true, video: true });
    expect(call.state.getState().view.videoPaused).toBe(true);
    expect(patient.session.view().other).toMatchObject({
      audioEnabled: true,
      videoEnabled: false,
      videoPaused: true,
    });
    await line(20, 0);
    expect(peer().videoLimit?.active).toBe(true);
    expect(call.state.getState().view.videoPaused).toBe(false);
    expect(call.state.getState().quality).toEqual({ level: 'good', reason: null });
    expect(patient.session.view().other).toMatchObject({ videoEnabled: true, videoPaused: false });
  });

  it('keeps what it learned when the peer is rebuilt', async () => {
    const { network, peer, line, pass } = await setUp();
    await line(30, 0.2);
    const before = peer();
    network.cut(500);
    await pass(10_000);
    network.restore();
    await pass(8_000);
    expect(peer()).not.toBe(before);
    expect(peer().videoLimit?.active).toBe(false);
  });
});

describe('the bars of the connection', () => {
  afterEach(cleanup);
  const show = (quality: Parameters<typeof QualityBadge>[0]['quality']) =>
    renderApp(<QualityBadge quality={quality} />, { services: createTestServices({}) });

  it('are three without a word while all is well', async () => {
    await show({ level: 'good', reason: null });
    expect(
      screen.getByRole('img', { name: 'The connection is good' }).querySelectorAll('[data-lit]'),
    ).toHaveLength(3);
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it.each([
    ['theirConnection', 'Their connection is weak'],
    ['upload', 'Your upload is slow'],
    ['computer', 'Your computer is busy'],
    ['both', 'The connection between you is weak'],
    ['delay', /you hear each other late/],
  ] as const)('say that it is %s in words', async (reason, words) => {
    await show({ level: 'poor', reason });
    expect(screen.getByRole('status').textContent).toMatch(words);
    expect(screen.getByRole('img').querySelectorAll('[data-lit]')).toHaveLength(1);
  });
});
