import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/**
 * The desktop app as it is shipped: the built main process, loaded by Node over a fake of Electron. What
 * `npm run build` made is taken as long as it is newer than its sources; else the main process and the preload
 * script are bundled anew, so that no test ever judges an older app.
 */

const root = join(import.meta.dirname, '../../..');
const SOURCES = ['src-main', 'src-preload', 'server', 'electron.vite.config.ts'];

type BuiltApp = { main: string; preload: string; renderer: string };

const placesIn = (folder: string): BuiltApp => ({
  main: join(folder, 'node', 'main.js'),
  preload: join(folder, 'preload', 'index.cjs'),
  renderer: join(folder, 'renderer'),
});

const newestSource = (): number => {
  const files = SOURCES.flatMap((source) => {
    const path = join(root, source);
    return statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
      : [path];
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
};

const isCurrent = ({ main, preload, renderer }: BuiltApp): boolean =>
  [main, preload, join(renderer, 'index.html')].every(existsSync) &&
  Math.min(statSync(main).mtimeMs, statSync(preload).mtimeMs) >= newestSource();

const bundle = async (source: string, target: string, format: 'es' | 'cjs'): Promise<void> => {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: ['zod'] },
    build: {
      ssr: join(root, source),
      outDir: dirname(target),
      target: 'node24',
      rolldownOptions: {
        external: ['electron'],
        output: { format, entryFileNames: target.slice(dirname(target).length + 1), codeSplitting: false },
      },
    },
  });
};

/** The files of the built app. */
export const builtApp = async (): Promise<BuiltApp> => {
  const shipped = placesIn(join(root, 'out'));
  if (isCurrent(shipped)) return shipped;
  const fresh = placesIn(join(root, 'out', 'fresh'));
  await bundle('src-main/main.ts', fresh.main, 'es');
  await bundle('src-preload/index.ts', fresh.preload, 'cjs');
  mkdirSync(fresh.renderer, { recursive: true });
  copyFileSync(join(root, 'src-renderer/index.html'), join(fresh.renderer, 'index.html'));
  return fresh;
};

const FAKES = Symbol.for('anteroom.fakes-of-electron');
type Registry = { [FAKES]?: object[] };

/**
 * Runs the built main process, once for each process of tests: it starts by being loaded.
 * @param electron what its `import 'electron'` gets; libraries get the fake that all tests share
 */
export const runBuiltMain = (main: string, electron: object): void => {
  const fakes = ((globalThis as Registry)[FAKES] ??= []);
  const url = `fake-electron:${fakes.push(electron) - 1}`;
  const own = pathToFileURL(dirname(main)).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' && context.parentURL?.startsWith(own)
        ? { url, format: 'module', shortCircuit: true }
        : next(specifier, context),
    load: (address, context, next) =>
      address === url
        ? {
            format: 'module',
            source: `const electron = globalThis[Symbol.for('anteroom.fakes-of-electron')][${fakes.length - 1}];
              export const { ${Object.keys(electron).join(', ')} } = electron;
              export default electron;`,
            shortCircuit: true,
          }
        : next(address, context),
  });
  try {
    // Not an import statement: the test runner would take it through its own modules.
    createRequire(import.meta.url)(main);
  } finally {
    hooks.deregister();
  }
};
