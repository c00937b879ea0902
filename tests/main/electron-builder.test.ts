import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkConfiguration,
  dropEmptySigning,
  publishOf,
  readConfiguration,
} from '../../tools/package/configuration.ts';

/** The packager's own check of its configuration, without packaging. */

describe('electron-builder.yml', () => {
  it('is a configuration that the packager understands', async () => {
    await expect(checkConfiguration(await readConfiguration())).resolves.toBeUndefined();
  });

  it('would be refused with a misspelt key, so that the check above means something', async () => {
    await expect(checkConfiguration({ ...(await readConfiguration()), asarUnpak: [] })).rejects.toThrow(
      /asarUnpak/,
    );
  });

  it('packs what the build makes, leaves native modules outside of the archive and rebuilds nothing', async () => {
    expect(await readConfiguration()).toMatchObject({
      files: [{ filter: expect.arrayContaining(['out/{node,preload,renderer}/**', 'package.json']) }],
      asarUnpack: ['**/*.node', '**/node_modules/@img/**'],
      npmRebuild: false,
    });
  });

  it('begins no list of files with an exclusion, which would let everything in', async () => {
    const config = await readConfiguration();
    for (const system of ['win', 'mac', 'linux']) {
      const { files } = config[system] as { files: string[] };
      expect(files[0]).not.toMatch(/^!/);
    }
  });

  it('makes the installers of the three systems, and opens anteroom: links', async () => {
    expect(await readConfiguration()).toMatchObject({
      win: { target: 'nsis' },
      nsis: { perMachine: false },
      // Updates of macOS come as zip.
      mac: { target: ['dmg', 'zip'] },
      linux: { target: ['AppImage', 'deb'] },
      protocols: [{ schemes: ['anteroom'] }],
    });
  });

  it('hardens the app of macOS, with what it may do in files that are there', async () => {
    const { hardenedRuntime, entitlements, entitlementsInherit } = (await readConfiguration())[
      'mac'
    ] as Record<string, string | boolean>;
    expect(hardenedRuntime).toBe(true);
    for (const file of [entitlements, entitlementsInherit]) {
      const text = readFileSync(String(file), 'utf8');
      const granted = [...text.matchAll(/<key>([^<]+)<\/key>\s*<true\/>/g)].map(([, key]) => key);
      expect(granted).toEqual([
        'com.apple.security.cs.allow-jit',
        'com.apple.security.device.camera',
        'com.apple.security.device.audio-input',
      ]);
    }
  });

  it('names pictures that are there', async () => {
    const config = await readConfiguration();
    for (const system of ['win', 'mac', 'linux']) {
      expect(existsSync((config[system] as { icon: string }).icon)).toBe(true);
    }
  });

  it('switches off what would make the app a plain Node', async () => {
    expect((await readConfiguration())['electronFuses']).toEqual({
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

describe('the place of updates', () => {
  it('is none as long as nobody names one', () => {
    expect(publishOf({})).toBeNull();
    expect(publishOf({ ANTEROOM_UPDATE_URL: '' })).toBeNull();
  });

  it('is the address that ANTEROOM_UPDATE_URL names, which the packager understands', async () => {
    const publish = publishOf({ ANTEROOM_UPDATE_URL: 'https://updates.example/anteroom' });
    expect(publish).toEqual({ provider: 'generic', url: 'https://updates.example/anteroom' });
    await expect(checkConfiguration({ ...(await readConfiguration()), publish })).resolves.toBeUndefined();
  });

  it.each(['http://updates.example/', 'updates.example', 'file:///tmp'])('is never %s', (url) => {
    expect(() => publishOf({ ANTEROOM_UPDATE_URL: url })).toThrow('must be an https: address');
  });
});

it('a secret that is missing is no certificate', () => {
  const environment = { CSC_LINK: '', WIN_CSC_LINK: 'file', APPLE_ID: '', PATH: '' };
  dropEmptySigning(environment);
  expect(environment).toEqual({ WIN_CSC_LINK: 'file', PATH: '' });
});
