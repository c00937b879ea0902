import { join } from 'node:path';
import type { Config, Reconfiguration } from '../server/config.ts';
import type { CertificatesState } from '../src-preload/contract.ts';
import { choosePort, hostedServerConfig, hostForEverywhere } from './hosted-config.ts';
import type { RunningFacts } from './hosted-server.ts';
import type { AcmePatience } from './services/certificates/acme.ts';
import { createCertificates, type Certificates } from './services/certificates/certificates.ts';
import type { CarriedKey } from './services/certificates/own-key.ts';
import { createClinicAddress } from './services/clinic-address.ts';
import type { Log } from './services/logs.ts';
import type { NetworkAddresses } from './services/network-addresses.ts';
import { createRelay, type Relay } from './services/relay.ts';
import type { Secrets } from './services/secrets.ts';
import type { Timers } from './timers.ts';

/** How the hosted clinic is reached: brings its port, its address, its certificates and its relay together. */
export type Hosting = {
  readonly certificates: Certificates;
  readonly relay: Relay;
  /**
   * For one start. Chooses the port, makes what is missing.
   * @param takenPorts were chosen for this start before, and another program was faster
   */
  config(takenPorts?: readonly number[]): Promise<Config>;
  /** The server listens with what the last `config` said: from now on its port stands in invitations. */
  listens(): void;
  /** What there is to say of the server that was started with the last `config`. */
  facts(): RunningFacts;
  state(): Promise<CertificatesState>;
  /** Null: what is found by itself. */
  setAddress(choice: { host: string | null; port: number | null }): void;
  /** Follows changes of the network and renews certificates. Returns the function that ends it. */
  watch(): () => void;
};

export const createHosting = ({
  userData,
  webRoot,
  secrets,
  carried,
  network,
  timers,
  log,
  onReconfigured,
  onState,
  acme = {},
}: {
  /** Absolute folder of the app's data. */
  userData: string;
  webRoot: string;
  secrets: Pick<Secrets, 'read' | 'write' | 'setAside'>;
  /** What the clinic in the data folder brings of its own key. */
  carried?: () => Promise<CarriedKey>;
  network: NetworkAddresses;
  timers: Timers;
  log: Log;
  /** A server that runs should have this. */
  onReconfigured: (change: Reconfiguration) => void;
  onState: (state: CertificatesState) => void;
  /** A test's issuer. */
  acme?: { acmeDirectory?: string; patience?: AcmePatience };
}): Hosting => {
  const certificates = createCertificates({
    folder: userData,
    secrets,
    ...(carried === undefined ? {} : { carried }),
    hosts: () => [...network.names(), '127.0.0.1', ...network.current()],
    timers,
    log,
    ...acme,
  });
  const address = createClinicAddress({
    folder: userData,
    trustedNames: certificates.trustedNames,
    addresses: network.current,
    log,
  });
  /** Of the last start, which need not have come to anything; null before the first one. */
  let started: { port: number; pin: string; hasListened: boolean } | null = null;

  const state = async (): Promise<CertificatesState> => {
    const port = started?.port ?? address.port();
    const chosen = address.chosen();
    const publicUrl = port === null ? null : address.publicUrl(port);
    return {
      ...certificates.describe(),
      pin: await certificates.knownPin(),
      address: {
        port,
        previousPort: address.previousPort(),
        publicHost: chosen.host,
        publicPort: chosen.port,
        publicUrl,
        browsersTrust: publicUrl !== null && certificates.isTrustedAt(new URL(publicUrl).hostname),
        local: port === null ? [] : address.local(port),
      },
    };
  };

  const tell = (): void => {
    state().then(onState, (error: unknown) => log.error('certificates-untold', {}, error));
  };
  /** One after the other: an older answer must not overtake a newer one. */
  let applying = Promise.resolve();
  const apply = (): void => {
    tell();
    applying = applying
      .then(async () => {
        if (started === null) return;
        const [tls, turn] = await Promise.all([certificates.tls(), relay.config()]);
        onReconfigured({ publicUrl: address.publicUrl(started.port), tls, turn });
        tell();
      })
      .catch((error: unknown) => log.error('certificates-not-applied', {}, error));
  };
  certificates.onChanged(apply);
  const relay = createRelay({ folder: userData, secrets, log, onChanged: apply });

  return {
    certificates,
    relay,
    config: async (takenPorts = []) => {
      const [port, host, tls, pin] = await Promise.all([
        choosePort(address.port(), takenPorts),
        hostForEverywhere(),
        certificates.tls(),
        certificates.pin(),
      ]);
      started = { port, pin, hasListened: false };
      tell();
      return hostedServerConfig({
        dataDir: join(userData, 'clinic'),
        webRoot,
        host,
        port,
        publicUrl: address.publicUrl(port),
        tls,
        turn: await relay.config(),
      });
    },
    listens: () => {
      // A restart changes nothing: word of the port before stays until the next start.
      if (started === null || started.hasListened) return;
      started.hasListened = true;
      address.rememberPort(started.port);
      tell();
    },
    facts: () =>
      started === null
        ? {}
        : {
            pin: started.pin,
            publicUrl: address.publicUrl(started.port),
            portChanged: address.previousPort() !== null,
          },
    state,
    setAddress: (choice) => {
      address.choose(choice);
      apply();
    },
    watch: () => {
      const ends = [network.watch(apply), certificates.watch()];
      return () => {
        for (const end of ends) end();
      };
    },
  };
};
