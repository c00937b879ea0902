import { EventEmitter } from 'node:events';
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
  /** mulberry32: the same links in every run. */
  const seeded = (seed: number): ((below: number) => number) => {
    let state = seed;
    return (below) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
  };
  const PIECES = [
    ...[
      'anteroom:',
      '//',
      'join',
      '#',
      '&',
      '=',
      '?',
      '@',
      '/',
      '\\',
      '%00',
      '%23',
      '%',
      '..',
      ' ',
      '"',
      '\n',
    ],
    ...[
      'host=',
      'pin=',
      'code=',
      LINK.host,
      PIN,
      LINK.code,
      'clinic.example',
      '[::1]',
      'user:pass@',
      ':99999',
    ],
    ...[
      'https:',
      'javascript:alert(1)',
      'file:///etc/passwd',
      '<script>',
      '\u202e',
      '\u0000',
      '--inspect',
      '۴',
    ],
  ];
  const CHARACTERS = Array.from('&=#%@/:?\\[]<>"\' \u0000\u202eaZ09-_.é');

  it('are each an invitation of the contract or nothing, and nothing else happens', () => {
    const below = seeded(5);
    const one = (from: readonly string[]): string => from[below(from.length)] ?? '';
    /** Pieces of links in any order. */
    const noise = (): string => `anteroom:${Array.from({ length: below(10) }, () => one(PIECES)).join('')}`;
    /** A whole link in which one place is another character. */
    const damaged = (): string => {
      const at = below(TEXT.length);
      return TEXT.slice(0, at) + one(CHARACTERS) + TEXT.slice(at + 1);
    };
    // The real log would take most of the time; what it may say is tested above.
    const said = new Set<string>();
    const note = (...entry: unknown[]): void => void said.add(JSON.stringify(entry));
    memory.log = { info: note, warn: note, error: note };
    const links = open();
    const fates = { invitations: 0, others: 0 };
    const listeners = app.eventNames().length;
    for (let run = 0; run < 100_000; run += 1) {
      const text = run % 2 === 0 ? noise() : damaged();
      app.emit('second-instance', {}, ['anteroom', text]);
      if (linkIn([text]) === null) continue;
      const link = links.waiting()?.link;
      if (link == null) fates.others += 1;
      else {
        fates.invitations += 1;
        const { host } = joinLinkSchema.parse(link);
        // What it leads to is a host alone: no path, no login, nothing that a page could be sent to.
        if (new URL(`https://${host}`).href !== `https://${host.toLowerCase()}/`) throw new Error(text);
      }
    }
    // Both were tried, many times.
    expect(fates.invitations).toBeGreaterThan(1_000);
    expect(fates.others).toBeGreaterThan(50_000);
    expect(app.eventNames()).toHaveLength(listeners);
    expect([...said].toSorted()).toEqual([
      '["deep-link",{"code":"invitation"}]',
      '["deep-link",{"code":"unreadable"}]',
    ]);
  });
});
