import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from '@playwright/test';
import type {
  ClinicSettings,
  ErrorCode,
  Language,
  ServerEvent,
  ServerPayload,
} from '../../../server/protocol/index.ts';
import { startBuiltServer, type BuiltServer } from '../fixtures/built-server.ts';
import { callRoute } from '../fixtures/clinic.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { rememberPeerConnections } from '../fixtures/media.ts';
import { createBrowsers } from './browsers.ts';
import { addDoctor, PASSWORD, signInDoctor, type Doctor, type Line, type Visit } from './people.ts';
import { pretendDesktop, type Disposable } from './desktop.ts';
import { PATIENT_PORTRAIT } from './portrait.ts';
import { SIZES, type Scene, type Size } from './scene.ts';
import { pretendMedia, rememberSession, stopClock, type PretendedMedia } from './shims.ts';
import { wordsOf, type Words } from './words.ts';

/** A Tuesday morning; every scene plays at this moment. */
export const NOW = Date.UTC(2027, 2, 9, 9, 24);
const MINUTE_MS = 60_000;
const WAIT_MS = 20_000;

/** Moment of a visit, counted from now. */
export const inMinutes = (minutes: number): string => new Date(NOW + minutes * MINUTE_MS).toISOString();

export const CLINIC = 'Hillside Family Clinic';
const DOCTOR = 'Dr Amara Okafor';
const TOKEN_KEY = 'anteroom.refresh-token';

const USUAL_MEDIA: PretendedMedia = {
  permission: 'granted',
  portrait: PATIENT_PORTRAIT,
  loudness: 0.1,
  video: null,
  audio: null,
};

export type PageOptions = {
  /** Who is signed in already: somebody with an account, on this device alone, or with a session that goes on. */
  as?: Pick<Doctor, 'email'> | Pick<Doctor, 'refreshToken'>;
  media?: Partial<PretendedMedia>;
  context?: BrowserContextOptions;
  /** The way to the server can be cut (`Stage.cut`). */
  cuttable?: boolean;
  /** Something that only this page's browser lacks or does; runs before its scripts. */
  shim?: () => void;
  /** The page is in the desktop app, whose main process answers this; every other call answers its sample. */
  desktop?: FakeAnswers;
};

/** What a scene is arranged with. */
export type Stage = {
  server: BuiltServer;
  language: Language;
  words: Words;
  /** A doctor with an empty queue; nobody of another scene is in it. */
  doctor(fullname?: string): Promise<Doctor>;
  /** The clinic's settings are like this until the scene is over. */
  settings(changes: Partial<ClinicSettings>): Promise<void>;
  /** The clinic's administrator, who is the same in all scenes. */
  admin(): Promise<Doctor>;
  /** An address for somebody that nobody else has. */
  email(fullname: string): string;
  /** Does something as if it had happened so many minutes ago, for the server; ten at most. */
  ago<T>(minutes: number, act: () => Promise<T>): Promise<T>;
  /** A browser of its own, with an empty page. */
  page(options?: PageOptions): Promise<Page>;
  /** A browser of a patient, who has just opened the invitation. */
  patientPage(visit: Visit, options?: PageOptions): Promise<Page>;
  /** Takes the way to the server from a page that was opened `cuttable`; `announced`: the server says that it stops. */
  cut(page: Page, how?: { announced?: boolean }): Promise<void>;
  /** From now on the server seems to refuse this event of a page that was opened `cuttable`. */
  refuse(page: Page, event: string): void;
  /** The server seems to tell this to a page that was opened `cuttable`. */
  tell<E extends ServerEvent>(page: Page, event: E, payload: ServerPayload<E>): void;
  /** What has to be undone, because all scenes play in the same clinic; after the scene. */
  afterwards(undo: () => Promise<void>): void;
  /** From now on the server of a page that was opened `cuttable` seems to have a full disk; these events need it. */
  fillDisk(page: Page, events: readonly string[]): void;
  /** Something expensive that the scenes of a group use one after the other; closed after the group. */
  shared<T>(name: string, make: (stage: Stage) => Promise<T>): Promise<T>;
};

