import type { ChainLink } from '../../domain/audit.ts';
import type { ClinicSettingsRecord } from '../../domain/records.ts';
import type { Store } from '../store.ts';
import type { AppendedMessage, MessageFields } from './message-fields.ts';

/** A part of the audit log, verified: how far the chain holds, where it breaks, and if the end was reached. */
export type AuditSlice = { link: ChainLink; brokenSeq: number | null; complete: boolean };

/** As they are in the database: the opening hours are JSON. */
export type StoredClinicSettings = Omit<ClinicSettingsRecord, 'openingHours'> & { openingHours: string };

/**
 * What a database is asked to do: the port's methods, as plain functions. `verifyAudit` is many slices instead, so that
 * nobody waits until a log of years was read.
 */
export type Operations = {
  [K in Exclude<keyof Store, 'close' | 'verifyAudit' | 'appendMessage' | 'getClinicSettings'>]: (
    ...args: Parameters<Store[K]>
  ) => Awaited<ReturnType<Store[K]>>;
} & {
  verifyAuditSlice: (from: ChainLink) => AuditSlice;
  appendMessage: (...fields: MessageFields) => AppendedMessage;
  getClinicSettings: () => StoredClinicSettings;
};

export type OperationName = keyof Operations;
