import { BACKUP_REFUSALS } from '../../server/protocol/backup-refusal.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/**
 * Backups of the clinic on this computer. The page never names a file: the person chooses it in the system's own
 * dialog, or by its name among the automatic ones, and the main process remembers it.
 */

/** Why it could not be done; nothing was changed then. */
export const CLINIC_BACKUP_REFUSALS = [
  ...BACKUP_REFUSALS,
  /** The chosen place is inside the clinic's own data folder. */
  'inside_clinic',
  /** The clinic's key cannot be had now: see the page "Protection". */
  'no_key',
] as const;
export type ClinicBackupRefusal = (typeof CLINIC_BACKUP_REFUSALS)[number];

const count = z.int().nonnegative();
const refused = z.object({ status: z.literal('refused'), code: z.enum(CLINIC_BACKUP_REFUSALS) });
const cancelled = z.object({ status: z.literal('cancelled') });
const name = z.string().min(1).max(255);

/** An automatic one, in the clinic's own folder. */
export const automaticBackupSchema = z.object({ name, at: z.number(), bytes: count });
export type AutomaticBackup = z.infer<typeof automaticBackupSchema>;

/** A backup that is whole and opens with the clinic's key, and what the clinic would be without. */
export const inspectedBackupSchema = z.object({
  status: z.literal('inspected'),
  /** The name of its file. */
  name,
  /** Milliseconds since the epoch; null if nothing in it says. */
  madeAt: z.number().nullable(),
  /** So many of the present clinic are not in it; null if the present database cannot be read. */
  missing: z.object({ messages: count, auditRows: count }).nullable(),
});
export type InspectedBackup = z.infer<typeof inspectedBackupSchema>;

const inspection = z.discriminatedUnion('status', [inspectedBackupSchema, cancelled, refused]);
export type BackupInspection = z.infer<typeof inspection>;

const exported = z.discriminatedUnion('status', [
  z.object({ status: z.literal('exported'), name, bytes: count }),
  cancelled,
  refused,
]);
export type BackupExport = z.infer<typeof exported>;

/** `kept`: the file of the database from before, in the clinic's folder. */
export const restoredBackupSchema = z.object({
  status: z.literal('restored'),
  endedSessions: count,
  kept: z.string().nullable(),
});

const restored = z.discriminatedUnion('status', [restoredBackupSchema, refused]);
export type BackupRestore = z.infer<typeof restored>;

export const clinicBackupsCalls = {
  /** Newest first. */
  'clinic-backups:list': { input: nothing, output: z.array(automaticBackupSchema) },
  /** Asks where to, makes a verified backup and puts it there. */
  'clinic-backups:export': { input: nothing, output: exported },
  /** Asks for a file and verifies it. */
  'clinic-backups:choose': { input: nothing, output: inspection },
  /** Verifies an automatic one. */
  'clinic-backups:inspect': { input: z.object({ name }), output: inspection },
  /** Puts the backup that was inspected last in the place of the database, and starts the clinic with it. */
  'clinic-backups:restore': { input: nothing, output: restored },
} as const;
