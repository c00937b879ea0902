import type { ClientAckData } from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { hasNewer, hasOlder, withMessages, withOnly, type ConversationView } from './conversation-view.ts';

const PAGE = 50;
/** Most that the server gives at once. */
const PAGE_MAX = 200;
/** A message this far before what is loaded is reached by loading what is between. */
const NEAR = 175;
/** Messages on each side of one that was looked for. */
const AROUND = 50;
/** Before it, everything is older: the newest page. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

type Page = ClientAckData<'get_messages'>;
type Change = (known: ConversationView) => ConversationView;

/** Loads parts of conversations into their views, one at a time in each direction. */
export const createMessagePages = ({
  socket,
  viewOf,
  setView,
  epoch,
  onBehind,
}: {
  socket: Pick<SocketClient, 'request'>;
  viewOf: (otherId: string) => ConversationView | undefined;
  setView: (otherId: string, change: Change) => void;
  /** Changes when everything is forgotten: what was asked for before is dropped. */
  epoch: () => number;
  /** What was loaded tells less of reactions than what was known. */
  onBehind: (otherId: string) => void;
}) => {
  const before = ({ conversationId }: ConversationView, seq: number, limit = PAGE): Promise<Page> =>
    socket.request('get_messages', { conversationId, before: seq, limit });

  const load = async (
    otherId: string,
    flag: 'loadingOlder' | 'loadingNewer',
    /** Null if there is nothing to load. */
    ask: (view: ConversationView) => Promise<Change> | null,
  ): Promise<void> => {
    const view = viewOf(otherId);
    if (view === undefined || view[flag]) return;
    const startedIn = epoch();
    const asked = ask(view);
    if (asked === null) return;
    setView(otherId, (known) => ({ ...known, [flag]: true, problem: null }));
    const change = await asked.catch((error: unknown): Change => {
      const problem = codeOf(error);
      return (known) => ({ ...known, problem });
    });
    if (startedIn !== epoch()) return;
    const told = viewOf(otherId)?.lastReaction ?? 0;
    setView(otherId, (known) => ({ ...change(known), [flag]: false }));
    if ((viewOf(otherId)?.lastReaction ?? told) < told) onBehind(otherId);
  };

  const joining = (page: Promise<Page>): Promise<Change> =>
    page.then(({ messages, lastReaction = Infinity }) => (known) => ({
      ...withMessages(known, messages),
      // Of this page perhaps less is told than of the others.
      lastReaction: Math.min(known.lastReaction, lastReaction),
    }));
  const replacing = (page: Promise<Page>): Promise<Change> =>
    page.then(
      ({ messages, lastReaction = 0 }) =>
        (known) =>
          messages.length === 0 ? known : { ...withOnly(known, messages), lastReaction },
    );

  return {
    /** The newest page of a conversation. @throws ApiError */
    newest: (view: ConversationView): Promise<Page> => before(view, AFTER_ALL),

    loadOlder: (otherId: string) =>
      load(otherId, 'loadingOlder', (view) =>
        hasOlder(view) ? joining(before(view, view.messages[0]?.seq ?? 1)) : null,
      ),

    loadNewer: (otherId: string) =>
      load(otherId, 'loadingNewer', (view) =>
        hasNewer(view) ? joining(before(view, (view.messages.at(-1)?.seq ?? 0) + PAGE + 1)) : null,
      ),

    loadAround: (otherId: string, seq: number) =>
      load(otherId, 'loadingOlder', (view) => {
        const first = view.messages[0]?.seq ?? AFTER_ALL;
        if (seq >= first && seq <= (view.messages.at(-1)?.seq ?? 0)) return null;
        return seq < first && seq >= first - NEAR
          ? joining(before(view, first, PAGE_MAX))
          : replacing(before(view, seq + AROUND + 1, 2 * AROUND));
      }),

    loadNewest: (otherId: string) =>
      load(otherId, 'loadingNewer', (view) => (hasNewer(view) ? replacing(before(view, AFTER_ALL)) : null)),
  };
};
