import type { BridgeCall, BridgeInput, BridgeOutput, Settings } from '../../../src-preload/contract.ts';

/** A good input and a good output of every call of the bridge contract, for the tests that go through all. */

export const SAMPLE_SETTINGS: Settings = {
  theme: 'dark',
  language: null,
  clinicUrl: null,
  hostOnStart: false,
};

export const BRIDGE_SAMPLES: {
  readonly [C in BridgeCall]: { input: BridgeInput<C>; output: BridgeOutput<C> };
} = {
  'app:info': {
    input: undefined,
    output: { name: 'a', version: '1', platform: 'p', electron: '', chrome: '' },
  },
  'settings:get': { input: undefined, output: SAMPLE_SETTINGS },
  'settings:update': { input: { theme: 'dark' }, output: SAMPLE_SETTINGS },
  'hosted-server:state': { input: undefined, output: { status: 'stopped' } },
  'hosted-server:start': { input: undefined, output: { status: 'stopped' } },
  'hosted-server:stop': { input: undefined, output: { status: 'stopped' } },
  'shell:open-external': { input: { url: 'https://example.org/' }, output: undefined },
};
