import { z } from '../zod.ts';
import { dateTimeSchema, iceServerSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';

/** Most that one measurement may move in one direction, in bytes. */
export const PROBE_MAX_BYTES = 262_144;

/** What the server says of itself and its network: health, metrics, ICE servers, measurements of the line. */
export const systemRoutes = {
  health: {
    method: 'get',
    path: '/health',
    access: 'anyone',
    query: z.object({ format: z.string().max(32).optional() }),
    body: empty,
    answer: z.object({
      status: z.string(),
      activeRooms: z.int(),
      activeUsers: z.int(),
      timestamp: dateTimeSchema,
    }),
  },
  /** Prometheus text format 0.0.4; the one answer that is not JSON. */
  metrics: {
    method: 'get',
    path: '/metrics',
    access: 'local-or-admin',
    query: empty,
    body: empty,
    answer: z.string(),
  },
  iceServers: {
    method: 'get',
    path: '/ice-servers',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({
      success,
      iceServers: z.array(iceServerSchema),
      expiresAt: dateTimeSchema.nullable(),
      /** `relay`: the clinic lets calls go through its TURN server alone. Absent: `all`. */
      iceTransportPolicy: z.enum(['all', 'relay']).optional(),
    }),
  },
  /** So many incompressible bytes, as `application/octet-stream`; none for a bare round trip. */
  probeDownload: {
    method: 'get',
    path: '/probe',
    access: 'session',
    query: z.object({ bytes: z.coerce.number().int().min(0).max(PROBE_MAX_BYTES).default(0) }),
    body: empty,
    answer: z.instanceof(Uint8Array),
  },
  /** Swallows a body of `application/octet-stream` and answers how many bytes arrived. */
  probeUpload: {
    method: 'post',
    path: '/probe',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, bytes: z.int() }),
  },
} as const satisfies Routes;
