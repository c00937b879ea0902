import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { HostedStartError } from '../../hosted-start-error.ts';
import type { Log } from '../logs.ts';
import { SecretsError, type SecretName, type Secrets } from '../secrets.ts';

type KeySecrets = Pick<Secrets, 'read' | 'write' | 'setAside'>;

export const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Null for what is no private key. */
export const parseKey = (pem: string): KeyObject | null => {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
};

const isP256 = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';

const parseP256 = (pem: string): KeyObject | null => {
  const key = parseKey(pem);
  return key !== null && isP256(key) ? key : null;
};

const makeP256 = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** `unreadable`: there is one, and nobody can read it now. */
const readKey = async (secrets: KeySecrets, name: SecretName): Promise<KeyObject | 'unreadable' | null> => {
  try {
    const kept = await secrets.read(name);
    return kept === null ? null : (parseP256(kept) ?? 'unreadable');
  } catch (error) {
    if (error instanceof SecretsError && error.code === 'unreadable') return 'unreadable';
    throw error;
  }
};

/** In the place of whatever is there, which stays under another name. */
const putKey = async (secrets: KeySecrets, name: SecretName, key: KeyObject): Promise<void> => {
  secrets.setAside(name);
  await secrets.write(name, pemOf(key));
};

/** A P-256 key of this name that nobody has pinned: made when it is first asked for, and anew where it is lost. */
export const keptKey = async (secrets: KeySecrets, name: SecretName): Promise<KeyObject> => {
  const kept = await readKey(secrets, name);
  if (kept !== null && kept !== 'unreadable') return kept;
  const made = makeP256();
  await putKey(secrets, name, made);
  return made;
};

/** What the clinic in the data folder carries of its key. */
export type CarriedKey = {
  hasClinic: boolean;
  /** PEM; null: it carries none. */
  key: string | null;
};

export type OwnKey = {
  /**
   * Makes it for a clinic that is new.
   * @throws HostedStartError `tls_key_unreadable`: a new one would lock out whoever has pinned it
   * @throws SecretsError
   */
  load(): Promise<KeyObject>;
  /** The key of a clinic that came to this computer. @returns false for what is none */
  take(pem: string): Promise<boolean>;
  /** A new one where nobody can read the old one. @returns false if it can be read after all */
  replaceLost(): Promise<boolean>;
};

const NAME: SecretName = 'clinic-tls-key';

/**
 * The clinic's own key. It never changes: apps of patients have pinned it. This computer's secrets have it, and the
 * clinic's database carries it (encrypted, in every backup), so that it comes back wherever the clinic does.
 */
export const createOwnKey = ({
  secrets,
  carried,
  onReplaced,
  log,
}: {
  secrets: KeySecrets;
  carried: () => Promise<CarriedKey>;
  /** Invitations of before name a key that is gone. */
  onReplaced: () => void;
  log: Log;
}): OwnKey => {
  const find = async (): Promise<KeyObject> => {
    const kept = await readKey(secrets, NAME);
    if (kept !== null && kept !== 'unreadable') return kept;
    const { hasClinic, key } = await carried();
    const back = key === null ? null : parseP256(key);
    if (back !== null) {
      await putKey(secrets, NAME, back);
      log.info('clinic-tls-key', { status: 'recovered' });
      return back;
    }
    if (kept === 'unreadable') throw new HostedStartError('tls_key_unreadable');
    const made = makeP256();
    await secrets.write(NAME, pemOf(made));
    log.info('clinic-tls-key', { status: hasClinic ? 'replaced' : 'created' });
    if (hasClinic) onReplaced();
    return made;
  };

  let loading: Promise<KeyObject> | null = null;
  const load = (): Promise<KeyObject> =>
    (loading ??= find().catch((error: unknown) => {
      // Secrets that are locked now can be open later.
      loading = null;
      throw error;
    }));

  return {
    load,
    take: async (pem) => {
      const key = parseP256(pem);
      if (key === null) return false;
      const kept = await readKey(secrets, NAME);
      if (kept === null || kept === 'unreadable' || !kept.equals(key)) {
        await putKey(secrets, NAME, key);
        log.info('clinic-tls-key', { status: 'taken' });
      }
      loading = Promise.resolve(key);
      return true;
    },
    replaceLost: async () => {
      try {
        await load();
        return false;
      } catch (error) {
        if (!(error instanceof HostedStartError) || error.code !== 'tls_key_unreadable') throw error;
      }
      const made = makeP256();
      await putKey(secrets, NAME, made);
      loading = Promise.resolve(made);
      log.warn('clinic-tls-key', { status: 'replaced' });
      onReplaced();
      return true;
    },
  };
};
