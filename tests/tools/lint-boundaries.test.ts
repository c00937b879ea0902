import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });

/** Names of the rules that refuse `code` in `file`. */
const refusals = async (file: string, code: string): Promise<string[]> => {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
};

const importing = (file: string, target: string): string => {
  const path = relative(dirname(file), target);
  return `import * as it from '${path.startsWith('.') ? path : `./${path}`}';\nexport const used = it;\n`;
};

const composition = 'server/create-server.ts';
const entries = ['server/main.ts', 'server/child.ts', 'src-main/main.ts', 'src-renderer/main.tsx'];

describe('an import across the layers', () => {
  it.each([
    ['src-renderer/app.tsx', 'server/domain/records.ts'],
    ['src-renderer/app.tsx', 'server/config.ts'],
    ['src-renderer/app.tsx', 'src-preload/index.ts'],
    ['src-renderer/app.tsx', 'src-main/ipc.ts'],
    ['src-renderer/ui/any.tsx', 'src-renderer/app.tsx'],
    ['src-renderer/ui/any.tsx', 'server/protocol/index.ts'],
    ['client/any.ts', 'src-renderer/app.tsx'],
    ['client/any.ts', 'server/domain/records.ts'],
    ['src-renderer/features/messages/conversation-store.ts', 'client/index.ts'],
    ['examples/react/any.tsx', 'src-renderer/api/http.ts'],
    ['src-main/windows.ts', 'server/domain/records.ts'],
    ['src-main/windows.ts', composition],
    ['src-main/windows.ts', 'src-renderer/app.tsx'],
    ['src-preload/index.ts', 'server/protocol/index.ts'],
    ['server/transport/any.ts', 'server/storage/store.ts'],
    ['server/dialects/any.ts', 'server/config.ts'],
    ['server/domain/any.ts', 'server/config.ts'],
    ['server/storage/any.ts', 'server/domain/errors.ts'],
    ['server/storage/any.ts', 'server/config.ts'],
    ['server/protocol/any.ts', 'server/config.ts'],
    ['server/protocol/any.ts', 'src-preload/contract.ts'],
    ['server/any.ts', 'src-preload/contract.ts'],
    ['server/any.ts', 'src-main/ipc.ts'],
    ['server/transport/any.ts', composition],
    ['server/any.ts', composition],
    ['tools/any.ts', composition],
  ])('is refused from %s to %s', async (file, target) => {
    expect(existsSync(join(root, target))).toBe(true);
    expect(await refusals(file, importing(file, target))).toEqual(['boundaries/dependencies']);
  });

  it.each([
    ['src-renderer/app.tsx', 'server/protocol/index.ts'],
    ['src-renderer/app.tsx', 'src-preload/contract.ts'],
    ['src-renderer/app.tsx', 'client/chat.ts'],
    ['client/any.ts', 'src-renderer/features/messages/conversation-store.ts'],
    ['examples/react/any.tsx', 'client/index.ts'],
    ['src-main/windows.ts', 'src-preload/contract.ts'],
    ['src-main/windows.ts', 'server/child-protocol.ts'],
    ['src-main/windows.ts', 'server/config.ts'],
    ['src-preload/index.ts', 'src-preload/contract.ts'],
    ['src-preload/contract.ts', 'server/protocol/zod.ts'],
    ['server/transport/any.ts', 'server/domain/errors.ts'],
    ['server/transport/any.ts', 'server/protocol/index.ts'],
    ['server/domain/any.ts', 'server/storage/store.ts'],
    ['server/storage/any.ts', 'server/domain/records.ts'],
    ['server/storage/any.ts', 'server/storage/store.ts'],
    ['server/protocol/any.ts', 'server/protocol/models.ts'],
    ['server/main.ts', composition],
    ['server/child.ts', composition],
    ['tests/server/any.test.ts', composition],
  ])('is allowed from %s to %s', async (file, target) => {
    expect(existsSync(join(root, target))).toBe(true);
    expect(await refusals(file, importing(file, target))).toEqual([]);
  });

  it.each(entries)('never reaches the entry point %s', async (entry) => {
    for (const file of [
      'server/any.ts',
      'src-main/windows.ts',
      'src-renderer/app.tsx',
      'tools/any.ts',
      'tests/server/any.test.ts',
    ]) {
      expect(await refusals(file, importing(file, entry)), file).toEqual(['boundaries/dependencies']);
    }
  });

  it('is seen in types, re-exports and dynamic imports, too', async () => {
    const target = '../domain/any.ts';
    for (const code of [
      `import type { Any } from '${target}';\nexport type Used = Any;\n`,
      `export * from '${target}';\n`,
      `export const load = () => import('${target}');\n`,
    ]) {
      expect(await refusals('server/protocol/any.ts', code), code).toEqual(['boundaries/dependencies']);
    }
  });

  it('needs a layer for every file', async () => {
    expect(await refusals('somewhere/new.ts', 'export const one = 1;\n')).toEqual([
      'boundaries/no-unknown-files',
    ]);
  });
});

