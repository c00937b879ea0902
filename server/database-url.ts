const SCHEMES = new Set(['postgres:', 'postgresql:']);
/** Prisma's word for the part of a database that it uses; there is no other one to choose here. */
const SCHEMA = 'public';

/** With a certificate of the host, unless it says `no-verify`: whoever can read along can also pretend to be it. */
const SSL_MODES = new Set(['disable', 'require', 'verify-ca', 'verify-full', 'no-verify']);
const KNOWN = ['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'];
/** Of Prisma's own pool: taken, so that its addresses are, and without effect here. */
const IDLE = ['schema', 'connection_limit', 'pool_timeout', 'connect_timeout'];

const isDecodable = (part: string): boolean => {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
};

/**
 * What `DATABASE_URL` says.
 * @returns in words what is wrong, without what it says: it holds a password
 */
export const parseDatabaseUrl = (text: string): { url: string } | { fault: string } => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !SCHEMES.has(url.protocol)) {
    return {
      fault:
        'not a postgres: address such as postgres://user:password@host:5432/database (special characters in it are written as %..; without it, the database is SQLite in DATA_DIR)',
    };
  }
  const { hostname, pathname, searchParams } = url;
  if (![url.username, url.password, pathname, hostname].every(isDecodable)) {
    return { fault: 'a % in the user, the password or the database must be written %25' };
  }
  if (!/^\/[^/]+$/.test(pathname)) return { fault: 'it names no database behind the host' };
  if (url.hash !== '') return { fault: 'a # in it must be written %23' };
  if (hostname === '' && !searchParams.has('host')) return { fault: 'it names no host' };
  if (![...searchParams.keys()].every((name) => [...KNOWN, ...IDLE].includes(name))) {
    return { fault: `behind the ? there may be only ${KNOWN.join(', ')}` };
  }
  if ((searchParams.get('schema') ?? SCHEMA) !== SCHEMA) return { fault: `its schema can only be ${SCHEMA}` };
  if (!SSL_MODES.has(searchParams.get('sslmode') ?? 'disable')) {
    return { fault: `its sslmode can only be ${[...SSL_MODES].join(', ')}` };
  }
  // The driver means the same by all three, and warns of two of them at each connection.
  return { url: text.replace(/(?<=[?&]sslmode=)(?:require|verify-ca)(?=&|$)/, 'verify-full') };
};
