import type { Page } from '@playwright/test';
import type { RelayState, TestedRelay } from '../../../src-preload/contract.ts';
import { SAMPLE_RELAY } from '../../support/desktop/bridge-samples.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { openHosting } from './hosting.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of the STUN and TURN servers of the clinic on this computer. */

const NONE: RelayState = { addresses: [], secret: 'none' };

const found = (address: string, changes: Partial<TestedRelay>): TestedRelay => ({
  address,
  kind: 'turn',
  transport: 'udp',
  finding: 'works',
  roundTripMs: null,
  ...changes,
});

const open = (stage: Stage, state: RelayState, answers: FakeAnswers = {}): Promise<Page> =>
  openHosting(stage, 'relay', (page) => page.getByRole('button', { name: stage.words('relay:form.save') }), {
    'relay:state': () => state,
    ...answers,
  });

const test = async (stage: Stage, tested: TestedRelay[]): Promise<Page> => {
  const page = await open(stage, SAMPLE_RELAY, { 'relay:test': () => ({ tested }) });
  await page.getByRole('button', { name: stage.words('relay:test.run') }).click();
  await page.getByRole('button', { name: stage.words('relay:test.again') }).waitFor();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'relay-none',
    title: 'The clinic has no relay: when one is needed',
    audience: 'doctor',
    main: true,
    arrange: (stage) => open(stage, NONE),
  },
  {
    id: 'relay-works',
    title: 'The relay works by every way',
    audience: 'doctor',
    main: true,
    arrange: (stage) =>
      test(stage, [
        found('stun:turn.clinic.example:3478', { kind: 'stun', roundTripMs: 18 }),
        found('turn:turn.clinic.example:3478', { roundTripMs: 19 }),
        found('turn:turn.clinic.example:3478?transport=tcp', { transport: 'tcp', roundTripMs: 21 }),
        found('turns:turn.clinic.example:443?transport=tcp', { transport: 'tls', roundTripMs: 38 }),
      ]),
  },
  {
    id: 'relay-problems',
    title: 'The relay refuses the secret, and one way does not answer',
    audience: 'doctor',
    arrange: (stage) =>
      test(stage, [
        found('stun:turn.clinic.example:3478', { kind: 'stun', roundTripMs: 18 }),
        found('turn:turn.clinic.example:3478', { finding: 'refused' }),
        found('turn:turn.clinic.example:3478?transport=tcp', { transport: 'tcp', finding: 'unreachable' }),
      ]),
  },
  {
    id: 'relay-wrong-lines',
    title: 'An address that is none, and a secret that is missing',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, NONE, {
        'relay:save': () => ({ status: 'refused', addresses: ['kind'], secret: 'missing' }),
      });
      const first = page.getByRole('textbox', { name: stage.words('relay:form.address', { number: 1 }) });
      await first.fill('turn.clinic.example');
      await page.getByRole('button', { name: stage.words('relay:form.save') }).click();
      await page.getByText(stage.words('relay:fault.kind')).waitFor();
      return page;
    },
  },
];

export const relay: SceneGroup = { name: 'relay', scenes };
