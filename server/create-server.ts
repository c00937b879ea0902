import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Server as SocketServer } from 'socket.io';
import type { Config, Reconfiguration } from './config.ts';
import { canonical } from './dialects/canonical.ts';
import { DIALECTS } from './dialects/registry.ts';
import { createClinic } from './domain/clinic.ts';
import { createEvery } from './every.ts';
import { startLagMeter } from './lag.ts';
import { countErrors, createLog, errorFields } from './log.ts';
import { createJoinedCluster, openClusterOf } from './joined-cluster.ts';
import { measureStore } from './measure-store.ts';
import { createMetrics } from './metrics.ts';
import { createEventLoopLag } from './monitoring/event-loop-lag.ts';
import { createMonitor, SAMPLE_MS, type Monitor } from './monitoring/monitor.ts';
import type { Monitoring } from './protocol/index.ts';
import { createAccessTokens } from './security/access-tokens.ts';
import { createOneTimeCodes } from './security/one-time-codes.ts';
import { inspectFiles } from './security/file-inspection.ts';
import { createPasswords } from './security/passwords.ts';
import { createIds, createSecrets } from './security/secrets.ts';
import { findServerSecret } from './security/server-secret.ts';
import { createIceServers, hasRelay } from './security/turn-credentials.ts';
import { openFileContents } from './storage/files/file-contents.ts';
import { backupsFolderIn } from './storage/sqlite/backup-files.ts';
import type { Backups } from './storage/sqlite/backups.ts';
import { exportBackup } from './storage/sqlite/export-backup.ts';
import { BackupError } from './storage/sqlite/make-backup.ts';
import { openStoreOf, startBackupsOf } from './open-store.ts';
import type { ServerOptions } from './server-options.ts';
import { createSetupCode } from './security/setup-code.ts';
import { shownHost } from './shown-host.ts';
import { createStoreObserver } from './store-observer.ts';
import { createTlsIdentity } from './tls-identity.ts';
import { createAuthenticate } from './transport/authenticate.ts';
import { countConnected } from './transport/count-connected.ts';
import { createConnectionIds } from './transport/connection-ids.ts';
import { createConnectionLimits } from './transport/connection-limits.ts';
import { createEventRates } from './transport/event-rates.ts';
import { createFanOut } from './transport/fan-out.ts';
import { createGate } from './transport/gate.ts';
import { createHttpApp } from './transport/http-app.ts';
import { createRouteHandlers } from './transport/http-routes.ts';
import { createSetupPolicy } from './transport/routes/context.ts';
import { inviteLinks } from './transport/invite-links.ts';
import { createListener } from './transport/listener.ts';
import { greetInOneWrite } from './transport/write-together.ts';
import { createOriginPolicy } from './transport/origins.ts';
import { createPollingCors } from './transport/polling-cors.ts';
import { createLoginGuard } from './transport/login-guard.ts';
import { createRateLimits } from './transport/rate-limits.ts';
import { createGoodbye } from './transport/say-goodbye.ts';
import { createRefusalLog } from './transport/refusal-log.ts';
import { attachSockets } from './transport/sockets.ts';
import { createStorageState } from './transport/storage-state.ts';
import { VERSION } from './version.ts';

const TICK_MS = 30_000;
const SECOND_TICK_MS = 1_000;
/** RFC 7518, 3.2: a key of HS256 has at least 256 bits. */
const RECOMMENDED_SECRET_LENGTH = 32;

export type RunningServer = {
  /** Opens the store and listens. @returns the address for people, without a trailing slash */
  start(): Promise<{ url: string }>;
  /**
   * Tells every client, carries out what was accepted, closes connections and listeners, then the store.
   * Idempotent.
   */
  stop(): Promise<void>;
  /**
   * A new address for invitations, new certificates for new connections and another relay for new calls, at once. A
   * certificate that cannot be shown is refused in the log, and the one before stays; without TLS there is none to
   * change.
   */
  reconfigure(change: Reconfiguration): void;
  /** What time alone changes (expired places); happens by itself twice a minute. */
  tick(): Promise<void>;
  /** How it is doing; null unless it listens. */
  report(): Promise<Pick<Monitoring, 'at' | 'startedAt' | 'version' | 'now' | 'checks'> | null>;
  /**
   * Makes a verified backup and puts it, absolute path, where a person wants it.
   * @returns null unless it listens, and has a database in its data folder
   * @throws BackupError
   */
  exportBackup(file: string): Promise<{ at: number; bytes: number } | null>;
  /** Null unless it listens. */
  address(): { host: string; port: number; url: string } | null;
};

