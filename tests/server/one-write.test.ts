import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestServer } from '../support/server.ts';

const POLLING = '/socket.io/?EIO=4&transport=polling';
/** Engine.IO's, between the packets of one poll. */
const SEPARATOR = '\x1e';

describe('what is told together leaves together', () => {
  it('the room and the ack of a join are one answer to a poll', async () => {
    const clinic = await startTestServer();
    const { patient, roomId } = await clinic.arrangeVisit();
    const read = async (path: string): Promise<string> => (await fetch(clinic.url + path)).text();
    const { sid } = JSON.parse((await read(POLLING)).slice(1)) as { sid: string };
    const path = `${POLLING}&sid=${sid}`;
    const say = (body: string) => fetch(clinic.url + path, { method: 'POST', body });
    await say(`40${JSON.stringify({ token: patient.token })}`);
    expect(await read(path)).toMatch(/^40\{/);
    await say(`420${JSON.stringify(['join-waiting-room', { roomId }])}`);
    const packets = (await read(path)).split(SEPARATOR);
    expect(packets).toEqual([
      expect.stringMatching(/^42\["waiting-room-joined",/),
      expect.stringMatching(/^430\[\{"ok":true,/),
    ]);
  });

  it('a WebSocket is opened and greeted in one write', async () => {
    const clinic = await startTestServer();
    const { port } = new URL(clinic.url);
    const socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(
      [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '\r\n',
      ].join('\r\n'),
    );
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\n[\s\S]+0\{"sid":"[\w-]{20}"/);
  });
});
