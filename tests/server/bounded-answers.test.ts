import { expect, it } from 'vitest';
import { LIST_MAX, SESSIONS_MAX } from '../../server/domain/list-limits.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../../server/storage/sqlite/sqlite-store.ts';
import { createTestClock, startTestServer } from '../support/server.ts';

/** A store that notes how many rows the rules ask it for. */
const createWatchedStore = () => {
  const limits: Record<string, number | undefined> = {};
  return {
    limits,
    openStore: async (options: SqliteStoreOptions) => {
      const store = await openSqliteStore(options);
      const watched: typeof store = {
        ...store,
        listAppointments: (filter) => {
          limits['appointments'] = filter.limit;
          return store.listAppointments(filter);
        },
        listPatients: (input) => {
          limits['patients'] = input.limit;
          return store.listPatients(input);
        },
        listSessions: (accountId, usedSince, limit) => {
          limits['sessions'] = limit;
          return store.listSessions(accountId, usedSince, limit);
        },
      };
      return watched;
    },
  };
};

it('no list is answered with all rows that there are', async () => {
  const watched = createWatchedStore();
  const server = await startTestServer({ openStore: watched.openStore });
  const { doctor } = await server.arrangeVisit();
  const read = async (path: string) =>
    expect((await server.request('GET', path, undefined, doctor.bearer)).status).toBe(200);
  await read('/api/appointments');
  await read('/api/patients');
  await read('/api/profile/sessions');
  expect(watched.limits).toEqual({ appointments: LIST_MAX, patients: LIST_MAX, sessions: SESSIONS_MAX });
  await read('/api/patients?limit=7');
  expect(watched.limits['patients']).toBe(7);
});

it('rooms made by REST that nobody has used are forgotten after a month', async () => {
  const clock = createTestClock();
  const server = await startTestServer({ now: clock.now });
  const { doctor, patientUser } = await server.arrangeVisit();
  const { roomId } = await server.expectStatus(
    200,
    server.request<{ roomId: string }>(
      'POST',
      '/api/rooms/create',
      { doctorId: doctor.user.id, patientId: patientUser.id },
      doctor.bearer,
    ),
  );
  const status = async () => {
    const { bearer } = await server.login('ada@clinic.example');
    return (await server.request('GET', `/api/rooms/${roomId}`, undefined, bearer)).status;
  };
  clock.advance(29 * 24 * 3_600_000);
  await server.server.tick();
  expect(await status()).toBe(200);
  clock.advance(2 * 24 * 3_600_000);
  await server.server.tick();
  expect(await status()).toBe(404);
});
