import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, openLogFile, type LogFields } from '../../src-main/services/logs.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

let folder: ReturnType<typeof makeTempFolder>;

beforeEach(() => {
  folder = makeTempFolder();
});
afterEach(() => folder.remove());

describe("the app's log", () => {
  it('writes one JSON line per event', () => {
    const log = createLog(openLogFile(folder.path, 'main.log'));
    log.info('app-ready', { version: '1.2.3' });
    log.warn('hosted-server', { status: 'restarting', attempt: 2 });
    const lines = readFileSync(join(folder.path, 'main.log'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { event: 'app-ready', version: '1.2.3', level: 30, time: expect.any(String) as string },
      { event: 'hosted-server', status: 'restarting', attempt: 2, level: 40 },
    ]);
  });

  it('drops every field that is not on its list', () => {
    const { log, entries } = createMemoryLog();
    log.info('x', { code: 'a', patient: 'Jane Canary', token: 'canary' } as LogFields);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ event: 'x', code: 'a' });
    expect(JSON.stringify(entries)).not.toMatch(/canary/i);
  });

  it('keeps the kind and the place of an error, not its words or folders', () => {
    const { log, entries } = createMemoryLog();
    const error = Object.assign(new TypeError('Jane Canary'), { code: 'ENOENT' });
    error.stack =
      'TypeError: Jane Canary\n    at read (/home/canary/app/file.js:1:2)\n    at C:\\canary\\x.js:3:4';
    log.error('x', {}, error);
    expect(entries).toMatchObject([
      {
        errorName: 'TypeError',
        errorCode: 'ENOENT',
        stack: ['at read (file.js:1:2)', 'at x.js:3:4'],
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/canary/i);
  });

  it('begins a new file when the old one is large, and keeps one old one', () => {
    writeFileSync(join(folder.path, 'main.log'), 'x'.repeat(6 * 1024 * 1024));
    createLog(openLogFile(folder.path, 'main.log')).info('fresh');
    expect(readdirSync(folder.path).toSorted()).toEqual(['main.log', 'main.log.1']);
    expect(readFileSync(join(folder.path, 'main.log'), 'utf8')).toContain('"fresh"');
  });

  it('begins a new file while it is written, too', () => {
    const file = openLogFile(folder.path, 'main.log');
    const line = `${'x'.repeat(1024 * 1024)}\n`;
    for (let count = 0; count < 7; count += 1) file.write(line);
    expect(readdirSync(folder.path).toSorted()).toEqual(['main.log', 'main.log.1']);
    const sizes = ['main.log', 'main.log.1'].map((name) => statSync(join(folder.path, name)).size);
    expect(sizes[0]).toBeLessThan(3 * 1024 * 1024);
    expect((sizes[0] ?? 0) + (sizes[1] ?? 0)).toBe(7 * line.length);
  });

  it('writes lines as they are, each file its own, for nobody else to read', () => {
    const lines = ['{"a":"%s %d {y} {text}"}', '{"b":"\\n é हिन्दी"}'];
    const main = openLogFile(folder.path, 'main.log');
    const server = openLogFile(folder.path, 'server.log');
    for (const line of lines) main.write(`${line}\n`);
    server.write('one\n');
    expect(readFileSync(join(folder.path, 'main.log'), 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(readFileSync(join(folder.path, 'server.log'), 'utf8')).toBe('one\n');
    expect(statSync(join(folder.path, 'main.log')).mode & 0o777).toBe(0o600);
  });
});
