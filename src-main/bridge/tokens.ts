import type { tokensCalls } from '../../src-preload/contract.ts';
import { BridgeError, type HandlersOf } from '../ipc.ts';
import type { Clinics } from '../services/clinics.ts';
import type { Tokens } from '../services/tokens.ts';

/** Refresh tokens of the clinics that this app knows. */
export const createTokensHandlers = ({
  tokens,
  clinics,
}: {
  tokens: Tokens;
  clinics: Pick<Clinics, 'list'>;
}): HandlersOf<typeof tokensCalls> => {
  const assertKnown = (id: string | null): void => {
    if (id === null || clinics.list().some((clinic) => clinic.id === id)) return;
    throw new BridgeError('bad_request', 'This clinic was not joined.');
  };
  return {
    'tokens:read': ({ clinic }) => {
      assertKnown(clinic);
      return tokens.read(clinic);
    },
    'tokens:write': async ({ clinic, token }) => {
      assertKnown(clinic);
      return { keeping: await tokens.write(clinic, token) };
    },
  };
};
