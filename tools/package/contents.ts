import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';

/** What is inside of a package, and what must not be. */

export type PackagedPlatform = 'linux' | 'darwin' | 'win32';

/** A folder that the packager made of the app. */
export type Packaged = { folder: string; platform: PackagedPlatform; arch: string };

/** `mac-arm64`, `win-unpacked`, `linux-arm64-unpacked`: how the packager names its folders. */
const FOLDER = /^(linux|mac|win)(?:-(x64|arm64))?(?:-unpacked)?$/;

/** What the packager left in a folder such as release/. */
export const packagedIn = (output: string): Packaged[] =>
  (existsSync(output) ? readdirSync(output) : []).flatMap((name) => {
    const [, system, arch = 'x64'] = FOLDER.exec(name) ?? [];
    if (system === undefined) return [];
    const platform = ({ linux: 'linux', mac: 'darwin', win: 'win32' } as const)[system];
    return platform === undefined ? [] : [{ folder: join(output, name), platform, arch }];
  });

/** The executable, or the `.app` of macOS. */
export const binaryOf = ({ folder, platform }: Packaged): string =>
  join(folder, { linux: 'anteroom', darwin: 'Anteroom.app', win32: 'Anteroom.exe' }[platform]);

export const archiveOf = ({ folder, platform }: Packaged): string =>
  platform === 'darwin'
    ? join(folder, 'Anteroom.app', 'Contents', 'Resources', 'app.asar')
    : join(folder, 'resources', 'app.asar');

/** Paths in the archive, with slashes, folders left out as far as they hold something. */
export const filesOf = (archive: string): string[] => {
  const all = listPackage(archive, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  );
  const folders = new Set(all.map((path) => path.slice(0, path.lastIndexOf('/'))));
  return all.filter((path) => !folders.has(path));
};

/** A file of the archive as text. */
export const textOf = (archive: string, file: string): string => extractFile(archive, file).toString('utf8');

/** The app's own folders; everything else of the archive are packages. */
const OWN = /^(out\/(node|preload|renderer)\/|resources\/|package\.json$)/;
const SOURCE = /\.(ts|tsx|cts|mts|map|tsbuildinfo|c|cc|cpp|h|gyp)$/;
const HIDDEN = /(^|\/)\.[^/]+/;
const TESTS = /(^|\/)(test|tests|spec|specs|__tests__|fixtures)\/|\.(test|spec)\.[cm]?js$/;

/** Why a file does not belong into a package; null if it does. */
export const reasonAgainst = (file: string): string | null => {
  if (HIDDEN.test(file)) return 'is hidden';
  if (SOURCE.test(file)) return 'is a source or a source map';
  if (TESTS.test(file)) return 'is a test';
  if (!OWN.test(file) && !file.startsWith('node_modules/')) return 'is not what runs';
  return null;
};

/** `node_modules/a/node_modules/@b/c/d.js` is of the package `@b/c`. */
export const packageOf = (file: string): string | null =>
  /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? null;

/** Modules with native code, and the libraries that these load from beside them. */
const NATIVE = /\.(node|so(\.\d+)*|dylib|dll)$/;

const nativesOf = (archive: string): string[] => {
  const unpacked = `${archive}.unpacked`;
  if (!existsSync(unpacked)) return [];
  return readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => NATIVE.test(path));
};

/** Packages with native code, and where each keeps what runs on a machine. */
const NATIVE_MODULES: readonly {
  name: string;
  /** The package that has it, where that is another one for each system. */
  packageFor?: (platform: PackagedPlatform, arch: string) => string;
  places: (platform: PackagedPlatform, arch: string) => RegExp;
}[] = [
  {
    name: 'better-sqlite3',
    places: (platform, arch) => new RegExp(`/prebuilds/${platform}-${arch}\\.node$|/build/Release/`),
  },
  {
    name: 'argon2',
    places: (platform, arch) => new RegExp(`/prebuilds/${platform}-${arch}/|/build/Release/`),
  },
  {
    name: 'sharp',
    packageFor: (platform, arch) => `@img/sharp-${platform}-${arch}`,
    places: () => /\.node$/,
  },
];

const wrongNatives = ({ platform, arch }: Packaged, natives: readonly string[]): string[] => [
  ...NATIVE_MODULES.filter(
    ({ name, packageFor = () => name, places }) =>
      !natives.some(
        (file) => packageOf(file) === packageFor(platform, arch) && places(platform, arch).test(`/${file}`),
      ),
  ).map(
    ({ name }) =>
      `${name} has no native build for ${platform}-${arch}: the clinic's server cannot do its work`,
  ),
  ...natives
    .filter((file) =>
      ['linux', 'darwin', 'win32'].some((other) => other !== platform && file.includes(other)),
    )
    .map((file) => `${file} is for another system`),
];

/** What packages name as dependencies and electron-builder.yml leaves out: types, and tools of their installation. */
const NOT_AT_RUN_TIME = /^(@types\/.+|type-fest|undici-types|cross-env|node-addon-api)$/;

/** Where Node looks for the packages of the package in this folder, nearest first. */
const placesAround = (folder: string): string[] => {
  const parts = folder.split('/node_modules/');
  return parts.map((_part, index) => [...parts.slice(0, parts.length - index), ''].join('/node_modules/'));
};

/** Packages that others in the archive depend on and that are not there: they would be missed when somebody waits. */
const missingModules = (archive: string, files: readonly string[]): string[] => {
  const all = new Set(files.map((file) => `/${file}`));
  const manifests = [...all].filter((file) =>
    /^(\/.*\/node_modules\/(@[^/]+\/)?[^/]+|\/node_modules\/(@[^/]+\/)?[^/]+)?\/package\.json$/.test(file),
  );
  return manifests.flatMap((file) => {
    const { name = file, dependencies = {} } = JSON.parse(textOf(archive, file.slice(1))) as {
      name?: string;
      dependencies?: Record<string, string>;
    };
    const places = placesAround(file.slice(0, -'/package.json'.length));
    return Object.keys(dependencies)
      .filter((needed) => !NOT_AT_RUN_TIME.test(needed))
      .filter((needed) => !places.some((place) => all.has(`${place}${needed}/package.json`)))
      .map((needed) => `${name} needs ${needed}, which is missing`);
  });
};

/** In bytes, archive and what is beside it; the app without Electron. */
export const sizeOf = (archive: string): number =>
  statSync(archive).size +
  nativesOf(archive).reduce((sum, file) => sum + statSync(join(`${archive}.unpacked`, file)).size, 0);

/** Two fifths of it are the library that looks into pictures. */
export const SIZE_BUDGET = 48 * 1024 * 1024;

const REQUIRED = [
  'package.json',
  'out/node/main.js',
  'out/node/child.js',
  'out/node/sqlite-worker.js',
  'out/node/backup-worker.js',
  'out/node/cache-worker.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
];

/**
 * Everything that is wrong with the contents of a package, in words; empty if it is what it should be.
 * @param withModules false if the package was made without the modules in `dependencies`
 */
export const wrongContents = (packaged: Packaged, { withModules = true } = {}): string[] => {
  const archive = archiveOf(packaged);
  const files = filesOf(archive);
  const size = sizeOf(archive);
  return [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.flatMap((file) => {
      const reason = reasonAgainst(file);
      return reason === null ? [] : [`${file} ${reason}`];
    }),
    ...(withModules
      ? [...wrongNatives(packaged, nativesOf(archive)), ...missingModules(archive, files)]
      : []),
    ...(size > SIZE_BUDGET ? [`the app has ${size} bytes, and ${SIZE_BUDGET} is the budget`] : []),
  ];
};
