import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Arch, build, Platform, type Configuration } from 'electron-builder';
import { dropEmptySigning, projectRoot, publishOf } from './configuration.ts';
import type { Packaged, PackagedPlatform } from './contents.ts';
import { makeStubElectron } from './stub-electron.ts';

/** Runs the packager, for this machine or over a stub of Electron. */

const electronVersion = (createRequire(import.meta.url)('electron/package.json') as { version: string })
  .version;

type PackContext = Parameters<Exclude<Configuration['afterPack'], string | null | undefined>>[0];

/** Adds what every run has, and tells which folders were made. */
const run = async (
  config: Configuration,
  options: Omit<Parameters<typeof build>[0] & object, 'config'>,
  onPacked: (context: PackContext) => Promise<void> = async () => {},
): Promise<Packaged[]> => {
  const packaged: Packaged[] = [];
  await build({
    ...options,
    projectDir: projectRoot,
    publish: 'never',
    config: {
      extends: 'electron-builder.yml',
      electronVersion,
      ...config,
      afterPack: async (context) => {
        const { appOutDir, electronPlatformName, arch } = context;
        await onPacked(context);
        packaged.push({
          folder: appOutDir,
          platform: electronPlatformName as PackagedPlatform,
          arch: Arch[arch] ?? String(arch),
        });
      },
    },
  });
  return packaged;
};

type LinuxHelper = {
  computeDesktopEntry(options: unknown): string | Promise<string>;
};
const { LinuxTargetHelper } = createRequire(import.meta.url)(
  'app-builder-lib/out/targets/LinuxTargetHelper',
) as { LinuxTargetHelper: new (packager: unknown) => LinuxHelper };

const desktopEntryOf = async (packager: PackContext['packager']): Promise<string> =>
  new LinuxTargetHelper(packager).computeDesktopEntry(packager.platformSpecificBuildOptions);

/**
 * Without certificates macOS runs an app only with a signature that says nothing, and that has no hardened
 * runtime: it would refuse to load Electron's own framework.
 */
const unsignedMac = { identity: '-', hardenedRuntime: false, notarize: false };

/** Of the machine alone, unless others are named: macOS can build for both of its kinds. */
export type Architectures = { x64?: boolean; arm64?: boolean };

/**
 * The real package of the machine that it is on. What signs it comes from the environment.
 * @param dir the folder alone, without installers
 */
export const makePackage = ({
  environment,
  dir,
  architectures,
}: {
  environment: Record<string, string | undefined>;
  dir: boolean;
  architectures: Architectures;
}): Promise<Packaged[]> => {
  dropEmptySigning(environment);
  const isSigned = environment['CSC_LINK'] !== undefined || environment['CSC_NAME'] !== undefined;
  return run(
    {
      publish: publishOf(environment),
      ...(process.platform === 'darwin' && !isSigned ? { mac: unsignedMac } : {}),
    },
    { ...architectures, ...(dir ? { dir } : {}) },
  );
};

/**
 * The app as a folder over a stub of Electron.
 * @param output absolute folder
 * @param withModules packs the modules in `dependencies`; finding them takes most of the time
 */
export const makeStubPackage = async ({
  platform,
  arch,
  output,
  withModules,
}: {
  platform: PackagedPlatform;
  arch: 'x64' | 'arm64';
  output: string;
  withModules: boolean;
}): Promise<Packaged> => {
  const target = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS }[platform];
  const [packaged] = await run(
    {
      directories: { output },
      publish: null,
      electronDist: makeStubElectron(join(output, `stub-${platform}`), platform, electronVersion),
      mac: { identity: null },
      // A stub is neither signed nor given an icon: both need programs of Windows.
      win: { signAndEditExecutable: false },
      // The packager takes this for "someone else brings the modules".
      ...(withModules ? {} : { npmRebuild: true, beforeBuild: async () => false }),
    },
    { targets: target.createTarget('dir', Arch[arch]) },
    async ({ packager }) => {
      // AppImage and deb carry it; neither can be made without programs that are fetched for it.
      if (platform === 'linux')
        writeFileSync(join(output, 'anteroom.desktop'), await desktopEntryOf(packager));
    },
  );
  if (packaged === undefined) throw new Error('the packager made nothing');
  return packaged;
};
