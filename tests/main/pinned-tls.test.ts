import { createServer as createPlainServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { request } from 'node:https';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { askClinic } from '../../src-main/services/ask-clinic.ts';
import { createVerifyProc, pinOfPem, VERDICT } from '../../src-main/services/certificate-pin.ts';
import { createPinnedAgent, pinnedFetch, PinMismatchError } from '../../src-main/services/pinned-tls.ts';
import { CLINIC_ANSWER, makePinned, serveTls, type Certificate } from '../support/tls-server.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

let folder: ReturnType<typeof makeTempFolder>;
let own: Certificate;
let other: Certificate;

beforeAll(() => {
  folder = makeTempFolder();
  own = makePinned(folder.path, 'own');
  other = makePinned(folder.path, 'other');
});
afterAll(() => folder.remove());

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('the main process’s own TLS', () => {
  it('reaches the server that owns the key, although nobody signed its certificate', async () => {
    const { url } = await serveTls(own, (asked, response) => {
      let text = '';
      asked.on('data', (chunk: Buffer) => (text += chunk.toString()));
      asked.on('end', () => response.end(`${asked.method} ${asked.url} ${text}`));
    });
    expect(await (await pinnedFetch(`${url}/a?b`, { pin: own.pin })).text()).toBe('GET /a?b ');
    const posted = await pinnedFetch(`${url}/c`, { pin: own.pin, method: 'POST', body: 'hello' });
    expect(await posted.text()).toBe('POST /c hello');
  });

  it('refuses another key before a byte of the request is sent', async () => {
    let [received, closed] = ['', 0];
    const server = createTlsServer({ key: other.key, cert: other.certificate }, (socket) => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
      socket.on('error', () => {});
    });
    server.on('connection', (socket: Socket) => socket.on('close', () => (closed += 1)));
    const url = `https://${await listening(server)}/`;
    const send = (pin: string) =>
      pinnedFetch(url, { pin, method: 'POST', headers: { authorization: 'secret' }, body: 'secret' });
    await expect(send(own.pin)).rejects.toBeInstanceOf(PinMismatchError);
    await vi.waitFor(() => expect(closed).toBe(1));
    expect(received).toBe('');
    expect((await send(other.pin)).status).toBe(204);
    await vi.waitFor(() => expect(received).toContain('secret'));
  });

  it('looks at the key of every connection, not at that of the first', async () => {
    const server = await serveTls(own);
    await pinnedFetch(server.url, { pin: own.pin });
    server.change(other);
    await expect(pinnedFetch(server.url, { pin: own.pin })).rejects.toBeInstanceOf(PinMismatchError);
    expect(server.seen.requests).toBe(1);
  });

  it('without a pin trusts what this computer trusts, and nothing else', async () => {
    const { url, seen } = await serveTls(own);
    await expect(pinnedFetch(url, { pin: null })).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(seen.requests).toBe(0);
  });

  it('lends its agent to requests that do more than one answer', async () => {
    const { url } = await serveTls(own, (_asked, response) => response.end('streamed'));
    const answer = await new Promise<string>((resolve, reject) => {
      const asked = request(url, { agent: createPinnedAgent(own.pin) }, (response) => {
        response.on('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(answer).toBe('streamed');
  });

  it('follows no redirect and takes no endless answer', async () => {
    const server = await serveTls(own, (_asked, response) => {
      response.writeHead(302, { location: 'https://evil.example/' }).end();
    });
    expect((await pinnedFetch(server.url, { pin: own.pin })).status).toBe(302);
    server.answer((_asked, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(4096), more);
      };
      more();
    });
    await expect(pinnedFetch(server.url, { pin: own.pin, maxBytes: 10_000 })).rejects.toBeInstanceOf(
      RangeError,
    );
  });
});

describe('asking a clinic', () => {
  const ask = (host: string, pin: string | null) => askClinic({ host, pin }, { timeoutMs: 2_000 });

  it('answers what the clinic calls itself', async () => {
    const { host } = await serveTls(own);
    expect(await ask(host, own.pin)).toEqual({ name: CLINIC_ANSWER.data.name });
  });

  it('knows a clinic of another version', async () => {
    const { host } = await serveTls(own, (_asked, response) =>
      response.end(JSON.stringify({ success: true, data: { name: null, protocol: 99, shape: 'new' } })),
    );
    expect(await ask(host, own.pin)).toEqual({ name: null });
  });

  it('says when the key is another one', async () => {
    const { host } = await serveTls(other);
    expect(await ask(host, own.pin)).toEqual({ refused: 'key_changed' });
  });

  it('says when there is no pin and nobody trusts the certificate', async () => {
    const { host } = await serveTls(own);
    expect(await ask(host, null)).toEqual({ refused: 'untrusted' });
  });

  it('says when nobody is there, or does not answer', async () => {
    const { host, close } = await serveTls(own);
    await close();
    expect(await ask(host, own.pin)).toEqual({ refused: 'unreachable' });
    const silent = await serveTls(own, () => {});
    expect(await askClinic({ host: silent.host, pin: own.pin }, { timeoutMs: 200 })).toEqual({
      refused: 'unreachable',
    });
  });

  it('says when somebody else answers', async () => {
    const web = await serveTls(own, (_asked, response) => response.end('<h1>router</h1>'));
    expect(await ask(web.host, own.pin)).toEqual({ refused: 'not_a_clinic' });
    const missing = await serveTls(own, (_asked, response) => response.writeHead(404).end('{}'));
    expect(await ask(missing.host, own.pin)).toEqual({ refused: 'not_a_clinic' });
    const gateway = await serveTls(own, (_asked, response) => response.writeHead(502).end());
    expect(await ask(gateway.host, own.pin)).toEqual({ refused: 'unreachable' });
    expect(await ask(await listening(createPlainServer()), own.pin)).toEqual({ refused: 'not_a_clinic' });
    const other = createTcpServer((socket) => socket.end('SSH-2.0-server\r\n'));
    expect(await ask(await listening(other), own.pin)).toEqual({ refused: 'not_a_clinic' });
  });
});

describe('the verify proc of a session', () => {
  const verdictOn = (data: string, accepted: readonly string[]): [number, boolean | undefined] => {
    let verdict = Number.NaN;
    let told: boolean | undefined;
    createVerifyProc({ accepted: () => accepted, onVerdict: (isAccepted) => (told = isAccepted) })(
      { certificate: { data } },
      (answer) => (verdict = answer),
    );
    return [verdict, told];
  };

  it('accepts the pinned key alone', () => {
    expect(verdictOn(own.certificate, [own.pin])).toEqual([VERDICT.accept, true]);
    expect(verdictOn(other.certificate, [own.pin])).toEqual([VERDICT.refuse, false]);
    expect(verdictOn(own.certificate, [])).toEqual([VERDICT.refuse, false]);
    // The first is the server's; a chain behind it may name any key.
    expect(verdictOn(`${other.certificate}\n${own.certificate}`, [own.pin])).toEqual([VERDICT.refuse, false]);
  });

  it.each(['', 'text', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'refuses what is no certificate: "%s"',
    (data) => {
      expect(pinOfPem(data)).toBeNull();
      expect(verdictOn(data, [own.pin])).toEqual([VERDICT.refuse, false]);
    },
  );
});
