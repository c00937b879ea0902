import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { GENESIS } from '../../domain/audit.ts';
import { StoreOpenError } from '../store.ts';
import { AGENDA_SCHEMA } from './schema-agenda.ts';
import { ARCHIVE_SCHEMA } from './schema-archive.ts';
import {
  ARRIVALS_SCHEMA,
  CALL_BACK_SCHEMA,
  LAST_PLACE_SCHEMA,
  QUEUE_ORDER_SCHEMA,
} from './schema-arrivals.ts';
import { CLINIC_SETTINGS_SCHEMA } from './schema-clinic-settings.ts';
import { CONTACT_AND_DURATION_SCHEMA } from './schema-clinic.ts';
import { CONVERSATIONS_SCHEMA } from './schema-conversations.ts';
import { DISK_PROBE_SCHEMA } from './schema-disk-probe.ts';
import { EMERGENCIES_SCHEMA, EMERGENCY_RINGS_SCHEMA } from './schema-emergencies.ts';
import { FILES_SCHEMA } from './schema-files.ts';
import { MESSAGE_SEARCH_SCHEMA } from './schema-message-search.ts';
import { MESSAGES_SCHEMA } from './schema-messages.ts';
import { NOTIFICATIONS_SCHEMA } from './schema-notifications.ts';
import { PROFILE_SCHEMA } from './schema-profile.ts';
import { REACTIONS_SCHEMA } from './schema-reactions.ts';
import { RELATIONS_SCHEMA } from './schema-relations.ts';
import { OPEN_VISITS_SCHEMA, PASSWORD_LINK_MAKERS_SCHEMA, PASSWORD_LINKS_SCHEMA } from './schema-people.ts';
import { TLS_KEY_SCHEMA } from './schema-tls-key.ts';
import { VISIT_SUMMARIES_SCHEMA } from './schema-visit-summaries.ts';
import { FIRST_SCHEMA } from './schema.ts';

/**
 * One step of the schema. A step that was released never changes; the next change is a new step at the end.
 */
export type Migration = (db: Database) => void;

/** `PRAGMA user_version` is the number of steps that a database has been through. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    db.exec(FIRST_SCHEMA);
    db.prepare('INSERT INTO meta (one, clinic_id, audit_seq, audit_hash) VALUES (1, ?, ?, ?)').run(
      randomUUID(),
      GENESIS.seq,
      GENESIS.hash,
    );
  },
  (db) => void db.exec(ARRIVALS_SCHEMA),
  (db) => void db.exec(QUEUE_ORDER_SCHEMA),
  (db) => void db.exec(CALL_BACK_SCHEMA),
  (db) => void db.exec(CONTACT_AND_DURATION_SCHEMA),
  (db) => void db.exec(PROFILE_SCHEMA),
  (db) => void db.exec(CLINIC_SETTINGS_SCHEMA),
  (db) => void db.exec(AGENDA_SCHEMA),
  (db) => void db.exec(PASSWORD_LINKS_SCHEMA),
  (db) => void db.exec(VISIT_SUMMARIES_SCHEMA),
  (db) => void db.exec(PASSWORD_LINK_MAKERS_SCHEMA),
  (db) => void db.exec(OPEN_VISITS_SCHEMA),
  (db) => void db.exec(LAST_PLACE_SCHEMA),
  (db) => void db.exec(DISK_PROBE_SCHEMA),
  (db) => void db.exec(MESSAGES_SCHEMA),
  (db) => void db.exec(TLS_KEY_SCHEMA),
  (db) => void db.exec(CONVERSATIONS_SCHEMA),
  (db) => void db.exec(MESSAGE_SEARCH_SCHEMA),
  (db) => void db.exec(EMERGENCIES_SCHEMA),
  (db) => void db.exec(NOTIFICATIONS_SCHEMA),
  (db) => void db.exec(FILES_SCHEMA),
  (db) => void db.exec(REACTIONS_SCHEMA),
  (db) => void db.exec(ARCHIVE_SCHEMA),
  (db) => void db.exec(RELATIONS_SCHEMA),
  (db) => void db.exec(EMERGENCY_RINGS_SCHEMA),
];

/** The schema version of a database; 0 for a new one. */
export const readSchemaVersion = (db: Database): number =>
  Number(db.pragma('user_version', { simple: true }));

/**
 * Refuses a database that this program must not write to, before anything was changed.
 * @throws StoreOpenError if a newer version of Anteroom, or another program, made it
 */
export const assertKnownSchema = (db: Database, newest = MIGRATIONS.length): void => {
  const version = readSchemaVersion(db);
  if (version > newest) {
    throw new StoreOpenError(
      `the database was made by a newer version of Anteroom (schema ${version}; this version knows ${newest})`,
    );
  }
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (version === 0 && tables !== 0) {
    throw new StoreOpenError('the file is a database of another program');
  }
};

/**
 * Brings a database to the newest schema, each step in a transaction of its own, so that an interrupted
 * update goes on from where it stopped. A new one has nothing to lose: all steps are one transaction, in a third of
 * the time.
 * @throws StoreOpenError if it is newer than this program or not Anteroom's
 */
export const migrate = (db: Database, migrations: readonly Migration[] = MIGRATIONS): void => {
  assertKnownSchema(db, migrations.length);
  const version = readSchemaVersion(db);
  const go = (steps: readonly Migration[], to: number): void =>
    db
      .transaction(() => {
        for (const step of steps) step(db);
        db.pragma(`user_version = ${to}`);
      })
      .immediate();
  if (version === 0) return go(migrations, migrations.length);
  for (const [index, step] of migrations.entries()) {
    if (index >= version) go([step], index + 1);
  }
};
