import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from './random.ts';
import { holdsWithin } from './support/until.ts';
import { createTcpProxy } from './tcp-proxy.ts';

/** A server that sends back what it gets, and a client that reaches it through the proxy. */
const arrange = async () => {
  const served: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = await createTcpProxy(`http://127.0.0.1:${port}`, createRandom(1));
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of served) socket.destroy();
    server.close();
  });

  const dial = async () => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(proxy.url).port) });
    onTestFinished(() => void socket.destroy());
    const chunks: Buffer[] = [];
    const errors: string[] = [];
    socket.on('data', (data: Buffer) => chunks.push(data));
    socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    const ready = await holdsWithin(5_000, () => !socket.connecting);
    if (!ready) throw new Error('the proxy does not answer');
    return {
      socket,
      errors,
      chunks,
      text: () => Buffer.concat(chunks).toString(),
      /** Milliseconds until the echo of the text has come back. */
      async echo(text: string): Promise<number> {
        const before = Buffer.concat(chunks).length;
        const startedAt = performance.now();
        socket.write(text);
        const came = () => Buffer.concat(chunks).length >= before + text.length;
        if (!(await holdsWithin(5_000, came))) throw new Error('no echo');
        return performance.now() - startedAt;
      },
    };
  };
  return { proxy, dial, served };
};

describe('the TCP proxy', () => {
  it('passes everything on while nothing is wrong', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    await client.echo('hello');
    expect(client.text()).toBe('hello');
    expect([proxy.passed('up'), proxy.passed('down')]).toEqual([5, 5]);
  });

  it('delays one direction and keeps the order under jitter', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    proxy.set('down', { latencyMs: 120, jitterMs: 60 });
    expect(await client.echo('a')).toBeGreaterThanOrEqual(55);
    for (let index = 0; index < 30; index += 1) client.socket.write(`${index};`);
    const expected = `a${Array.from({ length: 30 }, (_, index) => `${index};`).join('')}`;
    expect(await holdsWithin(5_000, () => client.text().length === expected.length)).toBe(true);
    expect(client.text()).toBe(expected);
  });

  it('lets no more through than the bandwidth', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    proxy.set('up', { bytesPerSecond: 20_000 });
    // The first second's worth passes at once, as through the buffers of a line.
    expect(await client.echo('x'.repeat(26_000))).toBeGreaterThanOrEqual(900);
  });

  it('slices what passes, and goes on whole after healing', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    proxy.set('down', { sliceBytes: 2, sliceDelayMs: 10 });
    expect(await client.echo('0123456789')).toBeGreaterThanOrEqual(35);
    proxy.heal();
    client.socket.write('abcdef');
    expect(await holdsWithin(5_000, () => client.text() === '0123456789abcdef')).toBe(true);
  });

  it('holds everything back while stalled, and loses none of it', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    await client.echo('first');
    proxy.set('up', { stalled: true });
    client.socket.write('second');
    await expect(holdsWithin(100, () => client.text() !== 'first')).resolves.toBe(false);
    proxy.heal();
    expect(await holdsWithin(5_000, () => client.text() === 'firstsecond')).toBe(true);
  });

  it('passes the end of a connection on late', async () => {
    const { proxy, dial } = await arrange();
    const client = await dial();
    await client.echo('x');
    proxy.set('up', { slowCloseMs: 200 });
    const startedAt = performance.now();
    client.socket.end();
    await once(client.socket, 'close');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190);
  });

  it('resets both sides', async () => {
    const { proxy, dial, served } = await arrange();
    const client = await dial();
    await client.echo('x');
    expect(proxy.reset()).toBe(1);
    expect(await holdsWithin(5_000, () => served[0]?.destroyed === true)).toBe(true);
    expect(await holdsWithin(5_000, () => client.errors.includes('ECONNRESET'))).toBe(true);
    expect(await holdsWithin(5_000, () => proxy.connections() === 0)).toBe(true);
  });

  it('refuses while it is down, and serves when it is up again', async () => {
    const { proxy, dial } = await arrange();
    const before = await dial();
    await before.echo('x');
    proxy.goDown();
    expect(await holdsWithin(5_000, () => before.socket.destroyed)).toBe(true);
    const refused = await dial();
    expect(await holdsWithin(5_000, () => refused.socket.destroyed)).toBe(true);
    proxy.goUp();
    const after = await dial();
    await after.echo('y');
    expect(after.text()).toBe('y');
  });
});
