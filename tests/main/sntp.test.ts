import { describe, expect, it } from 'vitest';
import { clockOffset, readTimestamp } from '../../src-main/services/net/sntp.ts';
import { freePort } from '../support/free-port.ts';
import { startSntpServer, writeTimestamp, type SntpFault } from '../support/net/sntp-server.ts';

const patience = (milliseconds = 5_000) => AbortSignal.timeout(milliseconds);

describe('the clock against a time server', () => {
  it.each([0, 42_000, -90_000, 3_600_000])('is found to be %d ms off', async (offset) => {
    const server = await startSntpServer({ now: () => Date.now() + offset });
    const found = await clockOffset([server], { signal: patience() });
    expect(Math.abs(found - offset)).toBeLessThan(500);
  });

  it('sends a request of the standard, with a cookie of its own', async () => {
    const server = await startSntpServer();
    await clockOffset([server], { signal: patience() });
    await clockOffset([server], { signal: patience() });
    const [one, other] = server.requests;
    expect(one).toHaveLength(48);
    expect(one?.[0]).toBe(0x23);
    expect(one?.subarray(40)).not.toEqual(other?.subarray(40));
  });

  it.each<SntpFault>(['kiss-of-death', 'unsynchronised', 'other-cookie', 'short', 'silent'])(
    'is not judged by a server with the fault "%s"',
    async (fault) => {
      const server = await startSntpServer({ now: () => Date.now() + 3_600_000, fault });
      await expect(clockOffset([server], { signal: patience(200) })).rejects.toThrow();
    },
  );

  it('asks the next server when the first is not there', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    const noName = { host: 'clinic..invalid', port: 123 };
    const server = await startSntpServer();
    const found = await clockOffset([nobody, noName, server], { signal: patience() });
    expect(Math.abs(found)).toBeLessThan(500);
  });

  it('reads times on both sides of 2036, when the seconds of NTP begin anew', () => {
    const packet = Buffer.alloc(8);
    for (const moment of [
      '1999-12-31T23:59:59.500Z',
      '2036-02-07T06:28:15.250Z',
      '2041-06-01T00:00:00.750Z',
    ]) {
      writeTimestamp(packet, 0, Date.parse(moment));
      expect(Math.abs(readTimestamp(packet, 0) - Date.parse(moment))).toBeLessThan(1);
    }
  });
});
