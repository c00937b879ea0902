import { deviceOf } from '../device-of.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  LOGO_MAX_BYTES,
  PROTOCOL_VERSION,
  routes,
  type ClinicSettings,
  type Logo,
} from '../../protocol/index.ts';
import type { clinicRoutes } from '../../protocol/routes/clinic.ts';
import { readUpload } from '../read-upload.ts';
import { address, caller, signInWith, type HandlersOf, type RouteDeps } from './context.ts';

export const createClinicHandlers = (deps: RouteDeps): HandlersOf<typeof clinicRoutes> => {
  const { clinic, limits } = deps;
  const { settings } = clinic;
  const signIn = signInWith(deps);

  const logo = (): Logo | null => {
    const version = settings.logoVersion();
    return version === null ? null : { url: `${routes.clinicLogo.path}?v=${version}`, version };
  };

  const answer = (current: ClinicSettings) => ({
    answer: {
      success: true as const,
      data: { settings: current, logo: logo(), relayAvailable: settings.relayAvailable() },
    },
  });

  const logoAnswer = () => ({ answer: { success: true as const, data: { logo: logo() } } });

  return {
    clinic: async ({ request }) => {
      const { name, isSetUp } = await clinic.about();
      const { openingHours, timeZone, emergencyNumber, shows } = settings.current();
      return {
        answer: {
          success: true,
          data: {
            name,
            needsSetup: !isSetUp,
            needsSetupCode: !isSetUp && deps.setup.codeFor(request) !== null,
            protocol: PROTOCOL_VERSION,
            version: deps.version,
            openingHours,
            timeZone,
            emergencyNumber,
            shows,
            logo: logo(),
            mail: clinic.mailing.isOn,
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

    clinicSettings: async ({ identity }) => answer(await settings.read(caller(identity))),

    saveClinicSettings: async ({ identity, body }) => answer(await settings.save(caller(identity), body)),

    clinicLogo: async ({ query }) => {
      const { type, version, bytes } = await settings.logo();
      return {
        headers: {
          'Content-Type': type,
          'Cache-Control': query.v === version ? 'public, max-age=31536000, immutable' : 'no-cache',
          'Content-Security-Policy': "default-src 'none'; sandbox",
        },
        answer: bytes,
      };
    },

    setClinicLogo: async ({ identity, request }) => {
      await limits.consume('upload-person', caller(identity).userId);
      await settings.setLogo(caller(identity), await readUpload(request, LOGO_MAX_BYTES));
      return logoAnswer();
    },

    removeClinicLogo: async ({ identity }) => {
      await settings.removeLogo(caller(identity));
      return logoAnswer();
    },
  };
};
