import type { ClinicLogoRecord, DoctorPace } from '../../../domain/records.ts';
import type { EmergencyTextFor } from '../../../protocol/index.ts';
import { toFlag } from '../../shared/rows.ts';
import type { ClinicSettingsStore } from '../../ports/clinic-settings.ts';
import type { OperationContext, Operations, StoredClinicSettings } from './types.ts';

type Flag = 0 | 1;
type SettingsRow = {
  openingHours: string;
  timeZone: string | null;
  emergencyNumber: string | null;
  position: Flag;
  expectedWait: Flag;
  presence: Flag;
  relayOnly: Flag;
  emergencyTextFor: EmergencyTextFor;
  emergencyUnseenSeconds: number;
};

const toSettings = (row: SettingsRow): StoredClinicSettings => ({
  openingHours: row.openingHours,
  timeZone: row.timeZone,
  emergencyNumber: row.emergencyNumber,
  shows: {
    position: row.position === 1,
    expectedWait: row.expectedWait === 1,
    presence: row.presence === 1,
  },
  relayOnly: row.relayOnly === 1,
  emergencyTextFor: row.emergencyTextFor,
  emergencyUnseenSeconds: row.emergencyUnseenSeconds,
});

/** The clinic's settings, its logo, and the pace of its doctors. */
export const createClinicSettingsOperations = ({
  db,
  appendAudit,
}: OperationContext): Pick<Operations, keyof ClinicSettingsStore> => {
  const readSettings = db.prepare<[], SettingsRow>(
    `SELECT opening_hours AS "openingHours", time_zone AS "timeZone", emergency_number AS "emergencyNumber",
       show_position AS position, show_expected_wait AS "expectedWait", show_presence AS presence,
       relay_only AS "relayOnly", emergency_text_for AS "emergencyTextFor",
       emergency_unseen_seconds AS "emergencyUnseenSeconds"
     FROM clinic_settings`,
  );
  const writeSettings = db.prepare<SettingsRow>(
    `UPDATE clinic_settings SET opening_hours = @openingHours, time_zone = @timeZone,
       emergency_number = @emergencyNumber, show_position = @position, show_expected_wait = @expectedWait,
       show_presence = @presence, relay_only = @relayOnly, emergency_text_for = @emergencyTextFor,
       emergency_unseen_seconds = @emergencyUnseenSeconds`,
  );
  const nameClinic = db.prepare<[name: string]>('UPDATE meta SET clinic_name = ?');
  const readLogo = db.prepare<[], ClinicLogoRecord>('SELECT type, version, bytes FROM clinic_logo');
  const writeLogo = db.prepare<ClinicLogoRecord>(
    `INSERT INTO clinic_logo (one, type, version, bytes) VALUES (1, @type, @version, @bytes)
     ON CONFLICT (one) DO UPDATE SET type = @type, version = @version, bytes = @bytes`,
  );
  const removeLogo = db.prepare('DELETE FROM clinic_logo');
  const recentVisits = db.prepare<[doctorId: string, limit: number], DoctorPace['recent'][number]>(
    `SELECT duration_minutes AS "durationMinutes", started_at AS "startedAt", ended_at AS "endedAt"
     FROM appointments WHERE doctor_id = ? AND status = 'ended' AND started_at IS NOT NULL
     ORDER BY ended_at DESC LIMIT ?`,
  );
  const runningVisit = db.prepare<
    { doctorId: string; from: number; to: number },
    NonNullable<DoctorPace['running']>
  >(
    `SELECT duration_minutes AS "durationMinutes", started_at AS "startedAt" FROM appointments
     WHERE doctor_id = @doctorId AND starts_at BETWEEN @from AND @to AND status IN ('admitted', 'inCall')
     ORDER BY status = 'inCall' DESC, started_at DESC LIMIT 1`,
  );

  return {
    getClinicSettings: async () => {
      const row = await readSettings.get();
      if (row === undefined) throw new Error('the database has no settings of the clinic');
      return toSettings(row);
    },
    saveClinicSettings: async ({ name, settings, audit }) => {
      await nameClinic.run(name);
      await writeSettings.run({
        openingHours: JSON.stringify(settings.openingHours),
        timeZone: settings.timeZone,
        emergencyNumber: settings.emergencyNumber,
        position: toFlag(settings.shows.position),
        expectedWait: toFlag(settings.shows.expectedWait),
        presence: toFlag(settings.shows.presence),
        relayOnly: toFlag(settings.relayOnly),
        emergencyTextFor: settings.emergencyTextFor,
        emergencyUnseenSeconds: settings.emergencyUnseenSeconds,
      });
      await appendAudit(audit);
    },
    getClinicLogo: async () => (await readLogo.get()) ?? null,
    setClinicLogo: async ({ logo, audit }) => {
      if (logo === null) await removeLogo.run();
      else await writeLogo.run(logo);
      await appendAudit(audit);
    },
    getPace: async ({ doctorId, limit, at, runningWithinMs }) => ({
      recent: await recentVisits.all(doctorId, limit),
      running:
        (await runningVisit.get({ doctorId, from: at - runningWithinMs, to: at + runningWithinMs })) ?? null,
    }),
  };
};
