import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore, type PostgresStoreEvent } from '../../server/storage/postgres/postgres-store.ts';
import { StoreFullError, StoreUnavailableError } from '../../server/storage/store.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { append, audit, createVisit, message } from './support/fixtures.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.skipIf(postgresMissing !== null)('PostgreSQL that fails', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  const arrange = async (options: { maxWaitMs?: number; checkMs?: number } = {}) => {
    const url = await postgres.createDatabase();
    const events: PostgresStoreEvent[] = [];
    const onEvent = (event: PostgresStoreEvent) => void events.push(event);
    const store = await openPostgresStore({ url, databaseKey: null, onEvent, ...options });
    onTestFinished(() => store.close());
    return { url, store, events, visit: await createVisit(store) };
  };

  it('loses nothing that was answered when it crashes, and is used again by itself', async () => {
    const { store, events, visit } = await arrange();
    const { appointment, patient } = visit;
    const acked = new Map<string, number>();
    const failures: unknown[] = [];
    let isOver = false;
    const write = async (name: number): Promise<void> => {
      for (let number = 0; !isOver; number += 1) {
        const clientId = `${name}-${number}`;
        try {
          const stored = await append(store, message(appointment.roomId, patient, { clientId }));
          acked.set(clientId, stored.message.seq);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const writing = numbers(20).map(write);
    await expect.poll(() => acked.size, { timeout: 10_000 }).toBeGreaterThan(200);
    await postgres.crash();
    const before = acked.size;
    await postgres.startAgain();
    await expect.poll(() => acked.size, { timeout: 10_000 }).toBeGreaterThan(before + 200);
    isOver = true;
    await Promise.all(writing);

    // A batch whose COMMIT was not answered may be there or not: nobody was told.
    expect(failures.every((error) => error instanceof StoreUnavailableError)).toBe(true);
    const stored = (await store.getWaitingRoom(appointment.roomId))?.messages ?? [];
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    const seqs = new Map(stored.map(({ clientId, seq }) => [clientId, seq]));
    expect([...acked].filter(([clientId, seq]) => seqs.get(clientId) !== seq)).toEqual([]);
    const told = events.map(({ type }) => type).filter((type) => type.startsWith('connection'));
    expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'connection-lost' : 'connection-back')));
    expect((await store.verifyAudit()).ok).toBe(true);
  });

  it('is waited for a moment, and then every call is told so', async () => {
    const { store, visit } = await arrange({ maxWaitMs: 300 });
    await postgres.crash();
    const calls = await Promise.allSettled([
      store.getClinic(),
      store.appendMessage(message(visit.appointment.roomId, visit.patient)),
    ]);
    await postgres.startAgain();
    for (const call of calls) {
      expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailableError) });
    }
    expect(await store.getClinic()).toMatchObject({ name: null });
    await store.appendAudit(audit());
  });

  it('takes no write on a full disk, is read meanwhile, and is written again once there is room', async () => {
    const { url, store, events, visit } = await arrange({ checkMs: 50 });
    // As PostgreSQL tells it, without a disk that is full.
    await postgres.admin(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse();
       CREATE TRIGGER full_disk BEFORE UPDATE ON disk_probe FOR EACH ROW EXECUTE FUNCTION refuse();`,
      url,
    );
    const say = () => store.appendMessage(message(visit.appointment.roomId, visit.patient));
    await expect(say()).rejects.toThrow(StoreFullError);
    await expect(say()).rejects.toThrow(StoreFullError);
    expect((await store.getWaitingRoom(visit.appointment.roomId))?.messages).toEqual([]);
    expect(events.filter(({ type }) => type === 'read-only')).toEqual([
      { type: 'read-only', reason: '53100' },
    ]);
    await postgres.admin(
      'DROP TRIGGER full_disk ON messages; DROP TRIGGER full_disk ON disk_probe; DROP FUNCTION refuse();',
      url,
    );
    await expect.poll(() => events.at(-1)?.type, { timeout: 5_000 }).toBe('writable');
    await say();
  });

  it('serves the others when one of its servers is killed in the middle of writing', async () => {
    const { url, store, visit } = await arrange();
    const { appointment, patient } = visit;
    const writer = join(import.meta.dirname, 'support/postgres-writer.ts');
    const parameters = [writer, url, appointment.roomId, JSON.stringify(patient), 'killed', '20000'];
    const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const acked = new Map<string, number>();
    for await (const line of createInterface(child.stdout)) {
      const [clientId = '', seq = '', , end] = line.split(' ');
      if (end === 'end') acked.set(clientId, Number(seq));
      if (acked.size === 300) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
    // Not after some time-out: the connection of who is killed is closed by the system.
    const next = await Promise.race([
      append(store, message(appointment.roomId, patient)),
      delay(4_500, null),
    ]);
    expect(next).not.toBeNull();
    const stored = (await store.getWaitingRoom(appointment.roomId))?.messages ?? [];
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    const seqs = new Map(stored.map(({ clientId, seq }) => [clientId, seq]));
    expect([...acked].filter(([clientId, seq]) => seqs.get(clientId) !== seq)).toEqual([]);
  });
});
