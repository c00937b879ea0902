import type { Request } from 'express';
import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Clinic } from '../domain/clinic.ts';
import { DomainError } from '../domain/errors.ts';
import type { Outcome } from '../domain/events.ts';
import type { Identity } from '../domain/identity.ts';
import type { Invited } from '../domain/appointments.ts';
import type { SignedIn } from '../domain/sessions.ts';
import {
  isoTime,
  patientSummary,
  userOfAccount,
  userOfIdentity,
  wireAppointment,
  wireParticipant,
} from '../dialects/wire-models.ts';
import {
  PROBE_MAX_BYTES,
  PROTOCOL_VERSION,
  type IceServer,
  type RouteAnswer,
  type RouteBody,
  type RouteName,
  type RouteQuery,
  type SessionAnswer,
} from '../protocol/index.ts';
import type { AccessTokens } from '../security/access-tokens.ts';
import type { FanOut } from './fan-out.ts';
import { isLoopbackRequest } from './origins.ts';
import { swallowUpload } from './swallow-upload.ts';
import type { RateLimits } from './rate-limits.ts';

export type RouteContext<R extends RouteName> = {
  body: RouteBody<R>;
  query: RouteQuery<R>;
  params: Record<string, string>;
  /** The caller; null only where the contract lets anyone in. */
  identity: Identity | null;
  request: Request;
};

export type RouteHandlers = {
  [R in RouteName]: (
    context: RouteContext<R>,
  ) => Promise<{ status?: number; answer: RouteAnswer<R> }> | { status?: number; answer: RouteAnswer<R> };
};

export type SetupPolicy = { codeFor(request: Request): string | null };

/** Set-up from elsewhere than this machine needs the code that only the server's log shows. */
export const createSetupPolicy = (code: string): SetupPolicy => ({
  codeFor: (request) => (isLoopbackRequest(request) ? null : code),
});

