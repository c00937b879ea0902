import { EMERGENCY_UNSEEN_SECONDS, type ClinicSettings } from '../protocol/index.ts';
import type { Store } from '../storage/store.ts';
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import { requireAdmin, requireRole } from './identity.ts';
import { toLogo } from './logo.ts';
import type { Clock } from './ports.ts';
import type { ClinicLogoRecord, ClinicSettingsRecord } from './records.ts';

/** Until the store was asked: what a new clinic has. */
const NEW: ClinicSettingsRecord = {
  openingHours: {
    monday: [],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [],
    sunday: [],
  },
  timeZone: null,
  emergencyNumber: null,
  shows: { position: true, expectedWait: true, presence: true },
  relayOnly: false,
  emergencyTextFor: 'all',
  emergencyUnseenSeconds: EMERGENCY_UNSEEN_SECONDS.usual,
};

/** What is different, by name: the values may be texts, which the audit log does not take. */
const changedFields = (before: ClinicSettings, after: ClinicSettings): string =>
  (Object.keys(after) as (keyof ClinicSettings)[])
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .join(' ');

/**
 * What an administrator sets for the whole clinic. Kept in memory beside the store, because a signal on its way
 * must not wait for it.
 */
export const createClinicSettings = (deps: { store: Store; clock: Clock; relayAvailable: () => boolean }) => {
  const { store, clock, relayAvailable } = deps;
  let current = NEW;
  let logoVersion: string | null = null;

  const name = async (): Promise<string> => (await store.getClinic()).name ?? '';

  return {
    /** Reads what was set before; to be called once, before anybody connects. */
    async load(): Promise<void> {
      const [settings, logo] = await Promise.all([store.getClinicSettings(), store.getClinicLogo()]);
      current = settings;
      logoVersion = logo?.version ?? null;
    },

    current: (): ClinicSettingsRecord => current,
    /** Null without a logo. */
    logoVersion: (): string | null => logoVersion,
    relayAvailable,

    async read(actor: Identity): Promise<ClinicSettings> {
      requireRole(actor, 'doctor');
      return { name: await name(), ...current };
    },

    /** @throws DomainError `forbidden`, or `relay_missing` if relay-only is switched on without a TURN server */
    async save(actor: Identity, settings: ClinicSettings): Promise<ClinicSettings> {
      requireAdmin(actor);
      if (settings.relayOnly && !current.relayOnly && !relayAvailable()) {
        throw new DomainError(
          'relay_missing',
          'Relay-only calls need a TURN server: set TURN_URLS and TURN_SECRET',
        );
      }
      const {
        name: newName,
        emergencyTextFor = current.emergencyTextFor,
        emergencyUnseenSeconds = current.emergencyUnseenSeconds,
        ...rest
      } = settings;
      const next = { ...rest, emergencyTextFor, emergencyUnseenSeconds };
      const at = clock.now();
      await store.saveClinicSettings({
        name: newName,
        settings: next,
        audit: {
          at,
          actorId: actor.userId,
          action: 'clinic.settings-changed',
          subjectId: null,
          detail: { changed: changedFields({ name: await name(), ...current }, { name: newName, ...next }) },
        },
      });
      current = next;
      return { name: newName, ...next };
    },

    /** @throws DomainError `bad_request` if it is no picture of a known kind, `too_large` */
    async setLogo(actor: Identity, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
      requireAdmin(actor);
      const logo = toLogo(bytes);
      await store.setClinicLogo({
        logo,
        audit: {
          at: clock.now(),
          actorId: actor.userId,
          action: 'clinic.logo-set',
          subjectId: null,
          detail: { type: logo.type, bytes: bytes.length },
        },
      });
      logoVersion = logo.version;
    },

    async removeLogo(actor: Identity): Promise<void> {
      requireAdmin(actor);
      await store.setClinicLogo({
        logo: null,
        audit: {
          at: clock.now(),
          actorId: actor.userId,
          action: 'clinic.logo-removed',
          subjectId: null,
          detail: {},
        },
      });
      logoVersion = null;
    },

    /** @throws DomainError `not_found` */
    async logo(): Promise<ClinicLogoRecord> {
      const logo = await store.getClinicLogo();
      if (logo === null) throw new DomainError('not_found', 'The clinic has no logo');
      return logo;
    },
  };
};

export type ClinicSettingsRules = ReturnType<typeof createClinicSettings>;
