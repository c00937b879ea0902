import { isIPv6 } from 'node:net';
import { z } from '../../server/protocol/zod.ts';
import { publicHostSchema } from '../../src-preload/contract.ts';
import { openJsonFile } from './json-file.ts';
import type { Log } from './logs.ts';

/** Under which address patients find the hosted clinic. */

const schema = z.object({
  /** Where the server listened last. */
  port: z.int().nullable(),
  /** Of the one before, while it is another: invitations with it are out there. */
  previousPort: z.int().nullable(),
  /** What the person set. One that no address can be made of must not keep the clinic from starting. */
  publicHost: publicHostSchema.nullable().catch(null),
  publicPort: z.int().nullable(),
});

export type ClinicAddress = {
  /** What it is next time, too, if it is free. */
  port(): number | null;
  previousPort(): number | null;
  /** Each time that the server listens. */
  rememberPort(port: number): void;
  chosen(): { host: string | null; port: number | null };
  choose(choice: { host: string | null; port: number | null }): void;
  /** The address in invitations for a clinic that listens on the port. */
  publicUrl(port: number): string;
  /** The addresses of this computer, best first. */
  local(port: number): string[];
};

const url = (host: string, port: number): string =>
  // An address of IPv6 stands in brackets; the port of https is left out.
  new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`).origin;

const LOOPBACK = '127.0.0.1';

/**
 * @param trustedNames of a certificate that browsers trust
 * @param addresses of this computer on its network, best first
 */
export const createClinicAddress = ({
  folder,
  trustedNames,
  addresses,
  log,
}: {
  folder: string;
  trustedNames: () => readonly string[];
  addresses: () => readonly string[];
  log: Log;
}): ClinicAddress => {
  const file = openJsonFile({
    folder,
    name: 'clinic-address',
    schema,
    defaults: { port: null, previousPort: null, publicHost: null, publicPort: null },
    log,
  });
  const local = (port: number): string[] => addresses().map((address) => url(address, port));
  return {
    port: () => file.read().port,
    previousPort: () => file.read().previousPort,
    rememberPort: (port) => {
      const { port: last, ...others } = file.read();
      file.write({ ...others, port, previousPort: last === port ? null : last });
    },
    chosen: () => {
      const { publicHost: host, publicPort: port } = file.read();
      return { host, port };
    },
    choose: ({ host, port }) => file.write({ ...file.read(), publicHost: host, publicPort: port }),
    publicUrl: (port) => {
      const { publicHost, publicPort } = file.read();
      const [trusted] = trustedNames();
      const name = publicHost ?? trusted;
      // A port of its own belongs to a name: it is the router's, which leads from there to here.
      return name === undefined ? url(addresses()[0] ?? LOOPBACK, port) : url(name, publicPort ?? port);
    },
    local,
  };
};
