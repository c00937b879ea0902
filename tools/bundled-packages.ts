/**
 * Packages that are built into the server's files: as the six hundred files that they and theirs are, it would take
 * longer to find and load them than everything else that the server does to start. What has code of its own for the
 * machine, or starts threads from its files, stays a package.
 */
export const BUNDLED_PACKAGES = [
  '@fastify/busboy',
  '@peculiar/x509',
  'compression',
  'cors',
  'express',
  'fast-jwt',
  'file-type',
  'helmet',
  'limiter',
  'otpauth',
  'prom-client',
  'rate-limiter-flexible',
  'socket.io',
  'zod',
];
