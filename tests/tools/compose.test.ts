import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../server/config.ts';

/** What docker-compose.yml says, as far as it can be read without running it. */

type Service = {
  image: string;
  build?: string;
  environment?: Record<string, string | number | null>;
  ports?: string[];
  volumes?: string[];
  networks: string[];
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number };
  configs?: { source: string; target: string }[];
};
type Compose = {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, null>;
  configs: Record<string, { content: string }>;
};

const { load } = createRequire(import.meta.url)('js-yaml') as { load: (text: string) => unknown };
const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const SECRET = 'f'.repeat(64);
const ENV: Record<string, string> = {
  CLINIC_HOST: 'clinic.example',
  POSTGRES_PASSWORD: SECRET,
  REDIS_PASSWORD: SECRET,
  JWT_SECRET: SECRET,
  DATABASE_KEY: SECRET,
};

/** As Compose does it: `${NAME:?why}` must be set, `${NAME:-default}` may be, `$$` is a `$`. */
const interpolate = (text: string, env: Record<string, string>): string =>
  text.replaceAll(/\$\$|\$\{(\w+)(:[?-])([^}]*)\}/g, (whole: string, name = '', kind = '', rest = '') => {
    if (whole === '$$') return '$';
    const value = env[name as string];
    if (value !== undefined) return value;
    if (kind === ':?') throw new Error(`${name as string} is missing: ${rest as string}`);
    return rest as string;
  });

const text = read('docker-compose.yml');
const compose = load(interpolate(text, ENV)) as Compose;
const { services } = compose;
const servers = Object.entries(services).filter(([, { image }]) => image === 'anteroom-server');
const [, server] = servers[0] ?? [];
const caddyfile = compose.configs['caddyfile']?.content ?? '';

describe('[S3-D06, S3-D09] docker-compose.yml', () => {
  it('runs two servers, a proxy, PostgreSQL and Redis', () => {
    expect(Object.keys(services).toSorted()).toEqual(['postgres', 'proxy', 'redis', 'server-1', 'server-2']);
    expect(servers).toHaveLength(2);
    expect(servers[0]?.[1]).toEqual(servers[1]?.[1]);
    for (const { image } of Object.values(services)) expect(image).toMatch(/^anteroom-server$|:\d/);
  });

  it('asks each service how it is, and starts what needs another when that is well', () => {
    for (const [name, { healthcheck, depends_on: needs = {} }] of Object.entries(services)) {
      expect([name, healthcheck?.test.length]).not.toEqual([name, undefined]);
      expect(healthcheck).toMatchObject({ interval: expect.any(String), timeout: expect.any(String) });
      for (const [other, { condition }] of Object.entries(needs)) {
        expect([other, condition]).toEqual([other, 'service_healthy']);
        expect(services).toHaveProperty(other);
      }
    }
    expect(Object.keys(server?.depends_on ?? {}).toSorted()).toEqual(['postgres', 'redis']);
    expect(Object.keys(services['proxy']?.depends_on ?? {}).toSorted()).toEqual(
      servers.map(([name]) => name).toSorted(),
    );
  });

  it('gives the servers a configuration that they take', () => {
    const given = Object.fromEntries(
      Object.entries(server?.environment ?? {}).map(([name, value]) => [name, String(value ?? '')]),
    );
    expect(parseEnvironment(given, { resolve: (path) => path, webRoot: null })).toMatchObject({
      host: '0.0.0.0',
      port: 4000,
      dataDir: '/var/lib/anteroom',
      publicUrl: 'https://clinic.example',
      trustProxy: true,
      databaseUrl: `postgres://anteroom:${SECRET}@postgres:5432/anteroom`,
      redisUrl: `redis://:${SECRET}@redis:6379`,
      jwtSecret: SECRET,
      databaseKey: SECRET,
    });
  });

  it('starts with no secret that everybody knows', () => {
    for (const name of Object.keys(ENV)) {
      const { [name]: _, ...others } = ENV;
      expect(() => interpolate(text, others)).toThrow(`${name} is missing`);
    }
    expect(services['redis']?.command?.join(' ')).toContain(`--requirepass ${SECRET}`);
    const guide = read('docs/scaling.md');
    for (const name of Object.keys(ENV)) expect(guide).toMatch(new RegExp(`^${name}=`, 'm'));
    expect(read('.gitignore')).toMatch(/^\.env$/m);
    expect(read('.dockerignore')).toMatch(/^\.env$/m);
  });

  it('shows the proxy alone to the world, and to nobody but the servers what they share', () => {
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['proxy']);
    expect(compose.networks['back']).toEqual({ internal: true });
    expect(services['postgres']?.networks).toEqual(['back']);
    expect(services['redis']?.networks).toEqual(['back']);
    expect(services['proxy']?.networks).toEqual(['front']);
  });

  it('keeps the database, the files and the certificates, and nothing of Redis', () => {
    const kept = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':')[0]),
    );
    expect(new Set(kept)).toEqual(new Set(Object.keys(compose.volumes)));
    expect(services['redis']?.volumes).toBeUndefined();
    expect(services['redis']?.command?.join(' ')).toContain('--save  --appendonly no');
    expect(server?.volumes).toEqual([`files:${server?.environment?.['DATA_DIR']}`]);
  });

  it('leads people to both servers, one client always to the same, and away from one that is gone', () => {
    const port = server?.environment?.['PORT'];
    expect(caddyfile).toContain(`reverse_proxy ${servers.map(([name]) => `${name}:${port}`).join(' ')} {`);
    for (const line of ['lb_policy client_ip_hash', 'lb_try_duration 5s', 'health_uri /health']) {
      expect(caddyfile).toContain(line);
    }
    expect(caddyfile).toMatch(/^\{\$CLINIC_HOST\} \{/);
    expect(caddyfile.split('{').length).toBe(caddyfile.split('}').length);
    expect(services['proxy']?.environment).toEqual({ CLINIC_HOST: 'clinic.example' });
  });

  it('builds the server from files that are there', () => {
    const dockerfile = read('Dockerfile');
    expect(server?.build).toBe('.');
    for (const [, paths = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const path of paths.split(' ')) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    }
    expect(dockerfile).toContain('CMD ["node", "out/node/server.js"]');
    expect(dockerfile).toMatch(/^USER node$/m);
    const wanted = (JSON.parse(read('package.json')) as { engines: { node: string } }).engines.node;
    expect(wanted).toContain('24');
    expect(dockerfile.match(/^FROM node:24-/gm)).toHaveLength(2);
  });
});
