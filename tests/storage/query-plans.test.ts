import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../server/storage/sqlite/migrations.ts';
import { createOperations } from '../../server/storage/sqlite/operations/index.ts';

/** How SQLite carries out every statement that the store prepares. */
const readPlans = (): { sql: string; plan: string }[] => {
  const db = new Database(':memory:');
  migrate(db);
  const statements: string[] = [];
  createOperations(
    new Proxy(db, {
      get: (target, name) => {
        if (name === 'prepare') {
          return (sql: string) => {
            statements.push(sql);
            return target.prepare(sql);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    }),
  );
  const plans = statements.map((sql) => ({
    sql,
    plan: db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replace(/@\w+|\?/g, 'NULL')}`)
      .all()
      .map(({ detail }) => detail)
      .join('\n'),
  }));
  db.close();
  return plans;
};

it('counts and finds the open visits of a doctor without reading those that are over', () => {
  const open = readPlans().filter(
    ({ sql }) => /doctor_id = (accounts\.id|@id) AND status NOT IN/.test(sql) && sql.startsWith('SELECT'),
  );
  expect(open).toHaveLength(2);
  for (const { sql, plan } of open) {
    expect(plan, sql).toContain('appointments_open (doctor_id=?');
    expect(plan, sql).not.toContain('appointments_of_doctor');
  }
});

it('[S1-P01, S1-P02, S1-P03] finds messages by conversation, by visit and by sender, and receipts, without reading others', () => {
  const plans = readPlans();
  const planOf = (part: string): string => {
    const found = plans.filter(({ sql }) => sql.includes(part));
    expect(found.length, part).toBeGreaterThan(0);
    return found.map(({ plan }) => plan).join('\n');
  };
  expect(planOf('FROM conversation_messages WHERE relation_id = ? AND seq BETWEEN')).toContain(
    'USING PRIMARY KEY (relation_id=? AND seq>? AND seq<?)',
  );
  expect(planOf('FROM room_messages WHERE room_id = ? AND seq BETWEEN')).toContain(
    'USING PRIMARY KEY (room_id=? AND seq>? AND seq<?)',
  );
  expect(planOf('FROM sent_messages WHERE')).toContain('USING PRIMARY KEY (sender_id=? AND client_id=?)');
  expect(planOf('FROM messages WHERE place = ?')).toContain('USING INTEGER PRIMARY KEY');
  expect(planOf('FROM receipts WHERE scope_id = ? AND reader_id = ? AND kind = ? AND seq >= ?')).toContain(
    'USING PRIMARY KEY (scope_id=? AND reader_id=? AND kind=? AND seq>?)',
  );
  expect(planOf('FROM message_reactions\n     WHERE relation_id = ? AND seq BETWEEN')).toContain(
    'USING PRIMARY KEY (relation_id=? AND seq>? AND seq<?)',
  );
  expect(planOf('SELECT max(number) FROM message_reactions WHERE relation_id = ?')).toContain(
    'message_reactions_in_order (relation_id=?)',
  );
  expect(planOf('ORDER BY number LIMIT @limit')).toContain(
    'message_reactions_in_order (relation_id=? AND number>?)',
  );
  expect(planOf('FROM archived_conversations WHERE person_id = ?')).not.toContain('SCAN');
  expect(planOf(`status IN ('waiting', 'admitted', 'inCall') ORDER BY +starts_at`)).toContain(
    'appointments_ongoing (patient_id=? AND doctor_id=?)',
  );
  expect(planOf('FROM relations WHERE doctor_id = ?')).not.toContain('SCAN');
  // For a list of all conversations: what is asked of each is looked for, not read through.
  for (const part of ['AND messages.seq > own.reached', 'relations.rowid AS row', 'AS deliveredInVisitAt']) {
    expect(planOf(part), part).not.toMatch(/SCAN (messages|conversation_messages|receipts|relations)/);
  }
});
