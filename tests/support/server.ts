import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Config } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import type { Passwords } from '../../server/domain/ports.ts';
import { DEFAULT_LIMITS, type Limits } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import type { Appointment, InviteLink, SessionAnswer, User } from '../../server/protocol/index.ts';
import { usePostgres } from './postgres.ts';
import { openStoreInTests } from './store-threads.ts';
import { connectClient, type ClientOptions, type TestClient } from './socket-client.ts';

/** A real server on a free port with a data folder of its own; closed and removed when the test finishes. */

/** Settings of a test; of the limits only those that it is about. */
export type TestConfig = Partial<Omit<Config, 'limits'>> & { limits?: Partial<Limits> };

export const testConfig = (dataDir: string, { limits, ...overrides }: TestConfig = {}): Config => ({
  port: 0,
  host: '127.0.0.1',
  extraPorts: [],
  dataDir,
  databaseUrl: null,
  databaseKey: null,
  jwtSecret: 'a secret of the tests, long enough',
  allowedOrigins: [],
  publicUrl: null,
  tls: null,
  trustProxy: false,
  rateLimits: {},
  limits: { ...DEFAULT_LIMITS, ...limits },
  turn: { urls: [], secret: null },
  smtp: null,
  healthStatus: 'OK',
  redisUrl: null,
  compatUnverified: 'off',
  logLevel: 'debug',
  webRoot: null,
  ...overrides,
});

export type Answer<T> = { status: number; body: T; headers: Headers };

export type Person = SessionAnswer & { bearer: { authorization: string } };

export const PASSWORD = 'correct horse battery';

/** A machine whose clock a test may set, while time itself goes on. */
export const createSettableClock = () => {
  let passed = 0;
  let setBy = 0;
  return {
    now: () => Date.now() + passed + setBy,
    elapsed: () => performance.now() + passed,
    /** So much time passes. */
    pass: (milliseconds: number) => {
      passed += milliseconds;
    },
    /** The clock is set forward, or back. */
    set: (milliseconds: number) => {
      setBy += milliseconds;
    },
  };
};

/** A clock that a test may move; it runs on by itself otherwise. */
export const createTestClock = () => {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (milliseconds: number) => {
      offset += milliseconds;
    },
  };
};

export const temporaryFolder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'anteroom-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** argon2id takes a tenth of a second by design; tests that are about passwords pass `createPasswords`. */
const openFastPasswords = (): Promise<Passwords> => {
  const hash = (password: string) => createHash('sha256').update(password).digest('base64url');
  return Promise.resolve({
    hash: (password) => Promise.resolve(hash(password)),
    verify: (known, password) => Promise.resolve(known === hash(password)),
  });
};

const databases = new Map<string, string>();

/**
 * With `TEST_DATABASE=postgres`, the servers of a run have theirs in PostgreSQL: each data folder its own. For tests of
 * what a server does; those that open a store of their own stay with it, and those that look into SQLite's file fail.
 */
const databaseOf = async (dataDir: string): Promise<string | null> => {
  if (process.env['TEST_DATABASE'] !== 'postgres') return null;
  const known = databases.get(dataDir) ?? (await (await usePostgres()).createDatabase());
  databases.set(dataDir, known);
  return known;
};

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

