import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseState, SENTINEL } from '@electron/fuses/dist/constants.js';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import type { PackagedPlatform } from './contents.ts';

/**
 * A distribution of Electron without Electron: the files that the packager looks for, with the wire of fuses as
 * the real binary carries it. What is packed around it is the real thing, so that contents, archive, fuses and
 * descriptions can be examined on a machine that cannot have the binary.
 */

/** As Electron leaves them: what is not in this list of positions has no fuse of ours. */
const UNTOUCHED_WIRE = [
  FuseState.ENABLE, // RunAsNode
  FuseState.DISABLE, // EnableCookieEncryption
  FuseState.ENABLE, // EnableNodeOptionsEnvironmentVariable
  FuseState.ENABLE, // EnableNodeCliInspectArguments
  FuseState.DISABLE, // EnableEmbeddedAsarIntegrityValidation
  FuseState.DISABLE, // OnlyLoadAppFromAsar
  FuseState.DISABLE, // LoadBrowserProcessSpecificV8Snapshot
  FuseState.ENABLE, // GrantFileProtocolExtraPrivileges
];

const fuseWire = Buffer.concat([
  Buffer.from(SENTINEL, 'latin1'),
  Buffer.from([1, UNTOUCHED_WIRE.length, ...UNTOUCHED_WIRE]),
]);

const binary = Buffer.concat([
  Buffer.from('#!/bin/sh\necho "This is a stub in the place of Electron." >&2\nexit 1\n', 'latin1'),
  fuseWire,
  Buffer.from('\n', 'latin1'),
]);

type Files = Record<string, string | Buffer>;

const plist = (values: Record<string, string>): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<plist version="1.0"><dict>',
    ...Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`),
    '</dict></plist>',
  ].join('\n');

const helper = (name: string): Files => {
  const folder = `Electron.app/Contents/Frameworks/${name}.app/Contents`;
  return {
    [`${folder}/Info.plist`]: plist({ CFBundleExecutable: name, CFBundleName: name }),
    [`${folder}/MacOS/${name}`]: binary,
  };
};

/** An executable of Windows that does nothing, with the description that the packager completes. */
const windowsBinary = (): Buffer => {
  const executable = NtExecutable.createEmpty();
  const resources = NtExecutableResource.from(executable);
  const description = Resource.VersionInfo.createEmpty();
  description.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  description.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  return Buffer.concat([Buffer.from(executable.generate()), fuseWire]);
};

const filesOf = (platform: PackagedPlatform, version: string): Files => {
  const common = { version, LICENSE: 'stub', 'LICENSES.chromium.html': '<p>stub</p>' };
  if (platform === 'linux') {
    return { ...common, electron: binary, 'locales/en-US.pak': 'stub', 'resources/.keep': '' };
  }
  if (platform === 'win32') {
    return { ...common, 'electron.exe': windowsBinary(), 'locales/en-US.pak': 'stub', 'resources/.keep': '' };
  }
  return {
    ...common,
    'Electron.app/Contents/Info.plist': plist({
      CFBundleExecutable: 'Electron',
      CFBundleName: 'Electron',
      CFBundleIdentifier: 'com.github.Electron',
      CFBundleVersion: version,
    }),
    'Electron.app/Contents/MacOS/Electron': binary,
    'Electron.app/Contents/Resources/en.lproj/locale.pak': 'stub',
    'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework': binary,
    ...helper('Electron Helper'),
    ...helper('Electron Helper (Renderer)'),
    ...helper('Electron Helper (GPU)'),
    ...helper('Electron Helper (Plugin)'),
  };
};

/**
 * @param folder made if it is missing
 * @param version of Electron that it stands for
 * @returns the folder, for `electronDist`
 */
export const makeStubElectron = (folder: string, platform: PackagedPlatform, version: string): string => {
  for (const [name, content] of Object.entries(filesOf(platform, version))) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: content === binary ? 0o755 : 0o644 });
  }
  return folder;
};
