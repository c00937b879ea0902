import type { Pin } from '../server/protocol/join-link.ts';
import type { JoinedClinic } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import { secureSession } from './security.ts';
import { createVerifyProc } from './services/certificate-pin.ts';
import { partitionOf } from './services/clinic-identity.ts';

/**
 * The sessions that windows run in. The clinic of this computer, and the app without a clinic, are at home in
 * Electron's default session, which accepts the own keys alone; each joined clinic has a partition of its own.
 * All of them are made safe in one place, before the first window uses them.
 */
export type Sessions = {
  /** Prepares the session of a clinic. @returns its partition; undefined is the default session */
  partitionFor(clinic: JoinedClinic | null): string | undefined;
  /** Whose session it is: the `id` of a joined clinic; null for the default session; undefined for no session of ours. */
  clinicOf(session: Electron.Session): string | null | undefined;
  /** Removes all that the session of a clinic has stored. */
  clear(clinic: JoinedClinic): Promise<void>;
};

/**
 * @param prepare what every session needs beside the rules of security.ts
 * @param ownPins keys of the clinic that this computer hosts
 * @param onVerdict called for each certificate of a joined clinic with a pin
 */
export const createSessions = ({
  electron,
  serveApp,
  prepare = () => {},
  ownPins,
  onVerdict,
}: {
  electron: Pick<ElectronParts, 'session'>;
  serveApp: (request: Request) => Promise<Response>;
  prepare?: (session: Electron.Session) => void;
  ownPins: () => readonly Pin[];
  onVerdict: (clinicId: string, isAccepted: boolean) => void;
}): Sessions => {
  const ready = new Set<Electron.Session>();
  const owners = new Map<Electron.Session, string | null>();

  const secure = (session: Electron.Session): boolean => {
    if (ready.has(session)) return false;
    ready.add(session);
    session.protocol.handle('app', serveApp);
    secureSession(session);
    prepare(session);
    return true;
  };

  return {
    partitionFor: (clinic) => {
      if (clinic === null) {
        const { defaultSession } = electron.session;
        owners.set(defaultSession, null);
        if (secure(defaultSession)) {
          defaultSession.setCertificateVerifyProc(createVerifyProc({ accepted: ownPins }));
        }
        return undefined;
      }
      const { id, pin } = clinic;
      const partition = partitionOf(clinic);
      const session = electron.session.fromPartition(partition);
      owners.set(session, id);
      // Without a pin, Chromium's own verification stays as it is.
      if (secure(session) && pin !== null) {
        session.setCertificateVerifyProc(
          createVerifyProc({ accepted: () => [pin], onVerdict: (isAccepted) => onVerdict(id, isAccepted) }),
        );
      }
      return partition;
    },
    clinicOf: (session) => owners.get(session),
    clear: async (clinic) => {
      const session = electron.session.fromPartition(partitionOf(clinic));
      await session.closeAllConnections();
      await session.clearData();
    },
  };
};
