import type { Page } from '@playwright/test';
import type { BridgeCall, BridgePush, BridgePushPayload } from '../../../src-preload/contract.ts';
import { CALL_PLACES, PUSH_PLACES } from '../../support/desktop/bridge-names.ts';
import { BRIDGE_SAMPLES } from '../../support/desktop/bridge-samples.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';

/** A page that believes to be in the desktop app, for scenes: the bridge of its contract, and no process behind it. */

/** What was added to a page. */
export type Disposable = { dispose(): Promise<void> };

const BINDING = '__anteroomPretend';
const PUSH = '__anteroomPush';

type Places = { name: string; subject: string; key: string }[];

/** Runs in the page. */
const exposeBridge = ({
  calls,
  pushes,
  binding,
  push,
}: {
  calls: Places;
  pushes: Places;
  binding: string;
  push: string;
}): void => {
  const world = globalThis as unknown as Record<string, unknown>;
  const carry = world[binding] as (name: string, input: unknown) => Promise<{ result: unknown }>;
  const listeners: Record<string, ((payload: unknown) => void)[]> = {};
  const bridge: Record<string, Record<string, unknown>> = {};
  for (const { name, subject, key } of calls) {
    (bridge[subject] ??= {})[key] = async (input: unknown) => (await carry(name, input)).result;
  }
  for (const { name, subject, key } of pushes) {
    (bridge[subject] ??= {})[key] = (listener: (payload: unknown) => void) => {
      (listeners[name] ??= []).push(listener);
      return () => {
        listeners[name] = (listeners[name] ?? []).filter((other) => other !== listener);
      };
    };
  }
  world['anteroom'] = bridge;
  world[push] = (name: string, payload: unknown) => {
    for (const listener of listeners[name] ?? []) listener(payload);
  };
};

/**
 * Puts the page into the app, before its scripts run. It hosts the clinic of the scenes unless it is told
 * otherwise.
 * @param serverUrl of the scenes' clinic
 * @param session whose refresh token the main process keeps; the page may write another one
 * @returns what takes the next page out of the app again
 */
export const pretendDesktop = async (
  page: Page,
  serverUrl: string,
  answers: FakeAnswers,
  session: { refreshToken: string | null },
): Promise<Disposable[]> => {
  const hosting: FakeAnswers = {
    'tokens:read': () => ({ token: session.refreshToken, keeping: 'safe' }),
    'tokens:write': ({ token }) => {
      session.refreshToken = token;
      return { keeping: 'safe' };
    },
    'hosted-server:state': () => ({ status: 'running', url: serverUrl, startedAt: '2027-03-09T08:02:00Z' }),
    'settings:get': () => ({ ...BRIDGE_SAMPLES['settings:get'].output, theme: 'system', hostOnStart: true }),
  };
  const binding = await page.exposeBinding(BINDING, async (_source, name: BridgeCall, input: unknown) => {
    const answer = (answers[name] ?? hosting[name]) as ((input: unknown) => unknown) | undefined;
    return { result: answer === undefined ? BRIDGE_SAMPLES[name].output : await answer(input) };
  });
  const script = await page.addInitScript(exposeBridge, {
    calls: [...CALL_PLACES],
    pushes: [...PUSH_PLACES],
    binding: BINDING,
    push: PUSH,
  });
  return [script, binding];
};

/** As the main process pushes to a page that was opened in the app. */
export const pushToPage = <P extends BridgePush>(
  page: Page,
  name: P,
  payload: BridgePushPayload<P>,
): Promise<void> =>
  page.evaluate(
    ([push, to, what]) => {
      (globalThis as unknown as Record<string, (name: string, payload: unknown) => void>)[push]?.(to, what);
    },
    [PUSH, name as string, payload] as const,
  );
