import { describe, expect, it, vi } from 'vitest';
import { codeOf } from '../../src-renderer/api/api-error.ts';
import { createHttp } from '../../src-renderer/api/http.ts';
import { createRestClient } from '../../src-renderer/api/rest-client.ts';
import { createSession } from '../../src-renderer/api/session.ts';
import { createFakeFetch, type FakeAnswer, type FakeRoutes } from './support/fake-fetch.ts';
import { createFakePlatform } from './support/fake-platform.ts';
import { accessToken, doctor, sessionAnswer } from './support/fixtures.ts';

const setUp = (routes: FakeRoutes, token: string | null = null) => {
  const fetch = createFakeFetch(routes);
  const platform = createFakePlatform({ token });
  const http = createHttp({ baseUrl: () => platform.serverUrl.getState(), fetch, timeoutMs: 50 });
  const session = createSession({ http, platform, random: () => 0 });
  return { fetch, platform, session, rest: createRestClient(http, session) };
};

/** Answers of `/auth/refresh` that rotate the token each time. */
const rotation = () => {
  let count = 1;
  return (): FakeAnswer => {
    count += 1;
    return {
      json: sessionAnswer({ refreshToken: `refresh-${count}`, token: accessToken(`access-${count}`) }),
    };
  };
};

describe('the session', () => {
  it('is nobody when no token was kept', async () => {
    const { session, fetch } = setUp({});
    await session.restore();
    expect(session.state.getState()).toEqual({ status: 'signedOut', reason: null });
    expect(fetch.requests).toHaveLength(0);
  });

  it('keeps the refresh token and never the access token', async () => {
    const { session, platform } = setUp({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    expect(session.state.getState()).toEqual({ status: 'signedIn', user: doctor, visit: null });
    expect(platform.storedToken()).toBe('refresh-1');
  });

  it('comes back after a reload, with its visit', async () => {
    const { session, platform } = setUp(
      {
        'POST /auth/refresh': ({ body }) => {
          expect(body).toEqual({ refreshToken: 'refresh-1' });
          return {
            json: sessionAnswer({
              refreshToken: 'refresh-2',
              roomId: 'room-1',
              appointmentId: 'appointment-1',
            }),
          };
        },
      },
      'refresh-1',
    );
    await session.restore();
    expect(session.state.getState()).toMatchObject({
      status: 'signedIn',
      visit: { roomId: 'room-1', appointmentId: 'appointment-1' },
    });
    expect(platform.storedToken()).toBe('refresh-2');
  });

  it('does not sign out while the server is unreachable, and says so', async () => {
    let reachable = false;
    const { session, platform } = setUp(
      { 'POST /auth/refresh': () => (reachable ? { json: sessionAnswer() } : 'unreachable') },
      'refresh-0',
    );
    const restored = session.restore();
    await vi.waitFor(() =>
      expect(session.state.getState()).toEqual({ status: 'restoring', problem: 'offline' }),
    );
    expect(platform.storedToken()).toBe('refresh-0');
    reachable = true;
    platform.signal('resume');
    await restored;
    expect(session.state.getState().status).toBe('signedIn');
  });

  it('signs out when the server refuses the kept token', async () => {
    const { session, platform } = setUp(
      { 'POST /auth/refresh': () => ({ code: 'session_ended' }) },
      'refresh-0',
    );
    await session.restore();
    expect(session.state.getState()).toEqual({ status: 'signedOut', reason: 'session_ended' });
    expect(platform.storedToken()).toBeNull();
  });

  it('asks again with the same token when an answer is lost', async () => {
    let asked = 0;
    const { session, fetch, platform } = setUp(
      {
        'POST /auth/refresh': () => {
          asked += 1;
          return asked === 1 ? 'never' : { json: sessionAnswer({ refreshToken: 'refresh-2' }) };
        },
      },
      'refresh-1',
    );
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController();
      queueMicrotask(() => queueMicrotask(() => controller.abort()));
      return controller.signal;
    });
    try {
      await session.restore();
    } finally {
      vi.restoreAllMocks();
    }
    expect(fetch.requests.map(({ body }) => body)).toEqual([
      { refreshToken: 'refresh-1' },
      { refreshToken: 'refresh-1' },
    ]);
    expect(platform.storedToken()).toBe('refresh-2');
  });

  it('refreshes once however many ask for a token at the same time', async () => {
    const { session, fetch } = setUp(
      {
        'POST /auth/login': () => ({ json: sessionAnswer({ token: accessToken('old', 20) }) }),
        'POST /auth/refresh': rotation(),
      },
      null,
    );
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const tokens = await Promise.all([session.freshToken(), session.freshToken(), session.freshToken()]);
    expect(new Set(tokens).size).toBe(1);
    expect(fetch.requests.filter(({ path }) => path === '/auth/refresh')).toHaveLength(1);
  });

  it('hands out a token with 30 s left without asking', async () => {
    const answer = sessionAnswer({ token: accessToken('long', 45) });
    const { session, fetch } = setUp({ 'POST /auth/login': () => ({ json: answer }) });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    expect(await session.freshToken()).toBe(answer.token);
    expect(fetch.requests).toHaveLength(1);
  });

  it('ignores an answer to the session before', async () => {
    let release: (answer: FakeAnswer) => void = () => undefined;
    const { session, platform } = setUp(
      {
        'POST /auth/refresh': () => new Promise<FakeAnswer>((resolve) => (release = resolve)),
        'POST /auth/invite': () => ({
          json: sessionAnswer({
            refreshToken: 'of-the-visit',
            roomId: 'room-9',
            appointmentId: 'appointment-9',
          }),
        }),
      },
      'refresh-1',
    );
    const restored = session.restore();
    await session.openInvitation('secret');
    release({ json: sessionAnswer({ refreshToken: 'of-the-session-before' }) });
    await restored;
    expect(session.state.getState()).toMatchObject({ visit: { roomId: 'room-9' } });
    expect(platform.storedToken()).toBe('of-the-visit');
  });

  it('is over here at once when signing out, even without the server', async () => {
    const { session, platform } = setUp({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    await session.signOut();
    expect(session.state.getState()).toEqual({ status: 'signedOut', reason: 'logout' });
    expect(platform.storedToken()).toBeNull();
  });
});

describe('the REST client', () => {
  it('refreshes once and repeats the request when the token has expired', async () => {
    const first = sessionAnswer();
    const { session, rest, fetch } = setUp({
      'POST /auth/login': () => ({ json: first }),
      'POST /auth/refresh': rotation(),
      'GET /api/patients': ({ token, query }) => {
        expect(query.get('email')).toBe('pat@example.test');
        return token === first.token
          ? { code: 'token_expired' }
          : { json: { success: true, data: { patients: [] } } };
      },
    });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const { data } = await rest.call('listPatients', { query: { email: 'pat@example.test' } });
    expect(data.patients).toEqual([]);
    expect(fetch.requests.map(({ path }) => path)).toEqual([
      '/auth/login',
      '/api/patients',
      '/auth/refresh',
      '/api/patients',
    ]);
  });

  it('fills the path, and refuses an answer that the contract does not allow', async () => {
    const { session, rest, fetch } = setUp({
      'POST /auth/login': () => ({ json: sessionAnswer() }),
      'POST /api/appointments/a%2F1/close': () => ({ json: { success: true, data: { appointment: {} } } }),
    });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const call = rest.call('closeAppointment', {
      params: { appointmentId: 'a/1' },
      body: { outcome: 'missed' },
    });
    await expect(call.catch(codeOf)).resolves.toBe('internal');
    expect(fetch.requests.at(-1)?.body).toEqual({ outcome: 'missed' });
  });

  it('ends the session when the server says that it has ended', async () => {
    const { session, rest } = setUp({
      'POST /auth/login': () => ({ json: sessionAnswer() }),
      'GET /ice-servers': () => ({ code: 'session_ended' }),
    });
    await session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    await expect(rest.call('iceServers').catch(codeOf)).resolves.toBe('session_ended');
    expect(session.state.getState()).toEqual({ status: 'signedOut', reason: 'session_ended' });
  });
});
