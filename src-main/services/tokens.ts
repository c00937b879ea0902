import type { TokenKeeping } from '../../src-preload/contract.ts';
import type { Log } from './logs.ts';
import { SecretsError, type SecretName, type Secrets } from './secrets.ts';

/**
 * Refresh tokens, one for each clinic, in the system's key store. Where that is not available or locked, they are
 * in memory alone, until the app is closed.
 */
export type Tokens = {
  /** @param clinic `id` of a joined one; null: the one that this computer hosts */
  read(clinic: string | null): Promise<{ token: string | null; keeping: TokenKeeping }>;
  /** Null forgets it. */
  write(clinic: string | null, token: string | null): Promise<TokenKeeping>;
};

const secretName = (clinic: string | null): SecretName => `refresh-token:${clinic ?? 'own'}`;

/** @param canKeep whether the key store would take a token now */
export const createTokens = ({
  secrets,
  canKeep,
  log,
}: {
  secrets: Secrets;
  canKeep: () => Promise<boolean>;
  log: Log;
}): Tokens => {
  /** What could not be put into the key store. */
  const memory = new Map<SecretName, string>();
  /** What the key store has, and does not give out as long as it is locked. */
  const closed = new Set<SecretName>();
  /** One after the other: of two writes at once, the older one could come last. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const done = last.then(action);
    last = done.catch(() => undefined);
    return done;
  };

  const keep = async (name: SecretName, token: string): Promise<TokenKeeping> => {
    closed.delete(name);
    try {
      await secrets.write(name, token);
      memory.delete(name);
      return 'safe';
    } catch (error) {
      memory.set(name, token);
      log.warn('token-in-memory', {}, error);
      // An older one is spent: used after a restart, it would look stolen and end the session everywhere.
      await secrets.write(name, null).catch(() => undefined);
      return 'memory';
    }
  };

  return {
    read: (clinic) =>
      inTurn(async () => {
        const name = secretName(clinic);
        const remembered = memory.get(name);
        // The key store may be open now.
        if (remembered !== undefined) return { token: remembered, keeping: await keep(name, remembered) };
        try {
          const token = await secrets.read(name);
          closed.delete(name);
          return { token, keeping: (await canKeep()) ? 'safe' : 'memory' };
        } catch (error) {
          log.warn('token-not-read', {}, error);
          if (!(error instanceof SecretsError) || error.code !== 'unreadable') closed.add(name);
          return { token: null, keeping: 'memory' };
        }
      }),
    write: (clinic, token) =>
      inTurn(async () => {
        const name = secretName(clinic);
        if (token !== null) return keep(name, token);
        memory.delete(name);
        // A page that could not have it believes that there is none; it is still good when the store is open.
        if (!closed.has(name)) await secrets.write(name, null);
        return (await canKeep()) ? 'safe' : 'memory';
      }),
  };
};
