import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What stands before several servers: a new connection goes to the first that takes it. One that is cut stays cut,
 * as with any proxy; whoever comes again finds another server.
 */
export const startFailoverProxy = async (
  urls: readonly string[],
): Promise<{ url: string; port: number; cut: () => void; mend: () => void; freeze: () => void }> => {
  const ports = urls.map((url) => Number(new URL(url).port));
  const open = new Set<Socket>();
  const carried = new Set<Socket>();
  let isCut = false;
  const lead = (client: Socket, [port, ...next]: number[]): void => {
    if (port === undefined) return void client.destroy();
    const upstream = createConnection({ port, host: '127.0.0.1' });
    let isTaken = false;
    upstream.once('connect', () => {
      isTaken = true;
      client.pipe(upstream).pipe(client);
      carried.add(client).add(upstream);
      client.once('close', () => carried.delete(client) && carried.delete(upstream));
    });
    upstream.once('error', () => (isTaken ? client.destroy() : lead(client, next)));
    upstream.once('close', () => isTaken && client.destroy());
    client.once('close', () => upstream.destroy());
  };
  const proxy = createServer((client) => {
    if (isCut) return void client.destroy();
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    lead(client, ports);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => {
    for (const client of open) client.destroy();
  };
  onTestFinished(() => {
    cutAll();
    proxy.close();
  });
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    /** Ends all connections, and takes none until `mend`. */
    cut(): void {
      isCut = true;
      cutAll();
    },
    /** Whoever is connected hears nothing any more, and is not told so. */
    freeze(): void {
      for (const end of carried) {
        end.unpipe();
        end.pause();
      }
      carried.clear();
    },
    mend(): void {
      isCut = false;
    },
  };
};
