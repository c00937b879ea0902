import { createSocket } from 'node:dgram';
import { onTestFinished } from 'vitest';
import type { TimeServer } from '../../../src-main/services/net/sntp.ts';

/** A time server (RFC 5905) whose time a test sets. */

const UNIX_EPOCH_S = 2_208_988_800;

export const writeTimestamp = (packet: Buffer, at: number, unixMs: number): void => {
  const seconds = Math.floor(unixMs / 1000) + UNIX_EPOCH_S;
  packet.writeUInt32BE(seconds % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor(((unixMs % 1000) / 1000) * 2 ** 32), at + 4);
};

export type SntpFault = 'silent' | 'kiss-of-death' | 'unsynchronised' | 'other-cookie' | 'short';

/** Starts one on loopback; it ends with the test. */
export const startSntpServer = async ({
  now = Date.now,
  fault = null,
}: {
  now?: () => number;
  fault?: SntpFault | null;
} = {}): Promise<TimeServer & { requests: Buffer[] }> => {
  const socket = createSocket('udp4');
  const requests: Buffer[] = [];
  socket.on('message', (request, from) => {
    requests.push(request);
    if (fault === 'silent') return;
    const answer = Buffer.alloc(fault === 'short' ? 40 : 48);
    answer[0] = ((fault === 'unsynchronised' ? 3 : 0) << 6) | (4 << 3) | 4;
    answer[1] = fault === 'kiss-of-death' ? 0 : 2;
    if (fault !== 'other-cookie') request.copy(answer, 24, 40, 48);
    writeTimestamp(answer, 32, now());
    if (fault !== 'short') writeTimestamp(answer, 40, now());
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return { host: '127.0.0.1', port: socket.address().port, requests };
};
