import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { serveBridge, type BridgeHandlers, type IpcSource } from '../../src-main/ipc.ts';
import { isAppUrl } from '../../src-main/security.ts';
import type { Log } from '../../src-main/services/logs.ts';
import { bridgeCalls, type BridgeAnswer, type BridgeCall } from '../../src-preload/contract.ts';
import { createDice } from '../chaos/fuzz/dice.ts';
import { createFakeElectron } from '../fakes/fake-electron.ts';
import { createArguments } from '../support/desktop/bridge-arguments.ts';
import { BRIDGE_SAMPLES } from '../support/desktop/bridge-samples.ts';

/**
 * Every channel of the contract with 10,000 generated arguments each, some of them from pages that may not call
 * at all. New calls are covered by being in the contract. `FUZZ_SEED` repeats a run.
 */

const ARGUMENTS = 10_000;
/** So many are on their way at once. */
const BATCH = 500;
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_130);

const CALLS = Object.keys(bridgeCalls) as BridgeCall[];
const APP = 'app://anteroom/';
const OWN = { senderFrame: { url: APP, parent: null } };

const FOREIGN: readonly unknown[] = [
  ...[
    'https://evil.example/',
    'https://app.anteroom/',
    'http://anteroom/',
    'app://anteroom.evil/',
    'app://anteroom@evil/',
    'app://user:password@anteroom/',
    'app://anteroom:1/',
    'app:anteroom',
    'blob:app://anteroom/1',
    'filesystem:app://anteroom/1',
    'view-source:app://anteroom/',
    'about:blank',
    'about:srcdoc',
    'data:text/html,app://anteroom/',
    'file:///etc/passwd',
    'chrome-error://chromewebdata/',
    'devtools://devtools/',
    '',
    '\0',
  ].map((url) => ({ senderFrame: { url, parent: null } })),
  { senderFrame: { url: APP, parent: OWN.senderFrame } },
  { senderFrame: { url: APP, parent: undefined } },
  { senderFrame: null },
];

/** What it would write is tested in ipc.test.ts, and takes longer than the rest. */
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

const electron = createFakeElectron({ userData: '/nowhere' });
let received: unknown[] = [];

beforeAll(() => {
  serveBridge({
    ipc: electron.ipcMain as unknown as IpcSource,
    handlers: Object.fromEntries(
      CALLS.map((call) => [
        call,
        (input: unknown) => {
          received.push(input);
          return BRIDGE_SAMPLES[call].output;
        },
      ]),
    ) as unknown as BridgeHandlers,
    isTrusted: isAppUrl,
    log: silent,
  });
});

const send = async (sender: unknown, call: BridgeCall, args: unknown[]) =>
  (await electron.ipcMain.invoke(sender, call, ...args)) as BridgeAnswer<unknown>;

/** What a handler got has the contract's shape, and nothing beside it. */
const isOfTheContract = (call: BridgeCall, input: unknown): boolean => {
  const parsed = bridgeCalls[call].input.safeParse(input);
  return parsed.success && isDeepStrictEqual(parsed.data, input);
};

describe(`the bridge, fuzzed with the seed ${seed}`, () => {
  it.each(CALLS)('bears 10,000 arguments of a page to %s', async (call) => {
    const next = createArguments(call, createDice(seed));
    const count = { result: 0, bad_request: 0 };
    for (let sent = 0; sent < ARGUMENTS; sent += BATCH) {
      received = [];
      const answers = await Promise.all(Array.from({ length: BATCH }, () => send(OWN, call, next())));
      const results = answers.filter(({ error }) => error === undefined);
      // As many results as calls of the handler, and each refusal says that the argument was bad.
      expect(received).toHaveLength(results.length);
      expect(results.every(({ result }) => bridgeCalls[call].output.safeParse(result).success)).toBe(true);
      expect(received.filter((input) => !isOfTheContract(call, input))).toEqual([]);
      const codes = answers.flatMap(({ error }) => error?.code ?? []);
      expect(codes.filter((code) => code !== 'bad_request')).toEqual([]);
      count.result += results.length;
      count.bad_request += codes.length;
    }
    // It was worth something: both happened often.
    expect(count.result).toBeGreaterThan(ARGUMENTS / 20);
    expect(count.bad_request).toBeGreaterThan(ARGUMENTS / 5);
    expect(count.result + count.bad_request).toBe(ARGUMENTS);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('hands nothing to a handler of what foreign pages and frames send', async () => {
    received = [];
    for (const call of CALLS) {
      const next = createArguments(call, createDice(seed));
      for (const sender of FOREIGN) {
        const args = [[BRIDGE_SAMPLES[call].input], next(), next(), next()];
        for (const answer of await Promise.all(args.map((some) => send(sender, call, some)))) {
          expect(answer.error?.code).toBe('forbidden');
        }
      }
    }
    expect(received).toEqual([]);
  });

  it('takes each whole argument, and refuses each that is followed by another', async () => {
    for (const call of CALLS) {
      const { input } = BRIDGE_SAMPLES[call];
      expect((await send(OWN, call, [input])).error).toBeUndefined();
      expect((await send(OWN, call, [input, undefined])).error?.code).toBe('bad_request');
    }
  });
});
