import type { ClientAckData } from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
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
  copy,
}: {
  socket: Pick<SocketClient, 'request'>;
  viewOf: (otherId: string) => ConversationView | undefined;
  setView: (otherId: string, change: Change) => void;
  /** Changes when everything is forgotten: what was asked for before is dropped. */
  epoch: () => number;
  /** What was loaded tells less of reactions than what was known. */
  onBehind: (otherId: string) => void;
  /** What this computer has kept; none in a browser. */
  copy?: Pick<ConversationCopy, 'read'> | undefined;
}) => {
  const before = ({ conversationId }: ConversationView, seq: number, limit = PAGE): Promise<Page> =>
    socket.request('get_messages', { conversationId, before: seq, limit });

  /** What this computer has of it: all of what is asked for that follows it without a gap, or nothing. */
  const keptBefore = async (otherId: string, seq: number, limit: number): Promise<Page | null> => {
    const messages = (await copy?.read(otherId, seq, limit))?.messages ?? [];
    return messages.at(-1)?.seq === seq - 1 ? { messages } : null;
  };
  const older = async (otherId: string, view: ConversationView, seq: number, limit = PAGE): Promise<Page> =>
    (await keptBefore(otherId, seq, limit)) ?? before(view, seq, limit);
  /** Without the network, what is here of a part that is elsewhere. */
  const part = (otherId: string, view: ConversationView, seq: number, limit: number): Promise<Page> =>
    before(view, seq, limit).catch(async (error: unknown) => {
      const messages = codeOf(error) === 'offline' ? (await copy?.read(otherId, seq, limit))?.messages : [];
      if (messages === undefined || messages.length === 0) throw error;
      return { messages };
    });

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
        hasOlder(view) ? joining(older(otherId, view, view.messages[0]?.seq ?? 1)) : null,
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
          ? joining(older(otherId, view, first, PAGE_MAX))
          : replacing(part(otherId, view, seq + AROUND + 1, 2 * AROUND));
      }),

    loadNewest: (otherId: string) =>
      load(otherId, 'loadingNewer', (view) => (hasNewer(view) ? replacing(before(view, AFTER_ALL)) : null)),
  };
};
