import type { Services } from '../../create-services.ts';

/** What the clinic does not have yet. */
export type Unsent = { messages: number; drafts: number; files: number; deletions: number };

type Holders = Pick<Services, 'letters' | 'outbox' | 'files' | 'emergencies' | 'deletions'>;

const countIn = ({ entries, drafts }: ReturnType<Holders['letters']['state']['getState']>) => ({
  messages: entries.length,
  drafts: Object.values(drafts).filter((draft) => draft?.trim() !== '').length,
});

/** What was written or chosen and is not sent, in conversations and in waiting rooms, as long as these pages hold it. */
export const countUnsent = ({ letters, outbox, files, emergencies, deletions }: Holders): Unsent => {
  const [letter, room] = [countIn(letters.state.getState()), countIn(outbox.state.getState())];
  return {
    messages: letter.messages + room.messages,
    drafts: letter.drafts + room.drafts + Number(emergencies.state.getState().draft !== null),
    files: files.unsent.getState(),
    deletions: deletions.state.getState().leaving.size,
  };
};

export const isAnyUnsent = ({ messages, drafts, files, deletions }: Unsent): boolean =>
  messages + drafts + files + deletions > 0;
