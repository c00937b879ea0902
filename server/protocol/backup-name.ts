/**
 * How a backup of the clinic's database is named, and where the automatic ones are: the server makes them, the app
 * lists them. The time is in the name, so that copying the file does not change it.
 */

const NAME = /^anteroom-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/;

/** Below the data folder. */
export const BACKUPS_FOLDER = 'backups';

/** No colon in it: Windows allows none in a file's name. */
export const backupNameOf = (at: number): string =>
  `anteroom-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`;

/** When a backup was made; null if the name is not one of a backup. */
export const timeOfBackup = (name: string): number | null => {
  const [, day, hour, minute, second] = NAME.exec(name) ?? [];
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
};
