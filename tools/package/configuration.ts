import { createRequire } from 'node:module';
import { join } from 'node:path';

/** electron-builder.yml, as the packager itself reads and judges it. */

export type Configuration = Record<string, unknown>;
type ConfigModule = {
  getConfig(folder: string, path: string, options: Configuration): Promise<Configuration>;
  validateConfiguration(config: Configuration, logger: { isEnabled: boolean }): Promise<void>;
};

const { getConfig, validateConfiguration } = createRequire(import.meta.url)(
  'app-builder-lib/out/util/config/config',
) as ConfigModule;

export const projectRoot = join(import.meta.dirname, '..', '..');

export const readConfiguration = (): Promise<Configuration> =>
  getConfig(projectRoot, 'electron-builder.yml', {});

/** @throws what the packager would say of a key that it does not know, or of a value that does not fit */
export const checkConfiguration = (config: Configuration): Promise<void> =>
  validateConfiguration(config, { isEnabled: false });

/** Where the app looks for updates; null: it looks nowhere. Set by ANTEROOM_UPDATE_URL. */
export const publishOf = (
  environment: Record<string, string | undefined>,
): { provider: 'generic'; url: string } | null => {
  const url = environment['ANTEROOM_UPDATE_URL'];
  if (url === undefined || url === '') return null;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new Error('ANTEROOM_UPDATE_URL must be an https: address: whoever answers there replaces the app.');
  }
  return { provider: 'generic', url };
};

/** What signs and notarises. The public CI sets those of secrets that are missing to nothing at all. */
const SIGNING = [
  'CSC_LINK',
  'CSC_NAME',
  'CSC_KEY_PASSWORD',
  'WIN_CSC_LINK',
  'WIN_CSC_KEY_PASSWORD',
  'APPLE_ID',
  'APPLE_APP_SPECIFIC_PASSWORD',
  'APPLE_TEAM_ID',
] as const;

/** Takes away what is set to nothing, which the packager would take for a certificate. */
export const dropEmptySigning = (environment: Record<string, string | undefined>): void => {
  for (const name of SIGNING) if (environment[name] === '') Reflect.deleteProperty(environment, name);
};
