import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../server/child-protocol.ts';
import {
  choosePort,
  findFreePort,
  hostedServerConfig,
  hostForEverywhere,
} from '../../src-main/hosted-config.ts';

const taken: Server[] = [];

const take = async (port: number): Promise<number> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  taken.push(server);
  return (server.address() as AddressInfo).port;
};

afterEach(async () => {
  await Promise.all(taken.splice(0).map((server) => once(server.close(), 'close')));
});

describe('the port of the hosted server', () => {
  it('is the first from the given one on that nobody uses', async () => {
    const first = await take(0);
    const port = await findFreePort(first);
    expect(port).toBeGreaterThan(first);
    expect(port).toBeLessThan(first + 100);
    await expect(take(port)).resolves.toBe(port);
  });

  it('is the given one if nobody uses it', async () => {
    const port = await findFreePort(46_000);
    expect(await findFreePort(port)).toBe(port);
  });
});

describe('the port of the next start', () => {
  it('is the one of the last time while nobody else uses it, on whatever address', async () => {
    const last = await findFreePort(46_200);
    expect(await choosePort(last)).toBe(last);
    // Somebody who takes IPv6 alone is in the way, too.
    const other = createServer().listen({ port: last, host: '::', ipv6Only: true });
    taken.push(other);
    await once(other, 'listening');
    const next = await choosePort(last);
    expect(next).not.toBe(last);
    expect(next).toBeGreaterThanOrEqual(4000);
  });

  it('is found by itself at the first', async () => {
    expect(await choosePort(null)).toBeGreaterThanOrEqual(4000);
  });
});

describe('the configuration of the hosted server', () => {
  it('listens everywhere by TLS, with its limits, and crosses to the child as it is', async () => {
    const tls = { main: { certificate: 'certificate', key: 'key' }, byName: null };
    const config = hostedServerConfig({
      dataDir: '/data/clinic',
      webRoot: '/app/renderer',
      host: await hostForEverywhere(),
      port: 4000,
      publicUrl: 'https://192.168.1.20:4000',
      tls,
      turn: { urls: ['turn:turn.clinic.example'], secret: 'shared' },
    });
    expect(config).toMatchObject({
      host: '::',
      dataDir: '/data/clinic',
      webRoot: '/app/renderer',
      publicUrl: 'https://192.168.1.20:4000',
      tls,
      turn: { urls: ['turn:turn.clinic.example'], secret: 'shared' },
      trustProxy: false,
      rateLimits: {},
    });
    expect(configSchema.parse(structuredClone(config))).toEqual(config);
  });
});
