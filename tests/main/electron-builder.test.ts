import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The packager's own check of its configuration, without packaging. */

type Configuration = Record<string, unknown>;
type ConfigModule = {
  getConfig(folder: string, path: string, options: Configuration): Promise<Configuration>;
  validateConfiguration(config: Configuration, logger: { isEnabled: boolean }): Promise<void>;
};

const { getConfig, validateConfiguration } = createRequire(import.meta.url)(
  'app-builder-lib/out/util/config/config',
) as ConfigModule;

const read = (): Promise<Configuration> =>
  getConfig(join(import.meta.dirname, '../..'), 'electron-builder.yml', {});
const validate = (config: Configuration): Promise<void> =>
  validateConfiguration(config, { isEnabled: false });

describe('electron-builder.yml', () => {
  it('is a configuration that the packager understands', async () => {
    await expect(validate(await read())).resolves.toBeUndefined();
  });

  it('would be refused with a misspelt key, so that the check above means something', async () => {
    await expect(validate({ ...(await read()), asarUnpak: [] })).rejects.toThrow(/asarUnpak/);
  });

  it('packs what the build makes, leaves native modules outside of the archive and rebuilds nothing', async () => {
    expect(await read()).toMatchObject({
      files: [{ filter: expect.arrayContaining(['out/{node,preload,renderer}/**', 'package.json']) }],
      asarUnpack: ['**/*.node'],
      npmRebuild: false,
    });
  });

  it('builds for the three systems and opens anteroom: links', async () => {
    expect(await read()).toMatchObject({
      win: { target: 'nsis' },
      mac: { target: 'dmg' },
      linux: { target: 'dir' },
      protocols: [{ schemes: ['anteroom'] }],
    });
  });

  it('switches off what would make the app a plain Node', async () => {
    expect((await read())['electronFuses']).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });
});
