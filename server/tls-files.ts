import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config.ts';

/**
 * Reads certificate and key, and checks that they belong together.
 * @throws ConfigError naming the variable whose file is wrong
 */
export const readTlsFiles = (tls: {
  certificatePath: string;
  keyPath: string;
}): { cert: Buffer; key: Buffer } => {
  const read = (path: string, name: string): Buffer => {
    try {
      return readFileSync(path);
    } catch {
      throw new ConfigError(`${name}: ${path} cannot be read`);
    }
  };
  const cert = read(tls.certificatePath, 'TLS_CERT');
  try {
    new X509Certificate(cert);
  } catch {
    throw new ConfigError(`TLS_CERT: ${tls.certificatePath} is not a certificate in PEM form`);
  }
  const key = read(tls.keyPath, 'TLS_KEY');
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new ConfigError(
      `TLS_KEY: ${tls.keyPath} is not the key of the certificate in TLS_CERT, in PEM form`,
    );
  }
  return { cert, key };
};
