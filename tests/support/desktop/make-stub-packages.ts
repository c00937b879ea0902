import { makeStubPackage } from '../../../tools/package/make.ts';
import type { StubPackages } from './stub-package.ts';

/** Started by stub-package.ts with the folder; its last line says where the packages are. */

const [output = ''] = process.argv.slice(2);

const packages: StubPackages = {
  linux: await makeStubPackage({ platform: 'linux', arch: 'x64', output, withModules: true }),
  mac: await makeStubPackage({ platform: 'darwin', arch: 'arm64', output, withModules: false }),
  windows: await makeStubPackage({ platform: 'win32', arch: 'x64', output, withModules: false }),
};
console.log(JSON.stringify(packages));
