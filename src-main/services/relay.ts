import type { Config } from '../../server/config.ts';
import { parseIceAddress, type IceAddress } from '../../server/protocol/ice-address.ts';
import type { IceServer } from '../../server/protocol/index.ts';
import { z } from '../../server/protocol/zod.ts';
import { createIceServers } from '../../server/security/turn-credentials.ts';
import type {
  RelayAddressFault,
  RelayOutcome,
  RelaySecretFault,
  RelayState,
  TestedRelay,
} from '../../src-preload/contract.ts';
import { openJsonFile } from './json-file.ts';
import type { Log } from './logs.ts';
import { probeStun, probeTurn } from './net/ice-probe.ts';
import { iceTargets } from './net/ice-servers.ts';
import { SecretsError, type SecretName, type Secrets } from './secrets.ts';

/**
 * The STUN and TURN servers of the hosted clinic: the addresses in `relay.json`, the secret that they share with the
 * clinic among this computer's secrets.
 */
export type Relay = {
  state(): Promise<RelayState>;
  /** @param settings.secret null leaves the one that is kept */
  save(settings: { addresses: readonly string[]; secret: string | null }): Promise<RelayOutcome>;
  /**
   * For the server's configuration. A secret that cannot be read is left out: the clinic goes on without a relay, and
   * the page asks for it.
   */
  config(): Promise<Config['turn']>;
  /** Tries each address that is saved, as a call would. */
  test(): Promise<TestedRelay[]>;
};

const SECRET: SecretName = 'relay-secret';
/** Beyond the patience of every probe. */
const TEST_TIMEOUT_MS = 15_000;

const schema = z.object({ addresses: z.array(z.string()) });

/** By the same rules as `TURN_URLS`; two that lead to the same place are one too many. */
const examine = (
  texts: readonly string[],
): { addresses: IceAddress[]; faults: (RelayAddressFault | null)[] } => {
  const addresses: IceAddress[] = [];
  const seen = new Set<string>();
  const faults = texts.map((text): RelayAddressFault | null => {
    const parsed = parseIceAddress(text);
    if (!parsed.ok) return parsed.fault;
    const { kind, host, port, transport } = parsed.address;
    const place = [kind, host.toLowerCase(), port, transport].join(' ');
    if (seen.has(place)) return 'twice';
    seen.add(place);
    addresses.push(parsed.address);
    return null;
  });
  return { addresses, faults };
};

export const createRelay = ({
  folder,
  secrets,
  log,
  onChanged,
  now = Date.now,
  ca,
}: {
  folder: string;
  secrets: Pick<Secrets, 'read' | 'write'>;
  log: Log;
  /** A server that runs should have it. */
  onChanged: () => void;
  now?: () => number;
  /** Only for tests: what TLS trusts in the place of the built-in certificates. */
  ca?: string | undefined;
}): Relay => {
  const file = openJsonFile({ folder, name: 'relay', schema, defaults: { addresses: [] }, log });

  /** @throws SecretsError for everything but a secret that cannot be decrypted */
  const readSecret = async (): Promise<{ status: RelayState['secret']; secret: string | null }> => {
    try {
      const secret = await secrets.read(SECRET);
      return { status: secret === null ? 'none' : 'kept', secret };
    } catch (error) {
      if (!(error instanceof SecretsError) || error.code !== 'unreadable') throw error;
      log.warn('relay', { status: 'secret-unreadable' });
      return { status: 'unreadable', secret: null };
    }
  };

  const config = async (): Promise<Config['turn']> => ({
    urls: file.read().addresses,
    secret: (await readSecret()).secret,
  });

  const state = async (): Promise<RelayState> => ({
    addresses: file.read().addresses,
    secret: (await readSecret()).status,
  });

  const faultOfSecret = async (
    hasRelay: boolean,
    secret: string | null,
  ): Promise<RelaySecretFault | null> => {
    if (!hasRelay) return secret === null ? null : 'alone';
    return secret === null && (await readSecret()).status !== 'kept' ? 'missing' : null;
  };

  const tryOne = async (
    { text, kind, transport }: IceAddress,
    servers: readonly IceServer[],
  ): Promise<TestedRelay> => {
    const tested = { address: text, kind, transport, roundTripMs: null };
    const server = servers.find(({ urls }) => urls.includes(text));
    if (server === undefined) return { ...tested, finding: 'no-secret' };
    const targets = iceTargets([{ ...server, urls: [text] }]);
    const options = { signal: AbortSignal.timeout(TEST_TIMEOUT_MS), ca };
    const outcome = await (kind === 'stun'
      ? probeStun(targets, options)
      : probeTurn(targets, transport, options));
    if (outcome.state === 'works') return { ...tested, finding: 'works', roundTripMs: outcome.roundTripMs };
    return { ...tested, finding: outcome.state === 'none' ? 'unexpected' : outcome.state };
  };

  return {
    state,
    config,
    save: async ({ addresses: texts, secret: typed }) => {
      const { addresses, faults } = examine(texts);
      // Copied with a space or a line's end; none of them is part of a secret.
      const secret = typed === null || typed.trim() === '' ? null : typed.trim();
      const hasRelay = addresses.some(({ kind }) => kind === 'turn');
      // What is wrong with an address may be all that a relay is missing.
      const isWhole = faults.every((fault) => fault === null);
      const secretFault = isWhole ? await faultOfSecret(hasRelay, secret) : null;
      if (!isWhole || secretFault !== null) {
        return { status: 'refused', addresses: faults, secret: secretFault };
      }
      try {
        if (!hasRelay) await secrets.write(SECRET, null);
        else if (secret !== null) await secrets.write(SECRET, secret);
      } catch (error) {
        if (!(error instanceof SecretsError)) throw error;
        return { status: 'refused', addresses: faults, secret: 'not_kept' };
      }
      file.write({ addresses: addresses.map(({ text }) => text) });
      log.info('relay', { status: 'saved' });
      onChanged();
      return { status: 'saved', state: await state() };
    },
    test: async () => {
      const turn = await config();
      const { iceServers } = createIceServers(turn, now)();
      const tested = await Promise.all(examine(turn.urls).addresses.map((each) => tryOne(each, iceServers)));
      for (const { kind, transport, finding } of tested) {
        log.info('relay-tested', { code: kind === 'stun' ? kind : transport, status: finding });
      }
      return tested;
    },
  };
};
