import { codeOf } from '../../src-renderer/api/api-error.ts';
import { createHttp } from '../../src-renderer/api/http.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, shuffled } from './random.ts';
import { median, quantile } from './statistics.ts';
import { PASSWORD, setUpClinic } from './support/clinic.ts';
import { createServerProcess } from './support/server-process.ts';

const SCALES = {
  // One comparison of passwords takes a tenth of a second: its absence shows in a few tries.
  short: { rounds: 8, gapMs: 60 },
  full: { rounds: 600, gapMs: 1 },
} as const;

const WARM_UP = 5;

/** Whose wrong password takes how long; the first is what the others are compared with. */
const KINDS = {
  'a known account': 'ada@clinic.example',
  'an unknown account': 'nobody@clinic.example',
  'a disabled account': 'disabled@clinic.example',
  'an account without password': 'invited@clinic.example',
} as const;
type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as Kind[];

/** Strangers try passwords and look at the clock. */
export const timing: ChaosPart = {
  name: 'timing',
  title: 'What the time of an answer tells about accounts',
  promise:
    'a wrong password is refused in the same time for accounts that exist and that do not: median gap under 1 ms',
  async run({ scale, seed, report }) {
    const { rounds, gapMs } = SCALES[scale];
    const random = createRandom(seed);
    const server = await createServerProcess();
    try {
      await server.start();
      const { admin } = await setUpClinic(server.url);
      for (const email of [KINDS['a disabled account'], KINDS['an account without password']]) {
        const password = email === KINDS['a disabled account'] ? { password: PASSWORD } : {};
        const { data } = await admin.rest.call('createDoctor', {
          body: { fullname: 'Bob Example', email, ...password },
        });
        if (email === KINDS['a disabled account']) {
          await admin.rest.call('disableDoctor', { params: { doctorId: data.user.id }, body: {} });
        }
      }
      admin.close();
      const http = createHttp({ baseUrl: () => server.url, fetch: globalThis.fetch });
      const samples = new Map<Kind, number[]>(NAMES.map((name) => [name, []]));
      const failures: string[] = [];
      const take = async (kind: Kind): Promise<number> => {
        const startedAt = performance.now();
        const code = await http.send('login', { body: { email: KINDS[kind], password: 'not the one' } }).then(
          () => 'accepted',
          (error: unknown) => codeOf(error),
        );
        const took = performance.now() - startedAt;
        if (code !== 'wrong_credentials') failures.push(`${kind} was answered with ${code}`);
        return took;
      };
      for (let round = 0; round < WARM_UP; round += 1) await take('a known account');
      // Interleaved and in another order each time, so that what else the machine does meets all alike.
      for (let round = 1; round <= rounds; round += 1) {
        for (const kind of shuffled(NAMES, random)) samples.get(kind)?.push(await take(kind));
        if (round % 50 === 0) report(`${round} of ${rounds} rounds`);
      }
      const known = samples.get('a known account') ?? [];
      const measured: Record<string, number | string> = { 'rounds of one try each': rounds };
      const spread = quantile(known, 0.75) - quantile(known, 0.25);
      measured['a known account, median in ms'] = median(known);
      measured['a known account, middle half within ms'] = spread;
      for (const kind of NAMES.slice(1)) {
        const own = samples.get(kind) ?? [];
        // Of the pairs of a round, not of all: what slows the machine down slows both.
        const gap = median(own.map((value, index) => value - (known[index] ?? value)));
        measured[`${kind}, median gap in ms`] = gap;
        if (Math.abs(gap) >= gapMs) failures.push(`${kind} differs by ${gap.toFixed(2)} ms`);
      }
      return { measured, failures };
    } finally {
      await server.dispose();
    }
  },
};