/**
 * The server's composition root: store, rules and transports of one clinic. Reads no environment, never exits
 * the process, and can be started in the app's child process as well as alone.
 */
export const createServer = (options: ServerOptions): RunningServer => {
  const { config, openPasswords = createPasswords } = options;
  const { dialects = DIALECTS } = options;
  const metrics = createMetrics();
  const log = countErrors(options.log ?? createLog(config.logLevel), metrics);
  const now = options.now ?? Date.now;
  const elapsed = options.elapsed ?? options.now ?? (() => performance.now());
  let stopRunning: (() => Promise<void>) | null = null;
  let tick: () => Promise<void> = () => Promise.resolve();
  let { publicUrl, turn } = config;
  let replaceCertificates: ((tls: NonNullable<Config['tls']>) => void) | null = null;
  let address: ReturnType<RunningServer['address']> = null;
  let running: { monitor: Monitor; backups: Backups | null } | null = null;

  const run = async (): Promise<{ url: string }> => {
    const tls =
      config.tls === null
        ? null
        : createTlsIdentity({
            tls: config.tls,
            now,
            onFilesRefused: (error) => log.error('certificate-refused', errorFields(error)),
          });
    const serverSecret = await findServerSecret(config.jwtSecret, config);
    const { dataDir, databaseKey, limits } = config;
    // Hashes twice for its self-test, a fifth of a second: beside the opening of the store, not after it.
    const openingPasswords = openPasswords();
    openingPasswords.catch(() => undefined);
    const storage = createStorageState();
    const onEvent = createStoreObserver({ log, metrics, storage });
    const opened = await openStoreOf({ config, onEvent }, options.openStore);
    const store = measureStore(opened, metrics);
    const undo: (() => Promise<void> | void)[] = [() => store.close()];
    if (tls !== null) {
      replaceCertificates = tls.replace;
      undo.push(() => tls.close());
    }
    stopRunning = async () => {
      stopRunning = null;
      address = null;
      running = null;
      const failures: unknown[] = [];
      for (const step of undo.reverse()) {
        try {
          await step();
        } catch (error) {
          // Whatever happened before, the store is closed.
          failures.push(error);
          log.error('stop-step-failed', errorFields(error));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
    };
    const secret = await serverSecret.keep();
    if (secret.length < RECOMMENDED_SECRET_LENGTH) log.warn('jwt-secret-short', { count: secret.length });

    // In what is encrypted alone: whoever reads it could pretend to be the clinic.
    if (databaseKey !== null && config.tls !== null && 'main' in config.tls) {
      await store
        .keepTlsKey(config.tls.main.key)
        .catch((error: unknown) => log.warn('tls-key-not-kept', errorFields(error)));
    }

    const backups = startBackupsOf({ config, onEvent }, now);
    undo.push(() => backups?.stop());
    const load = startLagMeter();
    undo.push(() => load.stop());
    const gate = createGate({ lag: load, lagMs: config.limits.lagMs });

    if (config.compatUnverified !== 'off') log.warn('unverified-admitted', { kind: config.compatUnverified });
    const clock = { now, elapsed };
    const addresses = {
      publicUrl: () => publicUrl ?? address?.url ?? '',
      pin: (url: string) => tls?.pinFor(new URL(url).hostname) ?? null,
    };
    // Not read at all where no mail is sent.
    const mailer =
      config.smtp === null
        ? null
        : (await import('./mail/smtp-mailer.ts')).createSmtpMailer(config.smtp, log);
    const { id: clinicId } = await store.getClinic();
    const cluster = await openClusterOf({ config, secret, clinicId, log, times: options.clusterTimes }, undo);
    const clinic = createClinic({
      store,
      clock,
      ids: createIds(),
      passwords: await openingPasswords,
      secrets: createSecrets(secret),
      codes: createOneTimeCodes(),
      mailer,
      links: {
        clinic: addresses.publicUrl,
        invitation: (invite) => inviteLinks(addresses, invite).url,
      },
      relayAvailable: () => hasRelay(turn),
      peers: cluster?.peers ?? null,
      roomsPerConnection: config.limits.roomsPerSocket,
      contents: openFileContents({ dataDir }),
      inspection: inspectFiles,
      fileLimits: limits,
      onDamagedFile: (fileId) => log.error('file-damaged', { fileId }),
      onOwed: (name, count) => log.warn('audit-missed', { name, count }),
      onPaid: (count) => log.info('audit-made-good', { count }),
      onLost: (name, error) => log.error('audit-lost', { name, count: 1, ...errorFields(error) }),
      onMailGivenUp: (kind, count) => log.error('mail-given-up', { kind, count }),
      onMailsUncertain: (count) => log.error('mails-uncertain', { count }),
    });
    undo.push(async () => {
      await clinic.settle().catch((error: unknown) => log.error('owed-writes-failed', errorFields(error)));
      const count = clinic.owedWrites();
      if (count > 0) log.error('audit-lost', { count });
    });
    // A mail server that does not answer does not hold the stop up.
    undo.push(() => Promise.race([clinic.mailing.stop(), delay(limits.stopMs, undefined, { ref: false })]));
    await clinic.settings.load();
    if (clinic.settings.current().relayOnly && !clinic.settings.relayAvailable())
      log.warn('relay-missing', {});
    const joined = cluster === null ? null : createJoinedCluster({ cluster, clinic, log });
    await clinic.begin((await joined?.start())?.isFirst ?? true);
    const accessTokens = createAccessTokens(secret, clinicId, now);
    const authenticate = createAuthenticate({ accessTokens, sessions: clinic.sessions });
    const origins = createOriginPolicy(config, () => ({ publicUrl, hostnames: tls?.hostnames() ?? [] }));

    const rates = createRateLimits(config.rateLimits, cluster?.counters ?? null);
    const refusals = createRefusalLog(log);
    undo.push(() => refusals.flush());
    const connectionLimits = createConnectionLimits({ config, rates, metrics, refusals });

    const { app, mount } = createHttpApp({
      config,
      origins,
      authenticate,
      accessTokens,
      gate,
      rates,
      log,
      metrics,
    });
    const listen = () => createListener(tls, config.limits, (code) => metrics.refused('connection', code));
    const main = listen();
    main.server.on('request', app);
    const io = new SocketServer(main.server, {
      serveClient: false,
      // 38 times the memory of a connection, for messages that hardly shrink.
      perMessageDeflate: false,
      maxHttpBufferSize: config.limits.frameBytes,
      connectTimeout: config.limits.connectTimeoutMs,
      allowRequest: (request, allow) => {
        const isAllowed = origins.allows(request);
        if (!isAllowed) metrics.refused('connection', 'origin_refused');
        const isAdmitted = isAllowed && connectionLimits.admitOpening(request);
        if (isAdmitted) greetInOneWrite(request);
        allow(null, isAdmitted);
      },
    });
    io.engine.generateId = createConnectionIds();
    io.engine.use(createPollingCors(origins));
    connectionLimits.watch(io);
    const listeners = [main];
    const fanOut = createFanOut(io, canonical, dialects, joined?.others ?? null);
    joined?.serve(fanOut, rates);
    const sockets = attachSockets({
      io,
      clinic,
      dialect: canonical,
      dialects,
      compatUnverified: config.compatUnverified,
      authenticate,
      fanOut,
      gate,
      limits: config.limits,
      connectionLimits,
      eventRates: createEventRates(rates, dialects),
      refusals,
      log,
      metrics,
      storage,
    });
    storage.onChange((writable) => {
      if (!writable) return fanOut.tellStorage(false);
      // Before people send again: what happened first is written first.
      clinic
        .settle()
        .then(fanOut.publish)
        .catch((error: unknown) => log.error('owed-writes-failed', errorFields(error)))
        .finally(() => fanOut.tellStorage(storage.isWritable()));
    });
    undo.push(createGoodbye({ io, gate, listeners, settleEvents: sockets.settle, stopMs: limits.stopMs }));
    metrics.watch({
      connections: () => io.engine.clientsCount,
      connected: () => countConnected(io),
      calls: clinic.counts,
      rooms: clinic.roomsInUse,
      waiting: store.countWaiting,
      servers: () => cluster?.servers() ?? null,
    });
    const lag = createEventLoopLag();
    undo.push(lag.stop);
    const monitor = createMonitor({ metrics, lag, version: VERSION, now, ownBackups: backups !== null });
    const every = createEvery(log, undo);
    every(SAMPLE_MS, 'sample-failed', monitor.sample);

    const sendMails = (): Promise<void> =>
      clinic.mailing
        .run()
        .then(fanOut.publish)
        .catch((error: unknown) => log.error('mailing-failed', errorFields(error)));

    const setupCode = createSetupCode(cluster === null ? null : { secret, clinicId });
    const handlers = createRouteHandlers({
      config,
      version: VERSION,
      clinic,
      accessTokens,
      iceServers: () => createIceServers(turn, now)(),
      limits: rates,
      loginGuard: createLoginGuard(rates),
      fanOut,
      setup: createSetupPolicy(setupCode),
      metrics,
      monitor,
      ...addresses,
      sendMails: () => void sendMails(),
      now,
    });
    mount(handlers, fanOut);

    tick = async () => {
      fanOut.publish(await clinic.tick());
      if (cluster?.peers.isLeader() !== false) await sendMails();
    };
    every(TICK_MS, 'tick-failed', () => tick());
    every(SECOND_TICK_MS, 'tick-failed', () => {
      fanOut.publish(clinic.expireTyping());
      return clinic.watchEmergencies().then(fanOut.publish);
    });

    const port = await main.listen(config.port, config.host);
    for (const extraPort of config.extraPorts) {
      const extra = listen();
      extra.server.on('request', app);
      io.engine.attach(extra.server, { path: '/socket.io/' });
      await extra.listen(extraPort, config.host);
      listeners.push(extra);
    }

    const url = `${tls === null ? 'http' : 'https'}://${shownHost(config.host)}:${port}`;
    address = { host: config.host, port, url };
    running = { monitor, backups };
    // At `warn`: without it nobody could set the clinic up from another machine.
    if (!(await store.hasAccounts())) log.warn('set-up-code', { setupCode });
    return { url };
  };

  let started: Promise<{ url: string }> | null = null;
  let stopping: Promise<void> | null = null;

  return {
    start() {
      started ??= run().catch(async (error: unknown) => {
        await stopRunning?.().catch(() => undefined);
        throw error;
      });
      return started;
    },
    stop() {
      stopping ??= (async () => {
        await started?.catch(() => undefined);
        await stopRunning?.();
      })();
      return stopping;
    },
    reconfigure(change) {
      ({ publicUrl, turn } = change);
      if (change.tls === null) return;
      try {
        replaceCertificates?.(change.tls);
      } catch (error) {
        log.error('certificate-refused', errorFields(error));
      }
    },
    tick: () => tick(),
    async report() {
      if (running === null) return null;
      const { at, startedAt, version, now: current, checks } = await running.monitor.report('hour');
      return { at, startedAt, version, now: current, checks };
    },
    async exportBackup(file) {
      const backups = running?.backups ?? null;
      if (backups === null) return null;
      const answer = await backups.makeFresh();
      if ('failure' in answer) throw new BackupError(answer.failure, 'the backup could not be made');
      const { name, at, bytes } = answer.made;
      await exportBackup(join(backupsFolderIn(config.dataDir), name), file, config.dataDir);
      return { at, bytes };
    },
    address: () => address,
  };
};
