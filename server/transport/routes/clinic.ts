import { deviceOf } from '../device-of.ts';
import { DomainError } from '../../domain/errors.ts';
import { PROTOCOL_VERSION } from '../../protocol/index.ts';
import type { clinicRoutes } from '../../protocol/routes/clinic.ts';
import { address, signInWith, type HandlersOf, type RouteDeps } from './context.ts';

export const createClinicHandlers = (deps: RouteDeps): HandlersOf<typeof clinicRoutes> => {
  const { clinic, limits } = deps;
  const signIn = signInWith(deps);

  return {
    clinic: async ({ request }) => {
      const { name, isSetUp } = await clinic.about();
      return {
        answer: {
          success: true,
          data: {
            name,
            needsSetup: !isSetUp,
            needsSetupCode: !isSetUp && deps.setup.codeFor(request) !== null,
            protocol: PROTOCOL_VERSION,
            version: deps.version,
          },
        },
      };
    },

    setup: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      if ((await clinic.about()).isSetUp)
        throw new DomainError('already_set_up', 'The clinic is set up already');
      const code = deps.setup.codeFor(request);
      if (code !== null && body.setupCode !== code) {
        throw new DomainError(
          'setup_code_required',
          'Set-up from another machine needs the code in the server’s log',
        );
      }
      return {
        status: 201,
        answer: await signIn(await clinic.accounts.setUp({ ...body, device: deviceOf(request) })),
      };
    },
  };
};
