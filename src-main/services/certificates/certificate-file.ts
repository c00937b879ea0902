import { ACME_PROBLEMS, CERTIFICATE_KINDS } from '../../../src-preload/contract.ts';
import { z } from '../../../server/protocol/zod.ts';
import { openJsonFile, type JsonFile } from '../json-file.ts';
import type { Log } from '../logs.ts';

/** What is kept of the clinic's certificates, in `certificates.json`; their keys are secrets. */
const schema = z.object({
  kind: z.enum(CERTIFICATE_KINDS),
  /** PEM, as the two others. */
  own: z.string().nullable(),
  files: z.string().nullable(),
  acme: z
    .object({
      domain: z.string(),
      email: z.string(),
      port: z.int(),
      /** Null until the first was issued. */
      certificate: z.string().nullable(),
      /** Renewals in a row that failed. */
      failures: z.int(),
      problem: z.enum(ACME_PROBLEMS).nullable(),
      nextTryAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** When a new own key took the place of one that invitations may name, until somebody has seen to them. */
  keyReplacedAt: z.iso.datetime().nullable().default(null),
});
export type CertificateRecord = z.infer<typeof schema>;

export const openCertificateFile = (folder: string, log: Log): JsonFile<CertificateRecord> =>
  openJsonFile({
    folder,
    name: 'certificates',
    schema,
    defaults: { kind: 'own', own: null, files: null, acme: null, keyReplacedAt: null },
    log,
  });
