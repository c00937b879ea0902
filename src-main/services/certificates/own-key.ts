import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SecretName, Secrets } from '../secrets.ts';

type KeySecrets = Pick<Secrets, 'read' | 'write'>;

export const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A P-256 key of this name, made when it is first asked for. */
export const keptKey = async (secrets: KeySecrets, name: SecretName): Promise<KeyObject> => {
  const kept = await secrets.read(name);
  if (kept !== null) return createPrivateKey(kept);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await secrets.write(name, pemOf(privateKey));
  return privateKey;
};

/** The clinic's own key. It never changes: apps of patients have pinned it. */
export const createOwnKey = (secrets: KeySecrets): (() => Promise<KeyObject>) => {
  let loading: Promise<KeyObject> | null = null;
  return () =>
    (loading ??= keptKey(secrets, 'clinic-tls-key').catch((error: unknown) => {
      // Secrets that are locked now can be open later.
      loading = null;
      throw error;
    }));
};
