import type { secretsCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { SecretsLock } from '../services/secrets.ts';

/** The lock before this computer's secrets; the secrets themselves have no call. */
export const createSecretsHandlers = ({
  secrets,
}: {
  secrets: SecretsLock;
}): HandlersOf<typeof secretsCalls> => ({
  'secrets:state': () => secrets.state(),
  'secrets:unlock': ({ passphrase }) => secrets.unlock(passphrase),
  'secrets:set-passphrase': ({ passphrase }) => secrets.setPassphrase(passphrase),
  'secrets:change-passphrase': ({ current, next }) => secrets.changePassphrase(current, next),
  'secrets:start-over': () => secrets.startOver(),
});
