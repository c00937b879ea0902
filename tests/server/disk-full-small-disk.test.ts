import { expect, it } from 'vitest';
import { readAudit } from '../support/database.ts';
import { startTestServer } from '../support/server.ts';
import { spawnServer } from '../support/stand-alone.ts';
import { useSmallDisk } from '../support/use-small-disk.ts';

const DISK_BYTES = 8 * 1024 * 1024;
const LIMITS = { diskFloorBytes: 512 * 1024, diskCheckMs: 20 };

it('a real full disk: calls go on, nothing acked is lost, and the clinic recovers alone', async (test) => {
  const disk = useSmallDisk(test, DISK_BYTES);
  const clinic = await startTestServer({ dataDir: disk.path, limits: LIMITS });
  const { doctorSocket, patientSocket, roomId } = await clinic.arrangeCall();
  const acked: string[] = [];
  let number = 0;
  const post = async (): Promise<boolean> => {
    const clientId = `m-${(number += 1)}`;
    const message = { roomId, message: 'x'.repeat(1000), clientId };
    const answer = await patientSocket.emitForAck('waiting-room-message', message);
    const { ok, code } = answer as { ok: boolean; code?: string };
    if (ok) acked.push(clientId);
    else expect(code).toBe('storage_full');
    return ok;
  };
  for (let round = 0; round < 3; round += 1) {
    // First with some room left, so that SQLite meets the end of the disk; then with none.
    disk.fill(round === 0 ? 64 * 1024 : 0);
    await expect.poll(post, { timeout: 5_000, interval: 0 }).toBe(false);
    await doctorSocket.next('storage-state', ({ writable }) => !writable);
    const offer = { type: 'offer', sdp: 'v=0' } as const;
    await doctorSocket.request('offer', { to: patientSocket.id, offer });
    expect((await patientSocket.next('offer')).offer).toEqual(offer);
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.messages.map(({ clientId }) => clientId)).toEqual(acked);
    disk.empty();
    await doctorSocket.next('storage-state', ({ writable }) => writable);
    expect(await post()).toBe(true);
  }
  disk.fill();
  await doctorSocket.next('storage-state', ({ writable }) => !writable);
  await doctorSocket.request('end-call', { roomId });
  disk.empty();
  await doctorSocket.next('appointment-updated', ({ appointment }) => appointment.status === 'ended');
  await clinic.server.stop();

  const again = await startTestServer({ dataDir: disk.path, limits: LIMITS });
  const doctor = await again.login('ada@clinic.example');
  const socket = await again.connect(doctor);
  const { room } = await socket.request('join-waiting-room', { roomId });
  expect(room.messages.map(({ clientId }) => clientId)).toEqual(acked);
  expect(readAudit(disk.path).filter(({ action }) => action === 'consultation.ended')).toHaveLength(1);
});

it('a server starts on a full disk if there is a clinic, and says in one line why if there is none', async (test) => {
  const disk = useSmallDisk(test, DISK_BYTES);
  const first = await startTestServer({ dataDir: disk.path, limits: LIMITS });
  const { doctor, roomId } = await first.arrangeWaiting();
  await first.server.stop();
  disk.fill();
  const clinic = await startTestServer({ dataDir: disk.path, limits: LIMITS });
  const socket = await clinic.connect(doctor);
  expect(await socket.next('storage-state')).toEqual({ writable: false });
  expect((await socket.request('join-waiting-room', { roomId })).room.patients).toHaveLength(1);
  await clinic.server.stop();

  const { ended, errors } = spawnServer({ DATA_DIR: `${disk.path}/new` });
  expect(await ended()).toBe(1);
  expect(errors).toEqual([`DATA_DIR ${disk.path}/new cannot be used: the disk is full`]);
});
