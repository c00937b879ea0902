import type { JoinLink } from '../../server/protocol/join-link.ts';
import type { CurrentClinic, JoinedClinic, JoinOutcome, JoinRefusal } from '../../src-preload/contract.ts';
import type { ClinicAnswer } from './ask-clinic.ts';
import { clinicOf } from './clinic-identity.ts';
import type { Log } from './logs.ts';
import type { SettingsStore } from './settings.ts';

/** The clinics that this app joined, and which of them the window shows. */
export type Clinics = {
  list(): readonly JoinedClinic[];
  current(): CurrentClinic;
  /** Joins by an invitation that the person agreed to. Nothing is remembered unless the server shows its key. */
  join(link: JoinLink): Promise<JoinOutcome>;
  /**
   * Goes on with another clinic; null: the one that this computer hosts.
   * @returns false if there is no such clinic
   */
  open(id: string | null): boolean;
  /** Forgets a clinic and all that is kept of it. */
  leave(id: string): Promise<void>;
  /** Asks the current clinic for its key again; null if all is well. */
  check(): Promise<JoinRefusal | null>;
  /** What the verify proc of a clinic's session decided. */
  judged(id: string, isAccepted: boolean): void;
};

/** A path of the page that opens an invitation, whose secret stands where no server sees it. */
const invitationPath = (code: string): string => `/visit#${new URLSearchParams({ invite: code }).toString()}`;

/**
 * @param ask the main process's own look at a server, over pinned TLS
 * @param showWindow replaces the window by one in the current clinic's session
 * @param forget removes what is kept of a clinic beside the settings: its token, its session's data
 */
export const createClinics = ({
  settings,
  ask,
  showWindow,
  forget,
  onChanged,
  log,
}: {
  settings: SettingsStore;
  ask: (clinic: Pick<JoinedClinic, 'host' | 'pin'>) => Promise<ClinicAnswer>;
  showWindow: (path: string) => void;
  forget: (clinic: JoinedClinic) => Promise<void>;
  onChanged: (current: CurrentClinic) => void;
  log: Log;
}): Clinics => {
  /** Of the clinics whose server showed another key since it last showed the right one. */
  const changedKeys = new Set<string>();

  const currentClinic = (): JoinedClinic | null => {
    const { clinics, currentClinic: id } = settings.get();
    return clinics.find((clinic) => clinic.id === id) ?? null;
  };

  const current = (): CurrentClinic => {
    const clinic = currentClinic();
    return { clinic, keyChanged: clinic !== null && changedKeys.has(clinic.id) };
  };

  const judged: Clinics['judged'] = (id, isAccepted) => {
    if (changedKeys.has(id) !== isAccepted) return;
    if (isAccepted) changedKeys.delete(id);
    else {
      changedKeys.add(id);
      log.warn('clinic-key-refused', { code: 'key_changed' });
    }
    if (currentClinic()?.id === id) onChanged(current());
  };

  const forgetAll = async (gone: readonly JoinedClinic[]): Promise<void> => {
    for (const clinic of gone) {
      changedKeys.delete(clinic.id);
      await forget(clinic);
    }
  };

  return {
    list: () => settings.get().clinics,
    current,
    judged,

    async join(link) {
      const answer = await ask({ host: link.host.toLowerCase(), pin: link.pin });
      if ('refused' in answer) {
        log.info('clinic-join', { code: answer.refused });
        return { outcome: 'refused', reason: answer.refused };
      }
      const clinic = clinicOf({ ...link, name: answer.name });
      const before = settings.get();
      // The address belongs to whoever the newest invitation names: what had it before can't be reached there.
      const others = before.clinics.filter(({ id }) => id !== clinic.id);
      const replaced = others.filter(({ host }) => host === clinic.host);
      settings.update({
        clinics: [clinic, ...others.filter((other) => !replaced.includes(other))],
        currentClinic: clinic.id,
      });
      changedKeys.delete(clinic.id);
      log.info('clinic-join', { code: 'joined' });
      const known = before.clinics.find(({ id }) => id === clinic.id);
      const newWindow = before.currentClinic !== clinic.id || known?.host !== clinic.host;
      if (newWindow) showWindow(invitationPath(link.code));
      await forgetAll(replaced);
      return { outcome: 'joined', clinic, newWindow };
    },

    open(id) {
      const { clinics, currentClinic: before } = settings.get();
      if (id !== null && !clinics.some((clinic) => clinic.id === id)) return false;
      if (id !== before) {
        settings.update({ currentClinic: id });
        showWindow('/');
      }
      return true;
    },

    async leave(id) {
      const { clinics, currentClinic: before } = settings.get();
      const gone = clinics.filter((clinic) => clinic.id === id);
      settings.update({
        clinics: clinics.filter((clinic) => clinic.id !== id),
        ...(before === id ? { currentClinic: null } : {}),
      });
      if (before === id) showWindow('/');
      await forgetAll(gone);
    },

    async check() {
      const clinic = currentClinic();
      if (clinic === null) return null;
      const answer = await ask(clinic);
      if (!('refused' in answer)) {
        judged(clinic.id, true);
        return null;
      }
      if (answer.refused === 'key_changed') judged(clinic.id, false);
      return answer.refused;
    },
  };
};