export const startTestServer = async (
  options: TestConfig &
    Pick<
      Parameters<typeof createServer>[0],
      'now' | 'elapsed' | 'openStore' | 'openPasswords' | 'dialects' | 'clusterTimes'
    > = {},
) => {
  const {
    now,
    elapsed,
    openStore = openStoreInTests,
    dialects,
    clusterTimes,
    openPasswords = openFastPasswords,
    ...overrides
  } = options;
  const dataDir = overrides.dataDir ?? (await temporaryFolder());
  const logLines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logLines.push(chunk.toString());
      done();
    },
  });
  const config = testConfig(dataDir, {
    databaseUrl: options.openStore === undefined ? await databaseOf(dataDir) : null,
    ...overrides,
  });
  const server = createServer({
    config,
    log: createLog(config.logLevel, sink),
    ...(now && { now }),
    ...(dialects && { dialects }),
    ...(clusterTimes && { clusterTimes }),
    ...(elapsed && { elapsed }),
    openStore,
    openPasswords,
  });
  onTestFinished(() => server.stop());
  const { url } = await server.start();

  const request = async <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    // Its type has the boundary, which only it knows.
    const isForm = body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
  };

  const expectStatus = async <T>(status: number, pending: Promise<Answer<T>>): Promise<T> => {
    const answer = await pending;
    if (answer.status !== status) {
      throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  };

  const toPerson = (answer: SessionAnswer): Person => ({
    ...answer,
    bearer: { authorization: `Bearer ${answer.token}` },
  });

  const setUp = async (email = 'ada@clinic.example'): Promise<Person> =>
    toPerson(
      await expectStatus(
        201,
        request<SessionAnswer>('POST', '/auth/setup', {
          clinicName: 'Anteroom Clinic',
          fullname: 'Ada One',
          email,
          password: PASSWORD,
        }),
      ),
    );

  const login = async (email: string, password = PASSWORD): Promise<Person> =>
    toPerson(await expectStatus(200, request<SessionAnswer>('POST', '/auth/login', { email, password })));

  const addDoctor = async (admin: Person, email: string, fullname = 'Bob Two'): Promise<Person> => {
    await expectStatus(
      201,
      request('POST', '/api/doctors', { fullname, email, password: PASSWORD }, admin.bearer),
    );
    return login(email);
  };

  const addPatient = async (
    doctor: Person,
    fullname = 'Pat Alpha',
    account: { email?: string; password?: string } = {},
  ): Promise<User> => {
    const body = await expectStatus(
      201,
      request<{ data: { user: User } }>('POST', '/api/patients', { fullname, ...account }, doctor.bearer),
    );
    return body.data.user;
  };

  const addAppointment = async (
    doctor: Person,
    patientId: string,
    startsAt = new Date(Date.now() + 60_000),
  ): Promise<{ appointment: Appointment; invite: InviteLink }> => {
    const body = await expectStatus(
      201,
      request<{ data: { appointment: Appointment; invite: InviteLink } }>(
        'POST',
        '/api/appointments',
        { patientId, startsAt: startsAt.toISOString() },
        doctor.bearer,
      ),
    );
    return body.data;
  };

  const openInvite = async (invite: string): Promise<Person> =>
    toPerson(await expectStatus(200, request<SessionAnswer>('POST', '/auth/invite', { invite })));

  const connect = (
    person: Pick<Person, 'token'> | null,
    clientOptions: ClientOptions = {},
  ): Promise<TestClient> => connectClient(url, { ...(person && { token: person.token }), ...clientOptions });

  /** A clinic with its doctor, a patient, an appointment and the patient's opened invitation. */
  const arrangeVisit = async () => {
    const doctor = await setUp();
    const patientUser = await addPatient(doctor);
    const { appointment, invite } = await addAppointment(doctor, patientUser.id);
    const patient = await openInvite(invite.invite);
    return { doctor, patientUser, patient, appointment, invite, roomId: appointment.roomId };
  };

  /** A visit in which both are connected and have joined the waiting room. */
  const arrangeWaiting = async () => {
    const visit = await arrangeVisit();
    const { roomId } = visit;
    const doctorSocket = await connect(visit.doctor, { auth: { userType: 'doctor' } });
    const patientSocket = await connect(visit.patient, { auth: { userType: 'patient' } });
    await doctorSocket.request('join-waiting-room', { roomId });
    await patientSocket.request('join-waiting-room', { roomId });
    return { ...visit, doctorSocket, patientSocket };
  };

  /** A visit in which both are in the call. */
  const arrangeCall = async () => {
    const waiting = await arrangeWaiting();
    const { roomId, doctorSocket, patientSocket, patientUser } = waiting;
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    await patientSocket.request('join-room', { roomId });
    return waiting;
  };

  return {
    url,
    dataDir,
    server,
    logLines,
    logEvents: () => logLines.map((line) => JSON.parse(line) as Record<string, unknown>),
    request,
    expectStatus,
    setUp,
    login,
    addDoctor,
    addPatient,
    addAppointment,
    openInvite,
    connect,
    arrangeVisit,
    arrangeWaiting,
    arrangeCall,
  };
};
