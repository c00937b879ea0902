import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentSchema, parseEnvironment } from '../../server/config.ts';

/** The guides for those who host and install: what they name is there, and what they show to copy works. */

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Code blocks of one language. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code]) => code ?? '',
  );

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

describe.each(['docs/hosting.md', 'docs/installing.md', 'docs/releasing.md', 'docs/scaling.md'])(
  '%s',
  (document) => {
    const text = read(document);

    it('links only to files and headings that exist', () => {
      for (const [, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
        const target = path === '' ? document : join(dirname(document), path);
        expect(existsSync(join(root, target)), target).toBe(true);
        if (anchor === undefined) continue;
        const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
          anchorOf(heading ?? ''),
        );
        expect(headings, `${target}#${anchor}`).toContain(anchor);
      }
    });

    it('names only npm scripts that exist', () => {
      const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
      expect(named.filter((name) => !(name in scripts))).toEqual([]);
    });
  },
);

describe('the server of the guide', () => {
  const text = read('docs/hosting.md');
  const unit = blocks(text, 'ini').find((block) => block.includes('[Service]')) ?? '';
  const environment = Object.fromEntries(
    [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  const [nginx = ''] = blocks(text, 'nginx');
  const [caddy = ''] = blocks(text, 'caddy');
  const [coturn = ''] = blocks(text, 'ini');

  it('starts with a configuration that the server takes', () => {
    expect(Object.keys(environment).filter((name) => !(name in environmentSchema.shape))).toEqual([]);
    const secrets = { DATABASE_KEY: '0'.repeat(64), JWT_SECRET: '1'.repeat(64) };
    const turn = {
      TURN_URLS: /TURN_URLS=([^`\s]+)/.exec(text)?.[1] ?? '',
      TURN_SECRET: 'the static-auth-secret',
    };
    const config = parseEnvironment(
      { ...environment, ...secrets, ...turn },
      { resolve: (path) => path, webRoot: null },
    );
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      trustProxy: true,
      publicUrl: 'https://clinic.example',
      turn: {
        urls: ['turn:turn.clinic.example:3478', 'turns:turn.clinic.example:443?transport=tcp'],
      },
    });
  });

  it('may write in its folder of data alone', () => {
    expect(unit).toContain(`ReadWritePaths=${environment['DATA_DIR']}\n`);
    expect(unit).toContain('ProtectSystem=strict');
    expect(existsSync(join(root, 'server/main.ts')) && unit.includes('out/node/server.js')).toBe(true);
  });

  it('is reached by proxies at the port that it listens on, under its own name', () => {
    const address = `${environment['HOST']}:${environment['PORT']}`;
    expect(nginx).toContain(`proxy_pass http://${address};`);
    expect(caddy).toContain(`reverse_proxy ${address}`);
    for (const proxy of [nginx, caddy]) expect(proxy).toContain('clinic.example');
  });

  it('learns from nginx the name, the address and the upgrades, and from nobody else the address', () => {
    for (const line of [
      'proxy_set_header Host $host;',
      'proxy_set_header X-Forwarded-For $remote_addr;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection $connection_upgrade;',
    ]) {
      expect(nginx).toContain(line);
    }
    for (const block of [nginx, caddy, unit]) expect(block.split('{').length).toBe(block.split('}').length);
  });

  it('has a relay with passwords that expire, which is no way into private networks', () => {
    expect(coturn).toMatch(/^use-auth-secret$/m);
    expect(coturn).toMatch(/^static-auth-secret=/m);
    for (const network of ['10.0.0.0', '127.0.0.0', '172.16.0.0', '192.168.0.0', '169.254.0.0', 'fc00::']) {
      expect(coturn).toContain(`denied-peer-ip=${network}`);
    }
  });
});
