import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes, useParams } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAppLink, type ErrorCode } from '../../server/protocol/index.ts';
import type { Failure } from '../../src-renderer/features/help-code/failures.ts';
import { VisitPage } from '../../src-renderer/features/visit/visit-page.tsx';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const visit = (roomId: string): FakeAnswer => ({
  json: sessionAnswer({
    user: { ...doctor, role: 'patient', isAdmin: false },
    roomId,
    appointmentId: 'appointment-1',
  }),
});

const WaitingRoom = () => <h1>Room {useParams()['roomId']}</h1>;

const open = async (routes: FakeRoutes, options: { hash?: string; token?: string } = {}) => {
  window.history.replaceState(null, '', `/visit${options.hash ?? '#invite=secret'}`);
  const services = createTestServices(routes, options.token ?? null);
  await renderApp(
    <Routes>
      <Route path="visit" element={<VisitPage />} />
      <Route path="waiting-room/:roomId" element={<WaitingRoom />} />
    </Routes>,
    { services, path: '/visit' },
  );
  await act(() => services.session.restore());
  const openings = () =>
    services.fetch.requests.filter(({ path }) => path === '/auth/invite').map(({ body }) => body);
  return { services, openings, user: userEvent.setup() };
};

beforeEach(() => window.history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('opening an invitation', () => {
  it('removes the secret from the address at once, opens it once and goes to the waiting room', async () => {
    const { openings } = await open({
      'POST /auth/invite': () => {
        expect(window.location.hash).toBe('');
        return visit('room-1');
      },
    });
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
    expect(openings()).toEqual([{ invite: 'secret' }]);
  });

  it.each<[ErrorCode, string, Failure]>([
    ['invitation_invalid', 'This link does not work', 'invitation-invalid'],
    ['invitation_expired', 'This invitation has expired', 'invitation-expired'],
    ['invitation_used_up', 'This invitation was opened too often', 'invitation-used-up'],
    ['visit_over', 'This visit is over', 'visit-over'],
  ])('says what %s means, and so does the help code', async (code, title, failure) => {
    const { openings, services } = await open({ 'POST /auth/invite': () => ({ code }) });
    expect(await screen.findByRole('heading', { name: title })).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(openings()).toHaveLength(1);
    expect(services.failures.state.getState().last?.failure).toBe(failure);
  });

  it.each<[ErrorCode | 'unreachable', Failure]>([
    ['unreachable', 'offline'],
    ['storage_full', 'storage-full'],
    ['rate_limited', 'too-many-attempts'],
  ])('tells the help code of a clinic that lets nobody in now: %s', async (answer, failure) => {
    const { services } = await open({
      'POST /auth/invite': () => (answer === 'unreachable' ? answer : { code: answer }),
    });
    expect(await screen.findByRole('button', { name: 'Try again' })).not.toBeNull();
    expect(services.failures.state.getState().last?.failure).toBe(failure);
  });

  it('[S0-H02] [S0-H03] offers another try while the clinic is unreachable', async () => {
    const answers: FakeAnswer[] = ['unreachable', visit('room-1')];
    const { openings, user } = await open({ 'POST /auth/invite': () => answers.shift() ?? 'unreachable' });
    expect(await screen.findByRole('heading', { name: "We can't reach the clinic" })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
    expect(openings()).toHaveLength(2);
  });

  it('tries again by itself where the clinic answers, but cannot let anybody in', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const answers: FakeAnswer[] = [{ code: 'storage_full' }, { code: 'storage_full' }, visit('room-1')];
    const { openings } = await open({ 'POST /auth/invite': () => answers.shift() ?? 'unreachable' });
    const title = { name: "The clinic can't answer right now" };
    const said = await screen.findByRole('heading', title);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(openings()).toHaveLength(2);
    // Not drawn anew: it would be read aloud each time.
    expect(screen.getByRole('heading', title)).toBe(said);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
  });

  it('does not spend openings on a clinic that does not answer', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { openings } = await open({ 'POST /auth/invite': () => 'unreachable' });
    await screen.findByRole('heading', { name: "We can't reach the clinic" });
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(openings()).toHaveLength(1);
  });

  it('goes back to the open visit when the address has no secret', async () => {
    const { openings } = await open(
      { 'POST /auth/refresh': () => visit('room-2') },
      { hash: '', token: 'refresh-1' },
    );
    expect(await screen.findByRole('heading', { name: 'Room room-2' })).not.toBeNull();
    expect(openings()).toEqual([]);
  });

  it('says that a link without a secret does not work', async () => {
    await open({}, { hash: '#something=else' });
    expect(await screen.findByRole('heading', { name: 'This link does not work' })).not.toBeNull();
  });

  it('opens another link that is followed in the same window', async () => {
    const { services, openings } = await open({
      'POST /auth/invite': ({ body }) =>
        (body as { invite: string }).invite === 'second' ? visit('room-2') : { code: 'invitation_expired' },
    });
    await screen.findByRole('heading', { name: 'This invitation has expired' });
    act(() => services.invites.setState({ invite: 'second', arrivals: 2 }));
    expect(await screen.findByRole('heading', { name: 'Room room-2' })).not.toBeNull();
    await vi.waitFor(() => expect(openings()).toEqual([{ invite: 'secret' }, { invite: 'second' }]));
  });
});

describe('an invitation to a clinic that browsers do not know', () => {
  const PIN = 'p'.repeat(43);
  const CODE = 'abcdefghijklmnopqrstuv';
  const hash = `#invite=${CODE}&pin=${PIN}`;
  const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36';

  beforeEach(() => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(WINDOWS);
  });
  afterEach(() => vi.restoreAllMocks());

  it('offers the app, which opens it instead, and counts no opening', async () => {
    const { openings } = await open({}, { hash });
    const link = await screen.findByRole<HTMLAnchorElement>('link', { name: 'Open in the app' });
    expect(parseAppLink(link.href)).toEqual({ host: window.location.host, pin: PIN, code: CODE });
    expect(openings()).toEqual([]);
  });

  it('goes on in the browser when the patient says so', async () => {
    const { openings, user } = await open({ 'POST /auth/invite': () => visit('room-1') }, { hash });
    await user.click(await screen.findByRole('button', { name: 'Go on in the browser' }));
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
    expect(openings()).toEqual([{ invite: CODE }]);
  });

  it.each([
    ['a phone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1'],
    ['a tablet', 'Mozilla/5.0 (Linux; Android 15; Tablet) Chrome/140.0 Safari/537.36'],
  ])('asks nothing on %s, for which there is no app', async (_name, userAgent) => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(userAgent);
    await open({ 'POST /auth/invite': () => visit('room-1') }, { hash });
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
  });

  it('asks nothing when what it calls a pin is none', async () => {
    await open({ 'POST /auth/invite': () => visit('room-1') }, { hash: `#invite=${CODE}&pin=short` });
    expect(await screen.findByRole('heading', { name: 'Room room-1' })).not.toBeNull();
  });
});
