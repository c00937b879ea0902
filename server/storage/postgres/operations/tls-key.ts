import type { TlsKeyStore } from '../../ports/tls-key.ts';
import type { OperationContext, Operations } from './types.ts';

/** The key that the clinic shows. */
export const createTlsKeyOperations = ({
  db,
  seal,
}: OperationContext): Pick<Operations, keyof TlsKeyStore> => {
  const keep = db.prepare<[key: string]>(
    `INSERT INTO tls_key (one, key) VALUES (1, ?)
     ON CONFLICT (one) DO UPDATE SET key = excluded.key`,
  );
  return {
    keepTlsKey: async (key) => {
      // Only where it is sealed.
      if (seal.hasKey) await keep.run(seal.close(key));
    },
  };
};
