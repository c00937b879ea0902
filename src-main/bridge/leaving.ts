import type { leavingCalls } from '../../src-preload/contract.ts';
import type { AttentionServices } from '../attention-services.ts';
import type { HandlersOf } from '../ipc.ts';

/** The question whether to go now, and its answer. */
export const createLeavingHandlers = ({
  interlock,
  questions,
}: Pick<AttentionServices, 'interlock' | 'questions'>): HandlersOf<typeof leavingCalls> => ({
  'leaving:consequences': ({ intent }) => interlock.consequences(intent),
  'leaving:shown': ({ id }) => {
    questions.shown(id);
  },
  'leaving:answer': ({ id, choice, remember }) => {
    questions.answer(id, { choice, remember });
  },
});