/** The clinic in which all scenes play. */
export type World = {
  play(scene: Scene, options: { language: Language; size: Size; group: string }): Promise<Played>;
  dispose(): Promise<void>;
};
export type Played = { page: Page; end(): Promise<void> };

/** The way from a page that was opened `cuttable` to the server, as one scene has it. */
type Way = { sockets: WebSocketRoute[]; refused: Map<string, ErrorCode>; isCut: boolean };

type Closing = (() => Promise<void> | void)[];
const closeAll = async (closing: Closing): Promise<void> => {
  for (const close of closing.splice(0).reverse()) await close();
};

/** An event, one that wants an ack, and an ack, as Socket.IO writes them. */
const STOPPING = '42["server-stopping",{}]';
const EVENT_FRAME = /^42(\d+)\["([\w-]+)"/;
const refusalOf = (code: ErrorCode): string => JSON.stringify([{ ok: false, code, message: 'pretended' }]);
const DISK_FULL = `42${JSON.stringify(['storage-state', { writable: false }])}`;

const withComplaints = (error: unknown, complaints: readonly string[]): unknown => {
  if (error instanceof Error && complaints.length > 0)
    error.message += `\n\nWhat went wrong in its pages:\n${complaints.join('\n')}`;
  return error;
};

const startServer = async (clockFile: string): Promise<BuiltServer> =>
  startBuiltServer(
    {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'server-clock.ts')}`,
      SCENE_CLOCK: clockFile,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'error',
    },
    { quickPasswords: true },
  );

/** Starts the server of the scenes and sets the clinic up. */
export const createWorld = async (browser: Browser): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-scenes-'));
  const clockFile = join(folder, 'clock');
  let serverTime = NOW;
  const setServerTime = (time: number) => {
    serverTime = time;
    writeFileSync(clockFile, String(time));
  };
  setServerTime(NOW);
  const server = await startServer(clockFile);
  const admin = { fullname: DOCTOR, email: 'amara.okafor@clinic.example' };
  const clinic = await callRoute(server, 'setup', { clinicName: CLINIC, ...admin, password: PASSWORD });
  const browsers = createBrowsers(browser, server.url);
  const emails = new Map<string, number>();
  /** An address that is the same in every run and nobody else's. */
  const emailOf = (fullname: string, place: string): string => {
    const name = fullname.replace(/^(Prof\. )?Dr\.? /, '').toLowerCase();
    const email = `${name.replace(/[^a-z]+/g, '.')}@${place.toLowerCase()}.example`;
    const count = emails.get(email) ?? 0;
    emails.set(email, count + 1);
    return count === 0 ? email : email.replace('@', `.${count + 1}@`);
  };
  const cuts = new WeakMap<Page, (announced: boolean) => Promise<void>>();
  const ways = new WeakMap<Page, Way>();
  let sharing: { key: string; value: unknown; closing: Closing } | null = null;
  const endSharing = async () => {
    const { closing } = sharing ?? { closing: [] };
    sharing = null;
    await closeAll(closing);
  };

  const openStage = (
    { language, size, group, place }: { language: Language; size: Size; group: string; place: string },
    closing: Closing,
    heard: (readonly string[])[],
  ): Stage => {
    const now = () => serverTime;
    const closeLater = (line: Line) => void closing.push(line.close);
    const stage: Stage = {
      server,
      language,
      words: wordsOf(language),
      doctor: (fullname = DOCTOR) =>
        addDoctor(server, clinic, { fullname, email: emailOf(fullname, place) }, now, closeLater),
      admin: () => signInDoctor(server, admin, now, closeLater),
      email: (fullname) => emailOf(fullname, place),
      settings: async (changes) => {
        const { data } = await callRoute(server, 'clinicSettings', {}, clinic.token);
        const save = async (settings: ClinicSettings) => {
          await callRoute(server, 'saveClinicSettings', settings, clinic.token);
        };
        await save({ ...data.settings, ...changes });
        closing.push(() => save(data.settings));
      },
      ago: async (minutes, act) => {
        setServerTime(NOW - minutes * MINUTE_MS);
        try {
          return await act();
        } finally {
          setServerTime(NOW);
        }
      },
      page: async ({ as, media = {}, context: options = {}, cuttable = false, shim, desktop } = {}) => {
        const { page, complaints, giveBack } = await browsers.take(language, options, cuttable);
        heard.push(complaints);
        const scripts: Disposable[] = [];
        closing.push(() => giveBack(scripts));
        // What does not come in this time does not come.
        page.setDefaultTimeout(WAIT_MS);
        await page.setViewportSize(SIZES[size]);
        scripts.push(
          await page.addInitScript(stopClock, NOW),
          await page.addInitScript(rememberPeerConnections),
          await page.addInitScript(pretendMedia, { ...USUAL_MEDIA, ...media }),
        );
        if (shim !== undefined) scripts.push(await page.addInitScript(shim));
        // A session of its own: two pages that renew one session after the other end it.
        const signedIn =
          as !== undefined && 'email' in as
            ? await callRoute(server, 'login', { email: as.email, password: PASSWORD })
            : as;
        if (desktop !== undefined) {
          const kept = { refreshToken: signedIn?.refreshToken ?? null };
          scripts.push(...(await pretendDesktop(page, server.url, desktop, kept)));
        } else if (signedIn !== undefined) {
          const session = { key: TOKEN_KEY, token: signedIn.refreshToken };
          scripts.push(await page.addInitScript(rememberSession, session));
        }
        const way: Way = { sockets: [], refused: new Map(), isCut: false };
        if (cuttable) {
          // Once for each page: a route of sockets is not taken back.
          if (!ways.has(page)) {
            await page.routeWebSocket(/socket\.io/, (socket) => {
              const current = ways.get(page) ?? way;
              if (current.isCut) return void socket.close();
              current.sockets.push(socket);
              const server = socket.connectToServer();
              socket.onMessage((frame) => {
                const [, ack, event = ''] = EVENT_FRAME.exec(String(frame)) ?? [];
                const code = current.refused.get(event);
                if (code !== undefined) socket.send(`43${ack}${refusalOf(code)}`);
                else server.send(frame);
              });
            });
          }
          ways.set(page, way);
        }
        cuts.set(page, async (announced) => {
          way.isCut = true;
          if (announced) for (const socket of way.sockets) socket.send(STOPPING);
          await page.route('**/*', (route) => route.abort('internetdisconnected'));
          for (const socket of way.sockets.splice(0)) await socket.close();
        });
        return page;
      },
      patientPage: async (visit, pageOptions) => {
        const page = await stage.page(pageOptions);
        await page.goto(visit.invite.url);
        await page.waitForURL(/waiting-room/);
        return page;
      },
      cut: async (page, { announced = false } = {}) => {
        await cuts.get(page)?.(announced);
      },
      refuse: (page, event) => {
        ways.get(page)?.refused.set(event, 'forbidden');
      },
      tell: (page, event, payload) => {
        const { sockets } = ways.get(page) ?? { sockets: [] };
        for (const socket of sockets) socket.send(`42${JSON.stringify([event, payload])}`);
      },
      afterwards: (undo) => void closing.push(undo),
      fillDisk: (page, events) => {
        const { refused, sockets } = ways.get(page) ?? { refused: new Map<string, ErrorCode>(), sockets: [] };
        for (const event of events) refused.set(event, 'storage_full');
        for (const socket of sockets) socket.send(DISK_FULL);
      },
      shared: async <T>(name: string, make: (sharedStage: Stage) => Promise<T>): Promise<T> => {
        const key = `${group} ${name} ${language} ${size}`;
        if (sharing?.key !== key) {
          await endSharing();
          const kept: Closing = [];
          sharing = { key, value: null, closing: kept };
          sharing.value = await make(openStage({ language, size, group, place: name }, kept, heard));
        }
        return sharing.value as T;
      },
    };
    return stage;
  };

  return {
    play: async (scene, { language, size, group }) => {
      if (sharing !== null && !sharing.key.startsWith(`${group} `)) await endSharing();
      const closing: Closing = [];
      const heard: (readonly string[])[] = [];
      try {
        const page = await scene.arrange(
          openStage({ language, size, group, place: scene.id }, closing, heard),
        );
        return { page, end: () => closeAll(closing) };
      } catch (error) {
        throw withComplaints(error, heard.flat());
      }
    },
    dispose: async () => {
      await endSharing();
      await browsers.dispose();
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
