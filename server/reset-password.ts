import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { environmentSchema } from './config.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { openStoreOf } from './open-store.ts';
import { createPasswords } from './security/passwords.ts';
import { databaseFileIn } from './storage/sqlite/database.ts';
import { StoreFullError, StoreOpenError } from './storage/store.ts';

/** 96 random bits: 16 letters and digits. */
const PASSWORD_BYTES = 12;

const complain = (line: string): number => {
  process.stderr.write(`${line}\n`);
  return 2;
};

/**
 * `npm run reset-password -- <email>`: for whoever is locked out and has nobody to ask, above all the clinic's
 * first admin. Whoever may read the database may do this, so it asks for nothing else. Sets a new random
 * password and prints it, removes the second factor, and ends every session. Exit code 0: done; 1: no such
 * account; 2: it could not be tried, for example because the server is running.
 */
const main = async (): Promise<number> => {
  const email = process.argv[2]?.trim().toLowerCase() ?? '';
  if (email === '') return complain('usage: npm run reset-password -- <email>');
  const settings = environmentSchema
    .pick({ DATA_DIR: true, DATABASE_URL: true, DATABASE_KEY: true })
    .safeParse({
      DATABASE_URL: process.env['DATABASE_URL'] || undefined,
      DATA_DIR: process.env['DATA_DIR'] || undefined,
      DATABASE_KEY: process.env['DATABASE_KEY'] || undefined,
    });
  if (!settings.success) {
    const issue = settings.error.issues[0];
    return complain(`${String(issue?.path[0])} is not valid: ${issue?.message ?? 'unknown reason'}`);
  }
  const { DATABASE_URL: databaseUrl = null, DATABASE_KEY: databaseKey = null } = settings.data;
  const dataDir = resolve(settings.data.DATA_DIR);
  // Opening the store would make a new, empty clinic.
  if (databaseUrl !== null) {
    await (await import('./storage/postgres/outside-server.ts')).assertStopped(databaseUrl);
  } else if (!existsSync(databaseFileIn(dataDir))) {
    return complain(`DATA_DIR ${dataDir} holds no clinic: set it to the folder that the server uses`);
  }
  const store = await openStoreOf({ config: { databaseUrl, dataDir, databaseKey, limits: DEFAULT_LIMITS } });
  try {
    const account = await store.findAccountByEmail(email);
    if (account === null) {
      process.stderr.write(`There is no account with the email ${email}.\n`);
      return 1;
    }
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    const passwords = await createPasswords();
    const at = Date.now();
    const ended = await store.resetAccess({
      accountId: account.id,
      passwordHash: await passwords.hash(password),
      at,
      audit: { at, actorId: null, action: 'account.access-reset', subjectId: account.id, detail: {} },
    });
    process.stdout.write(
      [
        `New password of ${email}: ${password}`,
        `The second factor is off, and ${ended.length} signed-in device(s) were signed out.`,
        'Start the server, sign in, and change the password in the settings.',
        ...(account.disabledAt === null ? [] : ['The account is disabled: an admin must enable it first.']),
        '',
      ].join('\n'),
    );
    return 0;
  } finally {
    await store.close();
  }
};

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof StoreFullError) {
    const place = process.env['DATABASE_URL'] ? 'PostgreSQL' : 'DATA_DIR';
    return complain(`Nothing was changed: the disk of ${place} is full`);
  }
  if (!(error instanceof StoreOpenError)) throw error;
  const isRunning = error.message.startsWith('another Anteroom uses');
  return complain(isRunning ? `${error.message}: stop it first` : error.message);
});
