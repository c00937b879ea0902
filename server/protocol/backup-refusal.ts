/** Why something about a backup could not be done. Nothing was changed then. */
export const BACKUP_REFUSALS = [
  /** It was encrypted with another key than this clinic's, or one of the two is not encrypted. */
  'wrong_key',
  /** It is no backup of a clinic. */
  'not_a_backup',
  /** Not whole: its pages, its references or its audit log are broken. */
  'damaged',
  /** A newer version of the app made it. */
  'newer_version',
  /** The disk has no room for it. */
  'no_room',
  /** Another program has the clinic's data folder. */
  'in_use',
  /** The file is gone, or may not be read or written. */
  'no_access',
  /** The clinic's own database is damaged: there is nothing good to export. */
  'source_damaged',
  'failed',
] as const;
export type BackupRefusal = (typeof BACKUP_REFUSALS)[number];
