import { open } from 'node:fs/promises';
import type { CertificateFilesOutcome, certificatesCalls } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { Hosting } from '../hosting.ts';
import type { HandlersOf } from '../ipc.ts';

const MOST_FILES = 10;
/** The longest chain is a tenth of it. */
const MOST_BYTES = 200_000;

/** @returns null for one that cannot be read, or is far too long to be what was asked for */
const readSmallFile = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > MOST_BYTES ? null : await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};

/** Address and certificates of the clinic on this computer. */
export const createCertificatesHandlers = ({
  electron,
  hosting,
}: {
  electron: Pick<ElectronParts, 'dialog'>;
  hosting: Hosting;
}): HandlersOf<typeof certificatesCalls> => {
  const { certificates } = hosting;

  const chooseFiles = async (): Promise<CertificateFilesOutcome> => {
    const { canceled, filePaths } = await electron.dialog.showOpenDialog({
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'PEM', extensions: ['pem', 'crt', 'cer', 'key'] },
        { name: '*', extensions: ['*'] },
      ],
    });
    if (canceled || filePaths.length === 0) return { status: 'cancelled' };
    const texts = await Promise.all(filePaths.slice(0, MOST_FILES).map(readSmallFile));
    const read = texts.filter((text) => text !== null);
    if (read.length < texts.length) return { status: 'refused', problem: 'file_unreadable' };
    return certificates.useFiles(read);
  };

  return {
    'certificates:state': () => hosting.state(),
    'certificates:choose-files': chooseFiles,
    'certificates:use-text': ({ certificate, key }) => certificates.useFiles([certificate, key]),
    'certificates:use-own': async () => {
      await certificates.useOwn();
      return undefined;
    },
    'certificates:terms': async () => ({ url: await certificates.terms() }),
    'certificates:obtain': (request) => certificates.obtain(request),
    'certificates:replace-key': async () => {
      try {
        return { status: (await certificates.replaceLostKey()) ? 'replaced' : 'not_needed' };
      } catch {
        return { status: 'failed' };
      }
    },
    'certificates:key-announced': () => {
      certificates.keyAnnounced();
      return undefined;
    },
    'certificates:set-address': (choice) => {
      hosting.setAddress(choice);
      return undefined;
    },
  };
};
