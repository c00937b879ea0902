import {
  bridgeCalls,
  bridgePushes,
  type AnteroomBridge,
  type BridgeCall,
  type BridgeInput,
  type BridgeOutput,
  type BridgePush,
  type BridgePushPayload,
} from '../../../src-preload/contract.ts';
import { CALL_PLACES, PUSH_PLACES } from './bridge-names.ts';
import { BRIDGE_SAMPLES } from './bridge-samples.ts';

/** What the main process answers in a test; every other call answers its sample. */
export type FakeAnswers = {
  [C in BridgeCall]?: (input: BridgeInput<C>) => BridgeOutput<C> | Promise<BridgeOutput<C>>;
};

/** `window.anteroom` for tests of the renderer: no process behind it, the same functions, the same schemas. */
export const createFakeBridge = (answers: FakeAnswers = {}) => {
  const calls: { call: BridgeCall; input: unknown }[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const bridge: Record<string, Record<string, unknown>> = {};
  const add = (subject: string, name: string, what: unknown): void => {
    (bridge[subject] ??= {})[name] = what;
  };
  for (const { name: call, subject, key } of CALL_PLACES) {
    add(subject, key, async (input?: unknown) => {
      calls.push({ call, input });
      const answer = answers[call] as ((input: unknown) => unknown) | undefined;
      const output = answer === undefined ? BRIDGE_SAMPLES[call].output : await answer(input);
      return bridgeCalls[call].output.parse(output);
    });
  }
  for (const { name, subject, key } of PUSH_PLACES) {
    add(subject, key, (listener: (payload: unknown) => void) => {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => void ofName.delete(listener);
    });
  }
  return {
    bridge: bridge as unknown as AnteroomBridge,
    /** Every call so far, in order. */
    calls,
    /** As the main process pushes. */
    push<P extends BridgePush>(name: P, payload: BridgePushPayload<P>): void {
      const sent = bridgePushes[name].parse(payload);
      for (const listener of [...(listeners.get(name) ?? [])]) listener(sent);
    },
  };
};

export type FakeBridge = ReturnType<typeof createFakeBridge>;
