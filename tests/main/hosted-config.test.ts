import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../server/child-protocol.ts';
import { findFreePort, hostedServerConfig } from '../../src-main/hosted-config.ts';

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

describe('the configuration of the hosted server', () => {
  it('stays on this machine and crosses to the child as it is', async () => {
    const config = await hostedServerConfig({ dataDir: '/data/clinic', webRoot: '/app/renderer' });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      dataDir: '/data/clinic',
      webRoot: '/app/renderer',
      tls: null,
      trustProxy: false,
    });
    expect(config.port).toBeGreaterThanOrEqual(4000);
    expect(configSchema.parse(structuredClone(config))).toEqual(config);
  });
});
