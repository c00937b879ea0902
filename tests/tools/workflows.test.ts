import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** What the public CI does, as far as it can be read without running it. */

type Step = {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
};
type Job = {
  'runs-on': string;
  needs?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: { include: Record<string, string>[] } };
  env?: Record<string, string>;
  steps: Step[];
};
type Workflow = {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
};

const { load } = createRequire(import.meta.url)('js-yaml') as { load: (text: string) => unknown };
const folder = '.github/workflows';
const read = (name: string): Workflow => load(readFileSync(`${folder}/${name}`, 'utf8')) as Workflow;
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe.each(readdirSync(folder))('%s', (name) => {
  const workflow = read(name);
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('takes actions by their major version, all of one publisher', () => {
    for (const uses of steps.flatMap((step) => step.uses ?? []))
      expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });

  it('may read the repository and no more, unless a job says so', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('runs scripts that exist', () => {
    const runs = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:]+)/g)]);
    for (const [, script = ''] of runs) expect(scripts).toHaveProperty([script]);
    if (steps.some(({ run }) => run === '.ci/run')) expect(existsSync('.ci/run')).toBe(true);
  });
});

it('each change is checked as on a clean machine', () => {
  const { on, jobs } = read('ci.yml');
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
  expect(Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run))).toContain('.ci/run');
});

describe('a release', () => {
  const { on, jobs } = read('release.yml');
  const { package: packaging, draft } = jobs;
  if (packaging === undefined || draft === undefined) throw new Error('release.yml has other jobs');
  const at = (text: string): number => {
    const index = packaging.steps.findIndex(({ run, uses }) => `${run} ${uses}`.includes(text));
    expect(index, text).toBeGreaterThanOrEqual(0);
    return index;
  };

  it('begins with a tag, or by hand', () => {
    expect(on).toEqual({ push: { tags: ['v*'] }, workflow_dispatch: null });
  });

  it('is made on Windows, macOS and Linux', () => {
    expect(packaging.strategy?.matrix.include.map(({ os, system }) => [os, system])).toEqual([
      ['ubuntu-latest', 'linux'],
      ['windows-latest', 'windows'],
      ['macos-latest', 'macos'],
    ]);
    expect(packaging['runs-on']).toBe('${{ matrix.os }}');
  });

  it('installs, tests, tests in Electron itself, packs, reads the fuses back and uploads, in this order', () => {
    const order = [
      'npm ci',
      'npm test',
      'install-electron',
      'npm run test:desktop',
      'npm run package --',
      'npm run package:check',
      'actions/upload-artifact@',
    ].map(at);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    // Without it, the specs and the packager would be content with their stand-ins.
    expect(packaging.env).toEqual({ REQUIRE_ELECTRON: '1' });
    expect(packaging.steps.flatMap(({ env }) => env?.['REQUIRE_ELECTRON'] ?? [])).toEqual(['']);
    expect(packaging.steps[at('npm test')]?.env).toEqual({ REQUIRE_ELECTRON: '' });
    expect(packaging.steps.every((step) => !('continue-on-error' in step))).toBe(true);
  });

  it('runs every spec of the desktop app in Electron itself, on Linux with a display', () => {
    const { run = '' } = packaging.steps[at('npm run test:desktop')] ?? {};
    expect(run).toBe('${{ matrix.display }} npm run test:desktop -- --grep "in Electron"');
    const displays = packaging.strategy?.matrix.include.map(({ display }) => display);
    expect(displays).toEqual(['xvfb-run --auto-servernum', undefined, undefined]);
    expect(scripts['test:desktop']).toContain('playwright test e2e.desktop-');
    const specs = readdirSync('tests/e2e').filter((file) => /^desktop-.*\.spec\.ts$/.test(file));
    expect(specs.length).toBeGreaterThan(4);
    for (const spec of specs) {
      const source = readFileSync(`tests/e2e/${spec}`, 'utf8');
      // Registered for both, and with nothing beside that only one of them would run.
      expect(source, spec).toMatch(/^inDesktop\(/m);
      expect(source, spec).not.toMatch(/^\s*test\(|harness(-desktop)?\.ts'/m);
    }
  });

  it('signs with secrets that reach the one step that packs, and the one system that they are for', () => {
    const withSecrets = packaging.steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(withSecrets).toHaveLength(1);
    const { env = {} } = withSecrets[0] ?? {};
    expect(withSecrets[0]?.run).toContain('npm run package --');
    for (const [name, value] of Object.entries(env).filter(([, text]) => text.includes('secrets.'))) {
      const system = name.startsWith('WIN_') ? 'windows' : 'macos';
      expect(value).toBe(`\${{ matrix.system == '${system}' && secrets.${name} || '' }}`);
    }
    expect(Object.keys(env)).toEqual([
      'ANTEROOM_UPDATE_URL',
      'CSC_LINK',
      'CSC_KEY_PASSWORD',
      'WIN_CSC_LINK',
      'WIN_CSC_KEY_PASSWORD',
      'APPLE_ID',
      'APPLE_APP_SPECIFIC_PASSWORD',
      'APPLE_TEAM_ID',
    ]);
  });

  it('uploads every installer and what updates are found by, or fails', () => {
    const { with: upload } = packaging.steps[at('actions/upload-artifact@')] ?? {};
    for (const ending of ['exe', 'dmg', 'zip', 'AppImage', 'deb']) {
      expect(upload?.['path']).toContain(`release/*.${ending}\n`);
    }
    expect(upload?.['path']).toContain('release/latest*.yml');
    expect(upload?.['if-no-files-found']).toBe('error');
  });

  it('is drafted for a tag once all systems are done, with sums to compare', () => {
    expect(draft).toMatchObject({
      if: "github.ref_type == 'tag'",
      needs: 'package',
      permissions: { contents: 'write' },
    });
    const all = draft.steps.map(({ run = '' }) => run).join('\n');
    expect(all).toContain('sha256sum');
    expect(all).toMatch(/gh release create .*\s.*\s*.*--draft/);
  });
});
