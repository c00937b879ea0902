import { SecretsError, type SecretName, type Secrets } from '../../../src-main/services/secrets.ts';

/** Secrets in memory, with a lock that a test may close. */
export const createMemorySecrets = () => {
  const kept = new Map<SecretName, string>();
  const lock = { isLocked: false };
  const secrets: Secrets = {
    read: async (name) => {
      if (lock.isLocked) throw new SecretsError('locked');
      return kept.get(name) ?? null;
    },
    write: async (name, value) => {
      if (lock.isLocked) throw new SecretsError('locked');
      if (value === null) kept.delete(name);
      else kept.set(name, value);
    },
    setAside: (name) => {
      kept.delete(name);
    },
  };
  return { secrets, kept: kept as ReadonlyMap<SecretName, string>, lock };
};
