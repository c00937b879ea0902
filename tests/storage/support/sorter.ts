import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import Database from 'better-sqlite3';
import { applyKey } from '../../../server/storage/sqlite/database.ts';

/**
 * A process that has SQLite sort far more than its cache holds, and prints which files in the folder for temporary
 * files it had open meanwhile. SQLite removes their names at once, so they are looked for among the open ones.
 */

const [, , file = '', databaseKey = '', how = '', temporary = ''] = argv;
const db = new Database(file);
applyKey(db, databaseKey);
db.pragma('cache_size = -200');
if (how === 'file') db.pragma('temp_store = FILE');
db.exec('CREATE TABLE t (a TEXT)');
const insert = db.prepare('INSERT INTO t VALUES (hex(randomblob(200)))');
db.transaction(() => {
  for (let row = 0; row < 20_000; row += 1) insert.run();
})();

const seen = new Set<string>();
const look = (): void => {
  if (!existsSync('/proc/self/fd')) return;
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      if (target.startsWith(temporary)) seen.add(target);
    } catch {
      // It was the folder itself, which is closed by now.
    }
  }
};
// Between two rows of a sorted answer, everything that the sort has written is still open.
let rows = 0;
const answer = db.prepare('SELECT a FROM t ORDER BY a').iterate();
while (answer.next().done !== true) {
  rows += 1;
  if (rows % 5_000 === 1) look();
}
db.close();
stdout.write(JSON.stringify([...seen]));
