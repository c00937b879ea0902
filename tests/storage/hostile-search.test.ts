import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { append, createVisit, message } from './support/fixtures.ts';
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts';
import { postgresMissing, usePostgres } from '../support/postgres.ts';
import type { TestStore } from './store-suite.ts';
import { openTestStore } from './support/open-test-store.ts';

/** Words, syntax of full-text search and of SQL, and anything else that a field takes. */
const SYNTAX = 'NEAR( AND OR NOT text: scope: u { } ( ) * ^ " "" \' ; -- /* \\ % _ - + , . …'.split(' ');
const OTHERS = ['secret', 'kne', 'ß', 'दर्द', '💊', '¼', '\u0000', '\u0002', '\u202e', '\ud800', 'e\u0301'];
const fragment = fc.oneof(fc.constantFrom(...SYNTAX, ...OTHERS), fc.string({ maxLength: 6, unit: 'binary' }));
const words = fc.array(
  fc.array(fragment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  { minLength: 1, maxLength: 5 },
);
const AT_ONCE = 1000;

const searchAll = async (
  open: () => Promise<Pick<TestStore, 'store' | 'dispose'>>,
  numRuns: number,
): Promise<void> => {
  const test = await open();
  onTestFinished(() => test.dispose());
  const { store } = test;
  const own = await createVisit(store);
  const others = await createVisit(store, { doctor: own.doctor });
  const say = ({ appointment, patient }: typeof own, text: string) =>
    append(store, message(appointment.roomId, patient, { text }));
  await say(own, 'दर्द ß and nothing else');
  await say(others, 'secret knee ¼ text scope u दर्द ß');
  while (await store.indexMessages(256));
  const userId = own.patient.id;
  const search = (asked: readonly string[]) =>
    store.searchMessages({ userId, otherId: null, roomId: null, words: asked, before: null, limit: 50 });
  const queries = fc.sample(words, { numRuns, seed: 6 });
  let found = 0;
  for (let from = 0; from < queries.length; from += AT_ONCE) {
    for (const hits of await Promise.all(queries.slice(from, from + AT_ONCE).map(search))) {
      found += hits.length;
      for (const hit of hits) expect(hit.message.senderId).toBe(userId);
    }
  }
  // It did look: some of them are words of what is there.
  expect(found).toBeGreaterThan(numRuns / 1000);
};

const PROMISE = 'generated queries are words to the search: none fails, none finds what is another’s';

it(`10,000 ${PROMISE}`, () => searchAll(() => openTestStore(null), 10_000));

it.skipIf(postgresMissing !== null)(`2,000 ${PROMISE}, in PostgreSQL`, () =>
  searchAll(async () => {
    const url = await (await usePostgres()).createDatabase();
    const store = await openPostgresStore({ url, databaseKey: null });
    return { store, dispose: () => store.close() };
  }, 2_000),
);