describe('a package', () => {
  const uses = (name: string, what = 'thing') =>
    `import { ${what} } from '${name}';\nexport const used = ${what};\n`;

  it.each([
    ['server/any.ts', 'electron'],
    ['server/protocol/any.ts', 'electron'],
    ['src-renderer/app.tsx', 'electron'],
    ['src-renderer/app.tsx', 'node:fs'],
    ['tests/server/any.test.ts', 'electron'],
    ['server/domain/any.ts', 'express'],
    ['server/domain/any.ts', 'socket.io'],
    ['server/domain/any.ts', 'better-sqlite3'],
    ['server/domain/any.ts', 'electron'],
  ])('is refused: in %s %s', async (file, name) => {
    expect(await refusals(file, uses(name))).toEqual(['@typescript-eslint/no-restricted-imports']);
  });

  it.each([
    ['src-main/windows.ts', 'electron'],
    ['src-preload/index.ts', 'electron'],
    ['server/transport/any.ts', 'socket.io'],
    ['server/storage/sqlite/any.ts', 'better-sqlite3'],
    ['src-renderer/app.tsx', 'socket.io-client'],
  ])('is allowed: in %s %s', async (file, name) => {
    expect(await refusals(file, uses(name))).toEqual([]);
  });

  it('gives ipcMain to src-main/ipc.ts alone and ipcRenderer to src-preload/index.ts alone', async () => {
    const refused = ['@typescript-eslint/no-restricted-imports'];
    expect(await refusals('src-main/ipc.ts', uses('electron', 'ipcMain'))).toEqual([]);
    expect(await refusals('src-main/windows.ts', uses('electron', 'ipcMain'))).toEqual(refused);
    expect(await refusals('src-preload/index.ts', uses('electron', 'ipcRenderer'))).toEqual([]);
    expect(await refusals('src-preload/contract.ts', uses('electron', 'ipcRenderer'))).toEqual(refused);
    expect(await refusals('src-main/ipc.ts', uses('electron', 'ipcRenderer'))).toEqual(refused);
    for (const what of ['electron', '* as electron']) {
      const code = `import ${what} from 'electron';\nexport const used = electron;\n`;
      expect(new Set(await refusals('src-main/windows.ts', code)), what).toEqual(new Set(refused));
    }
    const types = `import type * as electron from 'electron';\nexport type Used = typeof electron;\n`;
    expect(await refusals('src-main/windows.ts', types)).toEqual([]);
  });
});

describe('a construct', () => {
  it.each([
    ['a default export', 'export default function any() {}\n', 'no-restricted-syntax'],
    ['an enum', 'export enum Any { One }\n', 'no-restricted-syntax'],
    ['any', 'export const one = (two: any) => two;\n', '@typescript-eslint/no-explicit-any'],
    ['the console', "console.log('one');\n", 'no-console'],
  ])('is refused in the source: %s', async (_, code, rule) => {
    expect(await refusals('server/domain/any.ts', code)).toEqual([rule]);
  });

  it.each([
    ["it.only('runs alone', () => {});\n"],
    ["describe.skip('never runs', () => {});\n"],
    ["test.describe.only('runs alone', () => {});\n"],
    ["it.todo('some day');\n"],
    ['await new Promise((resolve) => setTimeout(resolve, 500));\n'],
    ['await page.waitForTimeout(500);\n'],
  ])('is refused in a test: %s', async (code) => {
    expect(await refusals('tests/server/any.test.ts', code)).toEqual(['no-restricted-syntax']);
  });

  it('is refused in the renderer: what follows an import in the same expression', async () => {
    const code = (load: string) => `export const load = () => ${load};\n`;
    const refused = code("import('./services.tsx').then((page) => page, () => null)");
    expect(await refusals('src-renderer/app.tsx', refused)).toEqual(['no-restricted-syntax']);
    expect(await refusals('src-renderer/app.tsx', code("import('./services.tsx')"))).toEqual([]);
  });

  it.each([
    ['<p>Some words</p>'],
    ["<p>{'Some words'}</p>"],
    ["<p>{ready ? 'Ready' : t('waiting')}</p>"],
    ["<p>{name ?? 'Nobody'}</p>"],
    ['<p>{`Hello ${name}`}</p>'],
    ['<input aria-label="Your name" />'],
    ["<input placeholder={'Your name'} />"],
    ['<>Some words</>'],
  ])('is refused as literal text of the renderer: %s', async (jsx) => {
    expect(new Set(await refusals('src-renderer/app.tsx', `export const any = () => ${jsx};\n`))).toEqual(
      new Set(['no-restricted-syntax']),
    );
  });

  it.each([
    ["<p>{t('chat.empty')}</p>"],
    ["<p className=\"wide\" data-state={ready ? 'on' : 'off'}>{t('chat.empty')}</p>"],
    ['<input aria-label={t(\'chat.message\')} type="text" />'],
    ['<span>· / —</span>'],
    ["<Button variant={ready ? 'filled' : 'light'}>{name}</Button>"],
  ])('is fine in the renderer: %s', async (jsx) => {
    expect(await refusals('src-renderer/app.tsx', `export const any = () => ${jsx};\n`)).toEqual([]);
  });
});
