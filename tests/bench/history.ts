import { conversationIdOf } from '../../server/protocol/index.ts';
import { told, type BenchOutcome, type BenchPart } from './bench-part.ts';
import { connected, createClient, request, type Client } from './clients.ts';
import { prepareClinic } from './clinic.ts';
import { fillMessages, wordOf } from './fill-messages.ts';
import { startOurs } from './processes.ts';
import { alternate, type Variant } from './slices.ts';
import { compared, quantile } from './statistics.ts';

const MESSAGES = 1_000_000;
const DOCTORS = 10;
const RELATIONS = 1_000;
/** Every so many messages belong to the one long conversation. */
const LONG_EVERY = 10;
const PAGE = 50;
const ROUNDS = 12;

type Slice = number[];

/** As many as go, one after the other. @returns milliseconds of each */
const repeated =
  (client: Client, event: string, payload: (turn: number) => unknown): Variant<Slice> =>
  async (milliseconds) => {
    const times: number[] = [];
    const until = performance.now() + milliseconds;
    for (let began = performance.now(); began < until; began = performance.now()) {
      await request(client, event, payload(times.length));
      times.push(performance.now() - began);
    }
    return times;
  };

/** Words that are in one of five to one of a thousand messages, beginnings of words, and two at once. */
const QUERIES = [
  wordOf(1),
  wordOf(50),
  wordOf(3_900),
  wordOf(2_500).slice(0, 4),
  `${wordOf(3)} ${wordOf(90)}`,
  wordOf(1_000),
];

const run = async (): Promise<BenchOutcome> => {
  const clinic = await prepareClinic({ doctors: DOCTORS, visits: RELATIONS });
  const pairs = clinic.visits.map(({ doctor, patient }) => ({
    doctorId: doctor.userId,
    patientId: patient.userId,
  }));
  const began = performance.now();
  const counts = fillMessages(clinic.dataDir, {
    count: MESSAGES,
    search: true,
    relationAt: (index) => pairs[index % LONG_EVERY === 0 ? 0 : 1 + (index % (RELATIONS - 1))]!,
  });
  const filledIn = Math.round((performance.now() - began) / 1000);
  const { doctor, patient } = clinic.visits[0]!;
  const long = counts.get(`${patient.userId} ${doctor.userId}`) ?? 0;
  const conversationId = conversationIdOf(doctor.userId, patient.userId);
  const server = await startOurs(clinic);
  const client = createClient(server, clinic.token(doctor));
  try {
    await connected(client);
    const newest = repeated(client, 'get_messages', () => ({
      conversationId,
      before: long + 1,
      limit: PAGE,
    }));
    // Anywhere in it, as far from each other as they get.
    const deep = repeated(client, 'get_messages', (turn) => ({
      conversationId,
      before: PAGE + 1 + ((turn * 7_919 * PAGE) % (long - 2 * PAGE)),
      limit: PAGE,
    }));
    const search = repeated(client, 'search_messages', (turn) => ({ query: QUERIES[turn % QUERIES.length] }));
    const list = repeated(client, 'list_conversations', () => ({ limit: PAGE }));
    const values = await alternate({ newest, deep, control: newest, search, list }, { rounds: ROUNDS });
    const at = (part: number, ours: readonly Slice[]) => {
      const of = (slices: readonly Slice[]) => slices.map((times) => quantile(times, part));
      return { ours: of(ours), bare: of(values.newest), control: of(values.control) };
    };
    return {
      rows: [
        compared(
          { subject: 'A page far back: p50', unit: 'ms', budget: { most: 1.2 } },
          at(0.5, values.deep),
        ),
        compared({ subject: 'A page far back: p99', unit: 'ms', budget: null }, at(0.99, values.deep)),
        compared(
          { subject: 'Search, newest first: p50', unit: 'ms', budget: { most: 10 } },
          at(0.5, values.search),
        ),
        compared({ subject: 'Search, newest first: p99', unit: 'ms', budget: null }, at(0.99, values.search)),
        told({
          subject: 'Search: slowest kind of query, p50',
          unit: 'ms',
          ours: Math.max(
            ...QUERIES.map((_, kind) =>
              quantile(
                values.search.flatMap((times) =>
                  times.filter((_time, turn) => turn % QUERIES.length === kind),
                ),
                0.5,
              ),
            ),
          ),
          budget: null,
        }),
        told({
          subject: `First ${PAGE} of a doctor’s ${RELATIONS / DOCTORS} conversations: p50`,
          unit: 'ms',
          ours: quantile(values.list.flat(), 0.5),
          budget: null,
        }),
      ],
      notes: [
        `${MESSAGES} messages of 14 words each in ${RELATIONS} conversations of ${DOCTORS} doctors, one of which has ${long}; messages of a conversation lie far apart, as they come. Written in ${filledIn} s.`,
        `Each number is the time from an event to its ack at a client of the built server; “bare” is the newest page of ${PAGE} messages in the conversation of ${long}, a page far back is anywhere in it. Searches are of one doctor, with words that are in one of five to one of a thousand messages, a beginning, and two words.`,
      ],
    };
  } finally {
    client.disconnect();
    await server.stop();
    clinic.dispose();
  }
};

/** Pages and search in a clinic of many years. */
export const history: BenchPart = { name: 'history', title: 'History and search', pinned: true, run };
