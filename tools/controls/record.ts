import type { Control } from './control.ts';

/** What was acknowledged stays, and the record of who did what cannot be changed unseen. */
export const RECORD_CONTROLS: readonly Control[] = [
  {
    id: 'full-sync',
    threat: 'lost-facts',
    what: 'Each commit is on the disk before it is acknowledged',
    file: 'server/storage/sqlite/database.ts',
    text: "db.pragma('synchronous = FULL');",
    without: "db.pragma('synchronous = NORMAL');",
    tests: ['tests/storage/durability.test.ts'],
  },
  {
    id: 'answer-after-commit',
    threat: 'lost-facts',
    what: 'The answer to a write leaves after COMMIT; if the commit fails, the write is refused',
    file: 'server/storage/sqlite/batch.ts',
    text: 'calls.map((call) => (isWrite(call) ? { id: call.id, ok: false, error } : read(call)));',
    without:
      'calls.map((call) => (error.code === "" ? { id: call.id, ok: false, error } : { id: call.id, ok: true, result: null }));',
    tests: ['tests/storage/batch.test.ts'],
  },
  {
    id: 'message-once',
    threat: 'lost-facts',
    what: 'A message that is sent again is stored once',
    file: 'server/storage/sqlite/operations/messages.ts',
    text: 'message.clientId === null ? undefined : sentBefore.get(message.senderId, message.clientId);',
    without: '(undefined as ReturnType<typeof sentBefore.get>);',
    tests: ['tests/server/waiting-room-chat.test.ts', 'tests/storage/sqlite.test.ts'],
  },
  {
    id: 'audit-chain',
    threat: 'lost-facts',
    what: 'A row of the audit log carries the hash of the row before it',
    file: 'server/domain/audit.ts',
    text: 'canonicalDetail(row.detail),\n      ]),',
    without: '"",\n      ]),',
    tests: ['tests/storage/audit-chain.test.ts', 'tests/server/audit.test.ts'],
  },
  {
    id: 'audit-order',
    threat: 'lost-facts',
    what: 'Rows that are missing or out of order break the chain',
    file: 'server/domain/audit.ts',
    text: 'row.previousHash,\n        row.at,',
    without: 'row.at,',
    tests: ['tests/storage/audit-chain.test.ts', 'tests/server/audit.test.ts'],
  },
  {
    id: 'one-server-a-folder',
    threat: 'lost-facts',
    what: 'Two servers never use one data folder',
    file: 'server/storage/sqlite/data-dir-lock.ts',
    text: "db.exec('BEGIN EXCLUSIVE');",
    without: '',
    tests: ['tests/storage/data-dir-lock.test.ts'],
  },
  {
    id: 'known-schema',
    threat: 'lost-facts',
    what: 'A database of a newer version is not touched',
    file: 'server/storage/sqlite/database.ts',
    text: 'assertSqliteVersion(sqliteVersionOf(db));\n    assertKnownSchema(db);',
    without: 'assertSqliteVersion(sqliteVersionOf(db));',
    tests: ['tests/storage/migrations.test.ts', 'tests/storage/sqlite.test.ts'],
  },
];
