import { codeOf } from '../../src-renderer/api/api-error.ts';
import { createHttp } from '../../src-renderer/api/http.ts';
import type { ChaosPart, Measured } from './part.ts';
import { createRandom, shuffled } from './random.ts';
import { median, medianBounds } from './statistics.ts';
import { PASSWORD, setUpClinic } from './support/clinic.ts';
import { processTimeMs } from './support/process-time.ts';
import { createServerProcess } from './support/server-process.ts';

const ROUNDS = { short: 6, full: 600 } as const;
const GAP_MS = 1;
/** The comparison is nearly all of the work: without it, a fraction of the time would be left. */
const LEAST_SHARE = 0.5;
const WARM_UP = 5;

/** Whose wrong password takes how long; the first is what the others are compared with. */
const KINDS = {
  'a known account': 'ada@clinic.example',
  'an unknown account': 'nobody@clinic.example',
  'a disabled account': 'disabled@clinic.example',
  'an account without password': 'invited@clinic.example',
} as const;
type Kind = keyof typeof KINDS;
const NAMES = [
  'a known account',
  'an unknown account',
  'a disabled account',
  'an account without password',
] as const satisfies readonly Kind[];

/** Strangers try passwords and look at the clock. */
export const timing: ChaosPart = {
  name: 'timing',
  title: 'What the time of an answer tells about accounts',
  promise:
    'a wrong password is refused in the same time for accounts that exist and that do not: median gap under 1 ms',
  async run({ scale, seed, report }) {
    const rounds = ROUNDS[scale];
    const random = createRandom(seed);
    const server = await createServerProcess();
    try {
      await server.start();
      const { admin } = await setUpClinic(server.url);
      for (const email of [KINDS['a disabled account'], KINDS['an account without password']]) {
        const isDisabled = email === KINDS['a disabled account'];
        const body = { fullname: 'Bob Example', email, ...(isDisabled && { password: PASSWORD }) };
        const { data } = await admin.rest.call('createDoctor', { body });
        const params = { doctorId: data.user.id };
        if (isDisabled) await admin.rest.call('disableDoctor', { params, body: {} });
      }
      admin.close();
      const http = createHttp({ baseUrl: () => server.url, fetch: globalThis.fetch });
      const failures: string[] = [];
      const took = new Map<Kind, number[]>(NAMES.map((name) => [name, []]));
      const worked = new Map<Kind, number>();
      const attempt = async (kind: Kind): Promise<{ ms: number; workMs: number }> => {
        const workBefore = processTimeMs(server.pid()) ?? 0;
        const startedAt = performance.now();
        const code = await http.send('login', { body: { email: KINDS[kind], password: 'not the one' } }).then(
          () => 'accepted',
          (error: unknown) => codeOf(error),
        );
        const ms = performance.now() - startedAt;
        if (code !== 'wrong_credentials') failures.push(`${kind} was answered with ${code}`);
        return { ms, workMs: (processTimeMs(server.pid()) ?? 0) - workBefore };
      };
      for (let round = 0; round < WARM_UP; round += 1) await attempt('a known account');
      // Interleaved and in another order each time, so that what else the machine does meets all alike.
      for (let round = 1; round <= rounds; round += 1) {
        for (const kind of shuffled(NAMES, random)) {
          const { ms, workMs } = await attempt(kind);
          took.get(kind)?.push(ms);
          worked.set(kind, (worked.get(kind) ?? 0) + workMs);
        }
        if (round % 50 === 0) report(`${round} of ${rounds} rounds`);
      }
      const [first, ...others] = NAMES;
      const known = took.get(first) ?? [];
      const measured: Measured = {
        'rounds of one try each': rounds,
        [`${first}, median in ms`]: median(known),
      };
      for (const kind of others) {
        // Of the pairs of a round, not of all: what slows the machine down slows both.
        const gaps = (took.get(kind) ?? []).map((ms, index) => ms - (known[index] ?? ms));
        const { low, high } = medianBounds(gaps);
        const share = (worked.get(kind) ?? 0) / (worked.get(first) ?? 1);
        measured[`${kind}, median gap in ms`] = median(gaps);
        measured[`${kind}, median gap with 95 % certainty`] = `${low.toFixed(2)} to ${high.toFixed(2)} ms`;
        measured[`${kind}, processor time against a known account`] = share;
        if (share < LEAST_SHARE || share > 1 / LEAST_SHARE) {
          failures.push(`${kind} takes ${share.toFixed(2)} of the work of a known one`);
        }
        if (scale === 'short') continue;
        if (low >= GAP_MS || high <= -GAP_MS) {
          failures.push(`${kind} differs by ${median(gaps).toFixed(2)} ms`);
        } else if (low <= -GAP_MS || high >= GAP_MS) {
          failures.push(`${kind}: this machine is too busy to tell a gap of 1 ms`);
        }
      }
      return { measured, failures };
    } finally {
      await server.dispose();
    }
  },
};
