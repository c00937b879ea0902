import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../server/protocol/index.ts';
import { falseClaims } from '../support/database.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTestServer } from '../support/server.ts';
import type { ConnectRefused } from '../support/socket-client.ts';

const refused = async (
  connecting: Promise<unknown>,
): Promise<{ message: string; code: string | undefined }> => {
  const error = await connecting.then(
    () => {
      throw new Error('the connection was accepted');
    },
    (reason: unknown) => reason as ConnectRefused,
  );
  return { message: error.message, code: error.code };
};

describe('handshake', () => {
  it('[S0-A01] [S0-F16] [S0-X01] [S0-X03] accepts a valid token with its own user type', async () => {
    const server = await startTestServer();
    const { doctor, patient } = await server.arrangeVisit();
    const doctorSocket = await server.connect(doctor, { auth: { userType: 'doctor' } });
    const patientSocket = await server.connect(patient, { auth: { userType: 'patient' } });
    expect(doctorSocket.id).not.toBe('');
    expect(patientSocket.id).not.toBe('');
  });

  it('[S0-A03] refuses a waiting-room page without a token in the documented words', async () => {
    const server = await startTestServer();
    expect(await refused(server.connect(null, { auth: { userType: 'patient' } }))).toEqual({
      message: 'Authentication error: No token provided',
      code: 'unauthenticated',
    });
  });

  it('[S0-A03] [S0-H05] refuses a token that does not verify in the documented words', async () => {
    const server = await startTestServer();
    expect(await refused(server.connect({ token: 'nonsense' }, { auth: { userType: 'patient' } }))).toEqual({
      message: 'Authentication error: Invalid token',
      code: 'unauthenticated',
    });
  });

  it('[S0-X02] refuses a claimed user type that is not the account’s', async () => {
    const server = await startTestServer();
    const { patient } = await server.arrangeVisit();
    const { code } = await refused(server.connect(patient, { auth: { userType: 'doctor' } }));
    expect(code).toBe('forbidden');
    const other = await refused(server.connect(patient, { auth: { userType: 'admin' } }));
    expect(other.code).toBe('forbidden');
    const claim = { actorId: patient.user.id, detail: '{"event":"handshake"}' };
    expect(falseClaims(server.dataDir)).toEqual([claim, claim]);
  });

  it('[S2-A01] [S2-X02] refuses a call client that proves nothing, whatever it claims to be', async () => {
    const server = await startTestServer();
    const { doctor } = await server.arrangeVisit();
    const claim = { userId: doctor.user.id, userType: 'doctor', userName: 'Ada One' };
    const { code } = await refused(server.connect(null, { auth: { userId: claim.userId } }));
    expect(code).toBe('unauthenticated');
  });

  it('takes the token from the Authorization header, with or without Bearer', async () => {
    const server = await startTestServer();
    const { doctor } = await server.arrangeVisit();
    const bare = await server.connect(null, { headers: { authorization: doctor.token } });
    const bearer = await server.connect(null, { headers: { authorization: `Bearer ${doctor.token}` } });
    expect([bare.id, bearer.id]).not.toContain('');
  });

  it('refuses another protocol version by name and welcomes a client that sends none', async () => {
    const server = await startTestServer();
    const { doctor } = await server.arrangeVisit();
    const { code, message } = await refused(
      server.connect(doctor, { auth: { protocol: PROTOCOL_VERSION + 1 } }),
    );
    expect(code).toBe('protocol_mismatch');
    expect(message).toContain(String(PROTOCOL_VERSION));
    await server.connect(doctor, { auth: { protocol: PROTOCOL_VERSION } });
    await server.connect(doctor);
  });

  it('[S2-A02] accepts clients that begin with WebSocket and clients that begin with polling', async () => {
    const server = await startTestServer();
    const { doctor } = await server.arrangeVisit();
    const websocket = await server.connect(doctor, { transports: ['websocket'] });
    const polling = await server.connect(doctor, { transports: ['polling'] });
    expect(websocket.socket.io.engine.transport.name).toBe('websocket');
    expect(polling.socket.io.engine.transport.name).toBe('polling');
  });

  it('refuses a malformed handshake without an internal error', async () => {
    const server = await startTestServer();
    const { code } = await refused(server.connect(null, { auth: { token: { $ne: null } } }));
    expect(code).toBe('bad_request');
    expect(server.logEvents().some((line) => line['event'] === 'handler-failed')).toBe(false);
  });

  it('takes one socket of a connection, whatever comes with its handshake', async () => {
    const server = await startTestServer();
    const { patient } = await server.arrangeVisit();
    const raw = await openRawSocket(server.url);
    // The second would be refused after the first has its socket, whose request is forgotten by then.
    raw.send(`40${JSON.stringify({ token: patient.token, userType: 'patient' })}`);
    raw.send(`40${JSON.stringify({ token: patient.token, userType: 'doctor' })}`);
    raw.send(`40${JSON.stringify({ token: patient.token, userType: 'patient' })}`);
    expect(await raw.next('44')).toContain('"bad_request"');
    expect(JSON.parse((await raw.next('40')).slice(2))).toMatchObject({ sid: expect.any(String) });
    expect(raw.frames.filter((frame) => frame.startsWith('40'))).toHaveLength(1);
    expect(falseClaims(server.dataDir)).toEqual([]);
    expect((await server.request('GET', '/health')).status).toBe(200);
  });

  it('lets who was refused try again on the same connection', async () => {
    const server = await startTestServer();
    const { patient } = await server.arrangeVisit();
    const raw = await openRawSocket(server.url);
    raw.send('40{"token":"nonsense"}');
    await raw.next('44');
    expect(await raw.enter({ token: patient.token })).not.toBe('');
  });
});
