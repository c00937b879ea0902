import { describe, expect, it } from 'vitest';
import { ConfigError, isLoopbackHost, parseEnvironment, type Config } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { temporaryFolder, testConfig } from '../support/server.ts';

const parse = (environment: Record<string, string | undefined>): Config =>
  parseEnvironment(environment, { resolve: (path) => `/resolved/${path}`, webRoot: '/web' });

const refusal = (environment: Record<string, string>): string => {
  try {
    parse(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the environment was accepted');
};

const TLS = { TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' };

describe('the environment', () => {
  it('[S2-V01, S2-X07] has a default for every variable', () => {
    expect(parse({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      extraPorts: [],
      dataDir: '/resolved/.anteroom',
      databaseUrl: null,
      databaseKey: null,
      jwtSecret: null,
      allowedOrigins: [],
      publicUrl: null,
      tls: null,
      trustProxy: false,
      rateLimits: {},
      limits: DEFAULT_LIMITS,
      turn: { urls: [], secret: null },
      smtp: null,
      healthStatus: 'OK',
      redisUrl: null,
      compatUnverified: 'off',
      logLevel: 'info',
      webRoot: '/web',
    });
  });

  it('[S0-V02, S0-V03, S2-V01, S2-X07, S1-V01] sets everything that the server can be told', () => {
    expect(
      parse({
        PORT: '4100',
        HOST: '0.0.0.0',
        EXTRA_PORTS: '3000, 3001',
        DATA_DIR: 'data',
        DATABASE_URL: 'postgresql://clinic:p%40ss@db.example:5432/clinic?schema=public',
        DATABASE_KEY: 'a key with sixteen characters',
        JWT_SECRET: 'a secret with sixteen characters',
        BACKEND_URL: 'https://clinic.example/',
        ...TLS,
        TRUST_PROXY: '1',
        RATE_LIMITS: '{"login-address":{"points":5,"seconds":60}}',
        LIMITS: '{"queueMessages":64}',
        TURN_URLS: 'turn:turn.example:3478,turns:turn.example:5349?transport=tcp,stun:stun.example',
        TURN_SECRET: 'shared',
        SMTP_URL: 'smtps://clinic%40mail.example:p%2Fss@mail.example',
        HEALTH_STATUS: 'ok',
        COMPAT_UNVERIFIED: 'loopback',
        LOG_LEVEL: 'debug',
      }),
    ).toEqual({
      port: 4100,
      host: '0.0.0.0',
      extraPorts: [3000, 3001],
      dataDir: '/resolved/data',
      databaseUrl: 'postgresql://clinic:p%40ss@db.example:5432/clinic?schema=public',
      databaseKey: 'a key with sixteen characters',
      jwtSecret: 'a secret with sixteen characters',
      allowedOrigins: [],
      publicUrl: 'https://clinic.example',
      tls: { certificatePath: '/resolved/cert.pem', keyPath: '/resolved/key.pem' },
      trustProxy: true,
      rateLimits: { 'login-address': { points: 5, seconds: 60 } },
      limits: { ...DEFAULT_LIMITS, queueMessages: 64 },
      turn: {
        urls: ['turn:turn.example:3478', 'turns:turn.example:5349?transport=tcp', 'stun:stun.example'],
        secret: 'shared',
      },
      smtp: {
        host: 'mail.example',
        port: 465,
        secure: true,
        user: 'clinic@mail.example',
        password: 'p/ss',
        from: 'Anteroom <no-reply@clinic.example>',
      },
      healthStatus: 'ok',
      redisUrl: null,
      compatUnverified: 'loopback',
      logLevel: 'debug',
      webRoot: '/web',
    });
  });

  it('[S3-V02, S4-V02, K20] takes SOCKET_PORT for PORT, or for one more beside it', () => {
    const portsOf = (environment: Record<string, string>) => {
      const { port, extraPorts } = parse(environment);
      return [port, ...extraPorts];
    };
    expect(portsOf({ SOCKET_PORT: '4000' })).toEqual([4000]);
    expect(portsOf({ SOCKET_PORT: '3001' })).toEqual([3001]);
    expect(portsOf({ PORT: '4000', SOCKET_PORT: '3001', EXTRA_PORTS: '3000' })).toEqual([4000, 3000, 3001]);
    expect(portsOf({ PORT: '4000', SOCKET_PORT: '3001', EXTRA_PORTS: '3001' })).toEqual([4000, 3001]);
    expect(() => parse({ SOCKET_PORT: 'seventy' })).toThrow(/^SOCKET_PORT /);
  });

  it('[S0-V01, S2-V02, K21, S1-V02, S3-V01] allows the origins of both comma lists together, each once', () => {
    const { allowedOrigins } = parse({
      FRONTEND_URL: 'http://localhost:5173, http://localhost:5174/',
      CORS_ORIGIN: 'http://localhost:3000,http://localhost:5173/path,app://other',
    });
    expect(allowedOrigins).toEqual([
      'http://localhost:5173',
      'http://localhost:5174',
      'http://localhost:3000',
      'app://other',
    ]);
  });

  it('writes mail as it is told to, by STARTTLS unless the address says smtps:', () => {
    expect(
      parse({ SMTP_URL: 'smtp://[::1]:2525', SMTP_FROM: 'The Clinic <care@clinic.example>' }).smtp,
    ).toEqual({
      host: '::1',
      port: 2525,
      secure: false,
      user: null,
      password: null,
      from: 'The Clinic <care@clinic.example>',
    });
    const { smtp } = parse({ SMTP_URL: 'smtp://mail.example' });
    expect([smtp?.port, smtp?.from]).toEqual([587, 'Anteroom <no-reply@localhost>']);
  });

  it('[S2-V03] may carry NODE_ENV and whatever else the host sets', () => {
    expect(parse({ NODE_ENV: 'development', npm_config_x: '1' })).toEqual(parse({}));
  });

  it('counts an empty variable as unset', () => {
    expect(
      parse({ PORT: '', JWT_SECRET: '', EXTRA_PORTS: '', TURN_URLS: '', TRUST_PROXY: undefined }),
    ).toEqual(parse({}));
  });
});

describe('a wrong value', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '4000.5'],
    ['EXTRA_PORTS', '3000;3001'],
    ['EXTRA_PORTS', '99999'],
    ['EXTRA_PORTS', '3000,3000'],
    ['EXTRA_PORTS', '4000'],
    ['DATABASE_KEY', 'short'],
    ['JWT_SECRET', 'short'],
    ['FRONTEND_URL', '*'],
    ['FRONTEND_URL', 'localhost:5173'],
    ['CORS_ORIGIN', 'null'],
    ['CORS_ORIGIN', 'file:///index.html'],
    ['BACKEND_URL', 'clinic.example'],
    ['BACKEND_URL', 'ftp://clinic.example'],
    ['TRUST_PROXY', 'perhaps'],
    ['RATE_LIMITS', 'none'],
    ['RATE_LIMITS', '{"login-address":{"points":0,"seconds":60}}'],
    ['TURN_URLS', 'http://turn.example'],
    // One of these in a list, and browsers refuse the list.
    ['TURN_URLS', 'stun:turn.example,stuns:turn.example'],
    ['TURN_URLS', 'turn:user@turn.example'],
    ['TURN_URLS', 'turn:turn.example:99999'],
    ['TURN_URLS', 'turns:turn.example?transport=udp'],
    ['TURN_URLS', 'stun:turn.example?transport=tcp'],
    ['TURN_URLS', 'turn:turn example'],
    ['SMTP_URL', 'http://mail.example'],
    ['SMTP_URL', 'smtp:mail.example'],
    ['SMTP_URL', 'smtps://user@mail.example'],
    ['SMTP_URL', 'smtps://mail.example/?pool=1'],
    ['SMTP_URL', 'smtps://user:100%@mail.example'],
    ['SMTP_FROM', 'the clinic'],
    ['DATABASE_URL', 'clinic'],
    ['DATABASE_URL', 'mysql://clinic:c4nary@db.example/clinic'],
    ['DATABASE_URL', 'file:./dev.db'],
    ['DATABASE_URL', 'postgres://clinic:c4nary@db.example'],
    ['DATABASE_URL', 'postgres://clinic:c4nary@/clinic'],
    ['DATABASE_URL', 'postgres://clinic:c4nary%@db.example/clinic'],
    ['DATABASE_URL', 'postgres://clinic:c4#nary@db.example/clinic'],
    ['DATABASE_URL', 'postgres://clinic:c4nary@db.example/clinic?schema=other'],
    ['DATABASE_URL', 'postgres://clinic:c4nary@db.example/clinic?application_name=c4'],
    ['DATABASE_URL', 'postgres://clinic:c4nary@db.example/clinic?sslmode=prefer'],
    ['LOG_LEVEL', 'loud'],
    ['HEALTH_STATUS', 'x'.repeat(65)],
  ])('[S2-X07] of %s (%s) is told in one line that begins with its name', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name} `));
    expect(message).not.toContain('\n');
    expect(message).not.toContain('c4');
  });

  it.each(['JWT_SECRET', 'DATABASE_KEY', 'SMTP_URL'])('of %s is not repeated in the message', (name) => {
    expect(refusal({ [name]: 'c4nary' })).not.toContain('c4nary');
  });

  it('[S3-V05] is a Redis without what several servers share', () => {
    expect(refusal({ REDIS_URL: 'redis://localhost' })).toMatch(/^REDIS_URL needs DATABASE_URL/);
    expect(refusal({ REDIS_URL: 'http://localhost' })).toMatch(/^REDIS_URL is not valid/);
  });

  it('is one half of TLS, of TURN or of mail', () => {
    expect(refusal({ SMTP_FROM: 'a@clinic.example' })).toMatch(/^SMTP_URL is missing/);
    expect(refusal({ TLS_CERT: 'cert.pem' })).toMatch(/^TLS_KEY is missing/);
    expect(refusal({ TLS_KEY: 'key.pem' })).toMatch(/^TLS_CERT is missing/);
    expect(refusal({ TURN_SECRET: 'shared' })).toMatch(/^TURN_URLS /);
    expect(refusal({ TURN_SECRET: 'shared', TURN_URLS: 'stun:stun.example' })).toMatch(/^TURN_URLS /);
    expect(refusal({ TURN_URLS: 'turn:turn.example' })).toMatch(/^TURN_SECRET is missing/);
    expect(parse({ TURN_URLS: 'stun:stun.example' }).turn.secret).toBeNull();
  });
});

describe('a HOST beyond this machine', () => {
  it.each(['0.0.0.0', '::', '192.168.1.10', 'clinic.local', '127.0.0.1.evil.example'])(
    '%s needs TLS or a proxy that ends it',
    (host) => {
      expect(refusal({ HOST: host })).toMatch(/^HOST is .*TLS_CERT.*TRUST_PROXY/);
      expect(parse({ HOST: host, ...TLS }).host).toBe(host);
      expect(parse({ HOST: host, TRUST_PROXY: 'true' }).trustProxy).toBe(true);
      expect(refusal({ HOST: host, TRUST_PROXY: '0' })).toMatch(/^HOST /);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is not %s', (host) => {
    expect(parse({ HOST: host }).host).toBe(host);
    expect(isLoopbackHost(host)).toBe(true);
  });

  it('keeps the rate limits', () => {
    expect(refusal({ HOST: '0.0.0.0', ...TLS, RATE_LIMITS: 'off' })).toMatch(/^RATE_LIMITS /);
    expect(parse({ RATE_LIMITS: 'off' }).rateLimits).toBe('off');
  });
});

it('DATABASE_URL means a verified certificate wherever it asks for TLS', () => {
  const base = 'postgres://clinic:pw@db.example/clinic';
  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    expect(parse({ DATABASE_URL: `${base}?sslmode=${mode}` }).databaseUrl).toBe(
      `${base}?sslmode=verify-full`,
    );
  }
  expect(parse({ DATABASE_URL: `${base}?sslmode=no-verify&host=x` }).databaseUrl).toBe(
    `${base}?sslmode=no-verify&host=x`,
  );
});

it.each(['{"queue":1}', '{"queueMessages":0}', 'off', '[]'])('LIMITS=%s is refused', (text) => {
  expect(refusal({ LIMITS: text })).toMatch(/^LIMITS is not valid: /);
});

it.each([
  ['LIMITS', '{"queueMessages":"512"}', 'queueMessages: '],
  ['LIMITS', '{"queueMessage":512}', '"queueMessage" is none of frameBytes, '],
  // A timer of more than 24 days runs at once.
  ['LIMITS', '{"connectTimeoutMs":9000000000}', 'connectTimeoutMs: at most 2147483647'],
  ['RATE_LIMITS', '{"login-account":5}', 'login-account: '],
  ['RATE_LIMITS', '{"login-account":{"points":10}}', 'login-account: seconds: '],
  ['RATE_LIMITS', '{"login-account":{"points":10,"minutes":5,"seconds":300}}', 'login-account: '],
  ['RATE_LIMITS', '{"login-account":{"points":10,"seconds":9000000000}}', 'login-account: seconds: '],
])('%s=%s is refused by the name inside', (name, text, beginning) => {
  expect(refusal({ [name]: text })).toContain(`${name} is not valid: ${beginning}`);
});

it('a limit that does not exist is refused at the start, with the names of those that do', async () => {
  const rateLimits = { 'log-in': { points: 1, seconds: 1 } };
  const server = createServer({
    config: testConfig(await temporaryFolder(), { rateLimits, logLevel: 'silent' }),
  });
  await expect(server.start()).rejects.toThrow(
    /^RATE_LIMITS names "log-in", which is none of .*login-account/,
  );
});
