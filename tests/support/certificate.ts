import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A self-made certificate for this machine, of the kind that a clinic makes for itself (P-256). */
export const makeCertificate = (folder: string, name = 'clinic', days = 2) => {
  const certificatePath = join(folder, `${name}.cert.pem`);
  const keyPath = join(folder, `${name}.key.pem`);
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        String(days),
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', keyPath, '-out', certificatePath],
    ],
    { stdio: 'ignore' },
  );
  return { certificatePath, keyPath, certificate: readFileSync(certificatePath, 'utf8') };
};
