import { randomBytes } from 'node:crypto';
import { isoTime } from '../../dialects/wire-models.ts';
import { PROBE_MAX_BYTES } from '../../protocol/index.ts';
import type { systemRoutes } from '../../protocol/routes/system.ts';
import { swallowUpload } from '../swallow-upload.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

export const createSystemHandlers = (deps: RouteDeps): HandlersOf<typeof systemRoutes> => {
  const { config, clinic, limits, now } = deps;

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

    metrics: async () => ({ answer: await deps.metrics.text() }),

    iceServers: () => {
      const { iceServers, expiresAt } = deps.iceServers();
      return {
        answer: {
          success: true,
          iceServers,
          expiresAt: expiresAt === null ? null : isoTime(expiresAt),
          ...(clinic.settings.current().relayOnly && { iceTransportPolicy: 'relay' as const }),
        },
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
  };
};
