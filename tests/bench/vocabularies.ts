import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { connected, createClient, request, times, type Client } from './clients.ts';
import { prepareClinic, type Clinic, type Visit } from './clinic.ts';
import { startOurs, type ServerProcess } from './processes.ts';
import { alternate, type Variant } from './slices.ts';
import { compared, median } from './statistics.ts';

const CONVERSATIONS = 8;
const ROUNDS = 12;
const TEXT = 'Good morning. The tablets help, but I still wake up at four. '.repeat(3);

type Slice = { cpuPerMessage: number; perSecond: number; milliseconds: number };

/** A conversation with one who writes and three who listen. */
type Conversation = { sender: Client; receiverId: string; listeners: { client: Client; event: string }[] };

type Listening = (server: ServerProcess, token: string, visit: Visit) => Promise<Client>;

const post = async <T>(server: ServerProcess, path: string, token: string, body: object): Promise<T> => {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
};

const asCanonical: Listening = (server, token) => connected(createClient(server, token));

const asQuickclinic: Listening = async (server, token, { doctor, patient }) => {
  const { relation } = await post<{ relation: { id: string } }>(
    server,
    '/api/doctorpatientrelations',
    token,
    { doctorsUserId: doctor.userId, patientsUserId: patient.userId },
  );
  const client = createClient(server, token);
  client.auth = { token, relationId: relation.id };
  const greeted = new Promise((resolve) => {
    client.once('connected', resolve);
  });
  await connected(client);
  await greeted;
  return client;
};

const asPhase4: Listening = async (server, token, { doctor, patient }) => {
  const client = await connected(createClient(server, token));
  client.emit('authenticate', { userId: doctor.userId, role: 'DOCTOR' });
  const joined = new Promise((resolve) => {
    client.once('chat:joined', resolve);
  });
  client.emit('join:chat', { patientId: patient.userId, doctorId: doctor.userId });
  await joined;
  return client;
};

const ONE = [
  [asCanonical, 'message_sent'],
  [asCanonical, 'message_sent'],
  [asCanonical, 'message_sent'],
] as const;
const THREE = [
  [asCanonical, 'message_sent'],
  [asQuickclinic, 'new_message'],
  [asPhase4, 'message:received'],
] as const;

const open = async (
  server: ServerProcess,
  clinic: Clinic,
  visit: Visit,
  kinds: typeof ONE | typeof THREE,
): Promise<Conversation> => {
  const token = clinic.token(visit.doctor);
  return {
    sender: await connected(createClient(server, token)),
    receiverId: visit.patient.userId,
    listeners: await Promise.all(
      kinds.map(async ([listen, event]) => ({ client: await listen(server, token, visit), event })),
    ),
  };
};

/** Each conversation writes its next message when the last one is acked and heard by all. */
const load = (server: ServerProcess, conversations: readonly Conversation[]): Variant<Slice> => {
  const write = async ({ sender, receiverId, listeners }: Conversation): Promise<void> => {
    await Promise.all([
      request(sender, 'send_message', { receiverId, content: TEXT }),
      ...listeners.map(
        ({ client, event }) =>
          new Promise((resolve) => {
            client.once(event, resolve);
          }),
      ),
    ]);
  };
  return async (milliseconds) => {
    const durations: number[] = [];
    const before = await server.cpu();
    const begun = performance.now();
    const until = begun + milliseconds;
    await Promise.all(
      conversations.map(async (conversation) => {
        while (performance.now() < until) {
          const asked = performance.now();
          await write(conversation);
          durations.push(performance.now() - asked);
        }
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    return {
      cpuPerMessage: ((await server.cpu()) - before) / durations.length,
      perSecond: durations.length / seconds,
      milliseconds: median(durations),
    };
  };
};

const run = async (): Promise<BenchOutcome> => {
  const clinic = await prepareClinic({ doctors: CONVERSATIONS, visits: CONVERSATIONS });
  const servers: ServerProcess[] = [];
  const clients: Client[] = [];
  const variant = async (kinds: typeof ONE | typeof THREE) => {
    const server = await startOurs(clinic);
    servers.push(server);
    const conversations = await times(CONVERSATIONS, (index) =>
      open(server, clinic, clinic.visits[index]!, kinds),
    );
    clients.push(
      ...conversations.flatMap(({ sender, listeners }) => [sender, ...listeners.map(({ client }) => client)]),
    );
    return load(server, conversations);
  };
  try {
    const values = await alternate(
      { three: await variant(THREE), one: await variant(ONE), control: await variant(ONE) },
      { rounds: ROUNDS },
    );
    const row = (name: string, unit: string, key: 'cpuPerMessage' | 'milliseconds') => {
      const of = (slices: readonly Slice[]) => slices.map((slice) => slice[key]);
      return compared(
        { subject: `Three vocabularies in a conversation: ${name}`, unit, budget: { most: 1.5 } },
        { ours: of(values.three), bare: of(values.one), control: of(values.control) },
      );
    };
    return {
      rows: [
        row('server CPU per message', 'µs', 'cpuPerMessage'),
        row('until all have it, p50', 'ms', 'milliseconds'),
      ],
      notes: [
        `${CONVERSATIONS} conversations, in each one connection that writes and three that hear it: one each of S1, S3 and S4 (“Ours”), against three of S1 (“Bare” and “Control”, the same server here). ${ROUNDS} rounds. Each message is stored durably.`,
        `Messages per second: three vocabularies ${Math.round(median(values.three.map(({ perSecond }) => perSecond)))}, one ${Math.round(median(values.one.map(({ perSecond }) => perSecond)))}.`,
        'A connection of S4 hears each message in the canonical words, too.',
      ],
    };
  } finally {
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map((server) => server.stop()));
    clinic.dispose();
  }
};

/** A message to a conversation with three vocabularies against one with one. */
export const vocabularies: BenchPart = {
  name: 'vocabularies',
  title: 'Vocabularies in a conversation',
  pinned: true,
  run,
};
