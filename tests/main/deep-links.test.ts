import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatAppLink, joinLinkSchema } from '../../server/protocol/index.ts';
import { createDeepLinks, linkIn, LINK_SCHEME, type DeepLinks } from '../../src-main/services/deep-links.ts';
import type { ArrivedLink } from '../../src-preload/contract.ts';
import { preventable } from '../fakes/fake-electron.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';

const PIN = 'a'.repeat(43);
const LINK = { host: '192.168.1.20:4000', pin: PIN, code: 'canary-code-of-an-invitation' };
const TEXT = formatAppLink(LINK);

class FakeApp extends EventEmitter {
  isPackaged = true;
  registers = true;
  readonly schemes: string[] = [];
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.schemes.push(scheme);
    return this.registers;
  }
}

let app: FakeApp;
let arrived: ArrivedLink[];
let memory: ReturnType<typeof createMemoryLog>;

const open = (...argv: string[]): DeepLinks =>
  createDeepLinks({
    app: app as unknown as Parameters<typeof createDeepLinks>[0]['app'],
    argv: ['/opt/Anteroom/anteroom', ...argv],
    onLink: (link) => arrived.push(link),
    log: memory.log,
  });

beforeEach(() => {
  app = new FakeApp();
  arrived = [];
  memory = createMemoryLog();
});

describe('a link that the system hands to the app', () => {
  it('is the one among the arguments of a start', () => {
    const links = open('--no-sandbox', TEXT, '--original-process-start-time=1');
    expect(links.waiting()).toEqual({ link: LINK });
    expect(arrived).toEqual([]);
    links.drop();
    expect(links.waiting()).toBeNull();
  });

  it('comes from a second start while the app runs', () => {
    const links = open();
    expect(links.waiting()).toBeNull();
    app.emit('second-instance', {}, ['anteroom', '--flag']);
    expect(arrived).toEqual([]);
    app.emit('second-instance', {}, ['anteroom', '--flag', TEXT]);
    expect(arrived).toEqual([{ link: LINK }]);
    expect(links.waiting()).toEqual({ link: LINK });
  });

  it('comes by open-url on macOS, also before Electron is ready', () => {
    const links = open();
    const event = preventable({});
    app.emit('open-url', event, TEXT);
    expect(event.defaultPrevented).toBe(true);
    expect(links.waiting()).toEqual({ link: LINK });
    app.emit('open-url', preventable({}), 'https://evil.example/');
    expect(arrived).toHaveLength(1);
  });

  it('takes the place of the one before, and is told when it cannot be read', () => {
    const links = open(TEXT);
    app.emit('second-instance', {}, ['anteroom', `${LINK_SCHEME.toUpperCase()}://join#host=`]);
    expect(arrived).toEqual([{ link: null }]);
    expect(links.waiting()).toEqual({ link: null });
  });

  it('is asked for by the installed app alone', () => {
    open();
    expect(app.schemes).toEqual([LINK_SCHEME]);
    app.isPackaged = false;
    open();
    expect(app.schemes).toEqual([LINK_SCHEME]);
    app.isPackaged = true;
    app.registers = false;
    open();
    expect(memory.entries).toMatchObject([{ event: 'deep-links-not-registered' }]);
  });

  it('leaves no word of it in the log', () => {
    open(TEXT);
    app.emit('second-instance', {}, [`${TEXT}&x=<canary>`]);
    expect(memory.entries).toHaveLength(2);
    expect(JSON.stringify(memory.entries)).not.toMatch(/canary|192\.168|aaa/);
  });
});

describe('100,000 links of anybody', () => {
  /** Between a whole link and noise: pieces of links, in any order, with anything between. */
  const piece = fc.oneof(
    fc.constantFrom(
      ...['anteroom:', '//', 'join', '#', '&', '=', '?', '@', '/', '\\', '%00', '%23', '%', '..', ' ', '"'],
      ...['host=', 'pin=', 'code=', LINK.host, PIN, LINK.code, 'clinic.example', '[::1]', 'user:pass@'],
      ...['https:', 'javascript:alert(1)', 'file:///etc/passwd', '<script>', '\u202e', '\u0000', '--inspect'],
    ),
    fc.string({ maxLength: 6 }),
  );
  const noise = fc.array(piece, { maxLength: 10 }).map((pieces) => `anteroom:${pieces.join('')}`);
  /** A whole link in which one place is another character. */
  const damaged = fc
    .tuple(fc.nat(TEXT.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
    .map(([at, character]) => TEXT.slice(0, at) + character + TEXT.slice(at + 1));

  it('are each an invitation of the contract or nothing, and nothing else happens', () => {
    const links = open();
    const fates = { invitations: 0, others: 0 };
    const listeners = app.eventNames().length;
    fc.assert(
      fc.property(fc.oneof(noise, damaged), (text) => {
        app.emit('second-instance', {}, ['anteroom', text]);
        const last = links.waiting();
        if (linkIn([text]) === null) return;
        if (last?.link === null) fates.others += 1;
        else {
          fates.invitations += 1;
          const link = joinLinkSchema.parse(last?.link);
          // What it leads to is a host alone: no path, no login, nothing that a page could be sent to.
          expect(new URL(`https://${link.host}`).href).toBe(`https://${link.host.toLowerCase()}/`);
        }
      }),
      { numRuns: 100_000, seed: 5 },
    );
    // Both were tried, many times.
    expect(fates.invitations).toBeGreaterThan(1_000);
    expect(fates.others).toBeGreaterThan(50_000);
    expect(app.eventNames()).toHaveLength(listeners);
    expect(JSON.stringify(memory.entries.slice(-1000))).not.toContain('canary');
  });
});
