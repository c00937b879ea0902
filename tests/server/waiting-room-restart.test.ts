import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SessionAnswer } from '../../server/protocol/index.ts';
import { entryFile } from '../support/server-entry.ts';
import { PASSWORD, temporaryFolder } from '../support/server.ts';
import { connectClient } from '../support/socket-client.ts';

const startProcess = async (dataDir: string): Promise<{ url: string; process: ChildProcess }> => {
  const child = spawn(process.execPath, [entryFile('main')], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const parsed = JSON.parse(line) as { event?: string; url?: string };
    if (parsed.event === 'listening' && parsed.url !== undefined) return { url: parsed.url, process: child };
  }
  throw new Error('the server ended before it listened');
};

const post = async <T>(url: string, body: unknown, token?: string): Promise<T> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
};

// Two servers start from their sources: a busy machine needs its time for that, whatever they do then.
describe('kill -9 of the server', { timeout: 120_000 }, () => {
  it('[S0-M01, S0-H01, K27] patients come back into the same places with the same history', async () => {
    const dataDir = await temporaryFolder();
    const first = await startProcess(dataDir);
    const doctor = await post<SessionAnswer>(`${first.url}/auth/setup`, {
      clinicName: 'Anteroom Clinic',
      fullname: 'Ada One',
      email: 'ada@clinic.example',
      password: PASSWORD,
    });
    const visits = [];
    for (const fullname of ['Pat Alpha', 'Sam Beta', 'Zoe Gamma']) {
      const { data } = await post<{ data: { user: { id: string } } }>(
        `${first.url}/api/patients`,
        { fullname },
        doctor.token,
      );
      const made = await post<{ data: { appointment: { roomId: string }; invite: { invite: string } } }>(
        `${first.url}/api/appointments`,
        { patientId: data.user.id, startsAt: new Date().toISOString() },
        doctor.token,
      );
      const session = await post<SessionAnswer>(`${first.url}/auth/invite`, {
        invite: made.data.invite.invite,
      });
      visits.push({ session, roomId: made.data.appointment.roomId });
    }
    const joinedAt: string[] = [];
    for (const [index, { session, roomId }] of visits.entries()) {
      const socket = await connectClient(first.url, { token: session.token });
      const { room } = await socket.request('join-waiting-room', { roomId });
      joinedAt.push(room.patients[0]?.joinedAt ?? '');
      await socket.request('device-test-results', {
        roomId,
        results: { camera: true, allTestsPassed: true },
      });
      await socket.request('patient-ready', { roomId, ready: index !== 1 });
      await socket.request('waiting-room-message', { roomId, message: `from patient ${index}` });
    }
    const exited = once(first.process, 'exit');
    first.process.kill('SIGKILL');
    await exited;

    const second = await startProcess(dataDir);
    // In reverse: the order of the queue is that of arrival, not of reconnection.
    for (const [index, { session, roomId }] of [...visits.entries()].reverse()) {
      const socket = await connectClient(second.url, { token: session.token });
      const { room } = await socket.request('join-waiting-room', { roomId });
      expect(room.position).toBe(index + 1);
      expect(room.messages.map((message) => message.message)).toEqual([`from patient ${index}`]);
      expect(room.patients).toMatchObject([
        {
          joinedAt: joinedAt[index],
          ready: index !== 1,
          deviceTestCompleted: true,
          deviceTestResults: { camera: true },
          connected: true,
        },
      ]);
    }
    const refreshed = await post<SessionAnswer>(`${second.url}/auth/refresh`, {
      refreshToken: visits[0]?.session.refreshToken,
    });
    expect(refreshed.roomId).toBe(visits[0]?.roomId);
  });
});
