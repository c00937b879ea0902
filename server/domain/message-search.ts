import type { Store } from '../storage/store.ts';
import type { CommandInput, CommandResult } from './commands.ts';
import { scopeOf, visitOnlyOf } from './conversation-access.ts';
import type { ConversationOpenings } from './conversation-openings.ts';
import { ifFull } from './errors.ts';
import type { Identity } from './identity.ts';
import type { PersonRecord } from './records.ts';

const FOUND_PAGE = 20;
/** Words of one search. */
const WORDS_MAX = 16;
/** Messages that are brought into the search at once: some milliseconds in which nothing else is stored. */
const INDEXED_AT_ONCE = 256;

/** Finds messages in the conversations of whoever asks. */
export const createMessageSearch = ({
  store,
  requirePerson,
  openings,
}: {
  store: Store;
  requirePerson: (userId: string) => Promise<PersonRecord>;
  openings: Pick<ConversationOpenings, 'note'>;
}) => {
  /** Everything that has not been in the search is, unless nothing can be written: then what was before is found. */
  const indexAll = async (): Promise<void> => {
    while (await store.indexMessages(INDEXED_AT_ONCE));
  };

  const search = async (
    identity: Identity,
    { query, otherUserId, before, limit }: CommandInput<'searchMessages'>,
  ): Promise<CommandResult<'searchMessages'>> => {
    // As they are: the index has its own way with letters and accents.
    const words = query
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, WORDS_MAX);
    if (otherUserId !== null) scopeOf(identity, otherUserId);
    await indexAll().catch(ifFull(undefined));
    const asked = limit ?? FOUND_PAGE;
    const found = await store.searchMessages({
      userId: identity.userId,
      otherId: otherUserId,
      roomId: visitOnlyOf(identity),
      words,
      before,
      limit: asked,
    });
    const shown = new Set(found.map(({ otherId }) => otherId));
    await Promise.all([...shown].map((otherId) => openings.note(identity, otherId, 'searched')));
    const self = await requirePerson(identity.userId);
    const hits = await Promise.all(
      found.map(async ({ message, snippet, otherId }) => ({
        page: {
          messages: [message],
          self,
          other: await requirePerson(otherId),
          scope: visitOnlyOf(identity) === null ? ('conversation' as const) : ('visit' as const),
        },
        snippet,
      })),
    );
    return { hits, next: found.length < asked ? null : (found.at(-1)?.place ?? null) };
  };

  return { search, indexAll };
};
