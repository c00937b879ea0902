import { RECOVERY_KEY_FAULTS } from '../../server/protocol/recovery-key.ts';
import { z } from '../../server/protocol/zod.ts';
import { restoredBackupSchema } from './clinic-backups.ts';
import { nothing } from './nothing.ts';

/** The key of the clinic on this computer, and its recovery key on paper. */

export const CLINIC_KEY_STATUSES = [
  /** There is no clinic on this computer yet. */
  'none',
  /** The clinic was made by an earlier version, and is encrypted when it starts next. */
  'plain',
  /** The clinic is encrypted, and this computer has its key. */
  'protected',
  /** The passphrase was not given yet, or not chosen yet. */
  'locked',
  /** The clinic is encrypted, and this computer has no key for it. */
  'missing',
  /** This computer has a key that it cannot decrypt any more. */
  'unreadable',
  /** This computer has no place for a key. */
  'unavailable',
] as const;

export const clinicKeyStateSchema = z.object({
  status: z.enum(CLINIC_KEY_STATUSES),
  /** A person said that they keep the recovery key of this very key. */
  isKept: z.boolean(),
  /** They did not, and it is time to say so again. */
  isReminderDue: z.boolean(),
  /** Files in plain text from before the clinic was encrypted that are damaged, so that they could not be. */
  plainFiles: z.int().nonnegative(),
});
export type ClinicKeyState = z.infer<typeof clinicKeyStateSchema>;

/** Why a recovery key did not help; nothing was changed then. */
export const RECOVERY_REFUSALS = [
  ...RECOVERY_KEY_FAULTS,
  /** It is a recovery key, but of another clinic. */
  'wrong_key',
  /** There is nothing in the clinic's folder that it could open. */
  'no_clinic',
  'not_a_backup',
  'damaged',
  'newer_version',
  'no_room',
  'in_use',
  'no_access',
  'secrets_locked',
  'secrets_unavailable',
  'failed',
] as const;
export type RecoveryRefusal = (typeof RECOVERY_REFUSALS)[number];

const refused = z.object({ status: z.literal('refused'), code: z.enum(RECOVERY_REFUSALS) });
/** As a person typed it; the main process reads it. */
const recoveryKey = z.string().max(400);

const recovery = z.discriminatedUnion('status', [z.object({ status: z.literal('recovered') }), refused]);
export type ClinicRecovery = z.infer<typeof recovery>;

const backupChoice = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('inspected'),
    /** The name of the chosen file. */
    name: z.string(),
    /** Milliseconds since the epoch; null if nothing in it says. */
    madeAt: z.number().nullable(),
    /** There is a database in the clinic's folder, which is kept beside it. */
    replaces: z.boolean(),
  }),
  z.object({ status: z.literal('cancelled') }),
  refused,
]);
export type BackupChoice = z.infer<typeof backupChoice>;

const restoration = z.discriminatedUnion('status', [restoredBackupSchema, refused]);
export type ClinicRestoration = z.infer<typeof restoration>;

const shown = z.discriminatedUnion('status', [
  z.object({ status: z.literal('shown'), recoveryKey: z.string() }),
  z.object({ status: z.literal('no_key') }),
]);

export const clinicKeyCalls = {
  'clinic-key:state': { input: nothing, output: clinicKeyStateSchema },
  /** The recovery key, for paper. */
  'clinic-key:show': { input: nothing, output: shown },
  /** The person has it on paper. */
  'clinic-key:confirm-kept': { input: nothing, output: clinicKeyStateSchema },
  'clinic-key:remind-later': { input: nothing, output: clinicKeyStateSchema },
  /** Opens the clinic that is in the folder, keeps the key, and starts it. */
  'clinic-key:recover': { input: z.object({ recoveryKey }), output: recovery },
  /** Asks for the file of a backup and verifies it with this key. */
  'clinic-key:choose-backup': { input: z.object({ recoveryKey }), output: backupChoice },
  /** Puts the backup that was chosen last in place, keeps its key, and starts the clinic. */
  'clinic-key:restore': { input: nothing, output: restoration },
} as const;
