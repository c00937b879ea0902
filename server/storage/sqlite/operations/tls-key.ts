import type { TlsKeyStore } from '../../ports/tls-key.ts';
import type { OperationContext, Operations } from './types.ts';

/** The key that the clinic shows. */
export const createTlsKeyOperations = ({ db }: OperationContext): Pick<Operations, keyof TlsKeyStore> => {
  const keep = db.prepare<[key: string]>(
    `INSERT INTO tls_key (one, key) VALUES (1, ?)
     ON CONFLICT (one) DO UPDATE SET key = excluded.key WHERE key <> excluded.key`,
  );
  return {
    keepTlsKey: (key) => {
      keep.run(key);
    },
  };
};
