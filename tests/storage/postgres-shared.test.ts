import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore, type PostgresStoreEvent } from '../../server/storage/postgres/postgres-store.ts';
import type { Store } from '../../server/storage/store.ts';
import type { TestPostgres } from '../support/postgres-databases.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import { account, append, audit, auditRows, createVisit, message } from './support/fixtures.ts';

const run = promisify(execFile);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.skipIf(postgresMissing !== null)('a database of several servers', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await usePostgres();
  });

  const open = async (url: string, onEvent?: (event: PostgresStoreEvent) => void): Promise<Store> => {
    const store = await openPostgresStore({ url, databaseKey: null, ...(onEvent && { onEvent }) });
    onTestFinished(() => store.close());
    return store;
  };

  it('is made once, however many start at the same time', async () => {
    const url = await postgres.createDatabase();
    const stores = await Promise.all(numbers(6).map(() => open(url)));
    const clinics = await Promise.all(stores.map((store) => store.getClinic()));
    expect(new Set(clinics.map(({ id }) => id)).size).toBe(1);
  });

  it(
    'has numbers without a gap and each message once, whoever of two processes stores it',
    { timeout: 60_000 },
    async () => {
      const url = await postgres.createDatabase();
      const store = await open(url);
      const { appointment, patient } = await createVisit(store);
      const writer = join(import.meta.dirname, 'support/postgres-writer.ts');
      const write = async (
        name: string,
      ): Promise<{ clientId: string; seq: number; isDuplicate: boolean }[]> => {
        const parameters = [writer, url, appointment.roomId, JSON.stringify(patient), name, '150'];
        const { stdout } = await run(process.execPath, parameters);
        return stdout
          .split('\n')
          .map((line) => line.split(' '))
          .filter(([, , , end]) => end === 'end')
          .map(([clientId = '', seq, duplicate]) => ({
            clientId,
            seq: Number(seq),
            isDuplicate: duplicate === 'true',
          }));
      };
      const answers = (await Promise.all([write('one'), write('other')])).flat();

      expect(answers).toHaveLength(600);
      const stored = (await store.getWaitingRoom(appointment.roomId))?.messages ?? [];
      expect(stored.map(({ seq }) => seq)).toEqual(numbers(450).map((index) => index + 1));
      expect(new Set(stored.map(({ clientId }) => clientId)).size).toBe(450);
      const seqs = new Map(stored.map(({ clientId, seq }) => [clientId, seq]));
      expect(answers.filter(({ clientId, seq }) => seqs.get(clientId) !== seq)).toEqual([]);
      expect(answers.filter(({ isDuplicate }) => isDuplicate)).toHaveLength(150);
      expect((await store.verifyAudit()).ok).toBe(true);
    },
  );

  it('lets one of two win where only one can', async () => {
    const url = await postgres.createDatabase();
    const [one, other] = [await open(url), await open(url)];
    const made = await Promise.all(
      numbers(20).map((index) =>
        (index % 2 === 0 ? one : other).createAccount({
          account: account({ email: 'same@clinic.example' }),
          audit: audit(),
        }),
      ),
    );
    expect(made.filter((answer) => answer === 'created')).toHaveLength(1);
    const set = await Promise.all(
      [one, other].map((store) =>
        store.setUpClinic({ clinicName: 'Clinic', account: account({ role: 'doctor' }), audit: audit() }),
      ),
    );
    expect(set).toEqual(['already_set_up', 'already_set_up']);
    // The audit log of both is one chain.
    await Promise.all(numbers(200).map((index) => (index % 2 === 0 ? one : other).appendAudit(audit())));
    expect(await auditRows(one)).toBe(201);
  });

  it('shows each server at once what another has stored', async () => {
    const url = await postgres.createDatabase();
    const [one, other] = [await open(url), await open(url)];
    const { appointment, patient } = await createVisit(one);
    for (const number of numbers(20)) {
      const writer = number % 2 === 0 ? one : other;
      await append(writer, message(appointment.roomId, patient, { text: String(number) }));
      const reader = number % 2 === 0 ? other : one;
      const { messages } = (await reader.getWaitingRoom(appointment.roomId)) ?? { messages: [] };
      expect(messages.at(-1)).toMatchObject({ text: String(number), seq: number + 1 });
    }
  });

  it('commits many calls in few transactions, and a call that fails fails alone', async () => {
    const events: PostgresStoreEvent[] = [];
    const store = await open(await postgres.createDatabase(), (event) => void events.push(event));
    const { appointment, patient } = await createVisit(store);
    events.length = 0;
    const results = await Promise.allSettled(
      numbers(300).map((index) =>
        store.appendMessage(
          message(appointment.roomId, patient, index % 10 === 3 ? { senderId: 'nobody' } : {}),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(30);
    expect(events.length).toBeLessThan(30);
    expect(events.every((event) => event.type === 'batch' && event.failure === null)).toBe(true);
    const room = await store.getWaitingRoom(appointment.roomId);
    expect(room?.messages.map(({ seq }) => seq)).toEqual(numbers(270).map((index) => index + 1));
  });

  it('answers everything that was called before it is closed, and nothing afterwards', async () => {
    const url = await postgres.createDatabase();
    const store = await openPostgresStore({ url, databaseKey: null });
    const { appointment, patient } = await createVisit(store);
    const calls = numbers(300).map(() => store.appendMessage(message(appointment.roomId, patient)));
    await Promise.all([store.close(), store.close()]);
    expect(await Promise.all(calls)).toHaveLength(300);
    await expect(store.getClinic()).rejects.toThrow('closed');
    const reopened = await open(url);
    expect((await reopened.getWaitingRoom(appointment.roomId))?.messages).toHaveLength(300);
  });
});