/** One handler a route of the contract: calls the domain, tells the facts, shapes the answer. */
export const createRouteHandlers = (deps: {
  config: Config;
  version: string;
  clinic: Clinic;
  accessTokens: AccessTokens;
  iceServers: () => { iceServers: IceServer[]; expiresAt: number | null };
  limits: RateLimits;
  fanOut: FanOut;
  setup: SetupPolicy;
  /** In Prometheus' text format. */
  metrics: () => Promise<string>;
  /** The address that patients reach, for invitations. */
  publicUrl: () => string;
  now: () => number;
}): RouteHandlers => {
  const { config, clinic, accessTokens, limits, fanOut, now } = deps;

  const caller = (identity: Identity | null): Identity => {
    if (identity === null) throw new DomainError('unauthenticated', 'Authentication required');
    return identity;
  };

  const address = (request: Request): string => request.ip ?? 'unknown';

  const publish = <T>(outcome: Outcome<T>): T => {
    fanOut.publish(outcome);
    return outcome.value;
  };

  const signIn = async (signedIn: SignedIn): Promise<SessionAnswer> => {
    for (const session of signedIn.ended) fanOut.endSession(session);
    fanOut.publish({ events: signedIn.events });
    return {
      success: true,
      token: await accessTokens.sign(signedIn.identity),
      refreshToken: signedIn.refreshToken,
      user: userOfIdentity(signedIn.identity),
      ...(signedIn.visit ?? {}),
    };
  };

  const invited = ({ appointment, invite, expiresAt }: Invited) => ({
    appointment: wireAppointment(appointment, true),
    // In the fragment: browsers send it to nobody, so the secret stays out of logs and Referer headers.
    invite: { url: `${deps.publicUrl()}/visit#invite=${invite}`, invite, expiresAt: isoTime(expiresAt) },
  });

  const time = (value: string | undefined): number | null => (value === undefined ? null : Date.parse(value));

  return {
    health: ({ query }) => {
      const { rooms, members } = clinic.counts();
      return {
        answer: {
          // The one conflict between front ends that a query must settle (K08, D01).
          status: query.format === 'quickclinic' ? 'ok' : config.healthStatus,
          activeRooms: rooms,
          activeUsers: members,
          timestamp: isoTime(now()),
        },
      };
    },

    metrics: async () => ({ answer: await deps.metrics() }),

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
      return { status: 201, answer: await signIn(await clinic.accounts.setUp(body)) };
    },

    login: async ({ body, request }) => {
      await limits.consume('login-address', address(request));
      await limits.consume('login-account', body.email);
      const signedIn = await clinic.sessions.login(body.email, body.password);
      await limits.forgive('login-account', body.email);
      return { answer: await signIn(signedIn) };
    },

    refresh: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      const refreshed = await clinic.sessions.refresh(body.refreshToken);
      if ('reused' in refreshed) {
        fanOut.endSession(refreshed.reused);
        throw new DomainError('session_ended', 'The session has ended');
      }
      return { answer: await signIn(refreshed) };
    },

    logout: async ({ identity }) => {
      fanOut.endSession(await clinic.sessions.logout(caller(identity)));
      return { answer: { success: true } };
    },

    invite: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      return { answer: await signIn(await clinic.sessions.openInvitation(body.invite)) };
    },

    createDoctor: async ({ body, identity }) => {
      const account = await clinic.accounts.createDoctor(caller(identity), body);
      return { status: 201, answer: { success: true, data: { user: userOfAccount(account) } } };
    },

    createPatient: async ({ body, identity }) => {
      const { account, relation } = await clinic.accounts.createPatient(caller(identity), {
        fullname: body.fullname,
        email: body.email ?? null,
        password: body.password ?? null,
        dateOfBirth: body.dateOfBirth ?? null,
        bloodGroup: body.bloodGroup,
      });
      const { id, patientId, doctorId } = relation;
      return {
        status: 201,
        answer: {
          success: true,
          data: { user: userOfAccount(account), relation: { id, patientId, doctorId } },
        },
      };
    },

    listPatients: async ({ query, identity }) => {
      const patients = await clinic.accounts.listPatients(caller(identity), query.email ?? null);
      return { answer: { success: true, data: { patients: patients.map(patientSummary) } } };
    },

    createAppointment: async ({ body, identity }) => {
      const outcome = await clinic.appointments.create(caller(identity), {
        patientId: body.patientId,
        startsAt: Date.parse(body.startsAt),
        reason: body.reason,
      });
      return { status: 201, answer: { success: true, data: invited(publish(outcome)) } };
    },

    listAppointments: async ({ query, identity }) => {
      const viewer = caller(identity);
      const appointments = await clinic.appointments.list(viewer, {
        from: time(query.from),
        to: time(query.to),
      });
      return {
        answer: {
          success: true,
          data: {
            appointments: appointments.map((appointment) =>
              wireAppointment(appointment, viewer.role === 'doctor'),
            ),
          },
        },
      };
    },

    renewInvitation: async ({ params, identity }) => {
      const outcome = await clinic.appointments.renewInvitation(
        caller(identity),
        params['appointmentId'] ?? '',
      );
      return { status: 201, answer: { success: true, data: invited(publish(outcome)) } };
    },

    closeAppointment: async ({ params, body, identity }) => {
      const outcome = await clinic.appointments.close(
        caller(identity),
        params['appointmentId'] ?? '',
        body.outcome,
      );
      return { answer: { success: true, data: { appointment: wireAppointment(publish(outcome), true) } } };
    },

    iceServers: () => {
      const { iceServers, expiresAt } = deps.iceServers();
      return {
        answer: { success: true, iceServers, expiresAt: expiresAt === null ? null : isoTime(expiresAt) },
      };
    },

    probeDownload: async ({ query, identity }) => {
      await limits.consume('probe-person', caller(identity).userId);
      return { answer: randomBytes(query.bytes) };
    },

    probeUpload: async ({ identity, request }) => {
      await limits.consume('probe-person', caller(identity).userId);
      return { answer: { success: true, bytes: await swallowUpload(request, PROBE_MAX_BYTES) } };
    },

    createRoom: async ({ body, identity }) => {
      const roomId = await clinic.callRooms.create(caller(identity), {
        appointmentId: body.appointmentId ?? null,
        doctorId: body.doctorId,
        patientId: body.patientId,
      });
      return { answer: { success: true, roomId, message: 'Room created successfully' } };
    },

    getRoom: async ({ params, identity }) => {
      const room = await clinic.callRooms.get(caller(identity), params['roomId'] ?? '');
      return {
        answer: {
          success: true,
          room: {
            id: room.id,
            participants: room.members.map(wireParticipant),
            createdAt: isoTime(room.createdAt),
            ...(room.doctorId !== null && { doctorId: room.doctorId }),
            ...(room.patientId !== null && { patientId: room.patientId }),
          },
        },
      };
    },
  };
};
