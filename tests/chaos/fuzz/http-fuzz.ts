import { connect } from 'node:net';
import fc from 'fast-check';
import { routes, type RouteName } from '../../../server/protocol/index.ts';
import { arbitraryOf, BROKEN_VALUES, HOSTILE_JSON, textLike } from './arbitraries.ts';
import type { ChaosClinic, Person } from './clinic.ts';
import type { Dice } from './dice.ts';
import type { Tally } from './tally.ts';

type Fuzz = {
  clinic: ChaosClinic;
  people: () => Promise<readonly Person[]>;
  fates: Tally;
  failures: Set<string>;
};

const NAMES = Object.keys(routes) as RouteName[];
const PARTS = [
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%',
  '%ff%fe',
  '..',
  '.',
  '__proto__',
  'constructor',
  "'%20OR%201=1",
  '*',
  'é',
  'x'.repeat(300),
  'x'.repeat(12_000),
];
const QUERIES = [
  '',
  '?',
  '?a[__proto__][b]=1',
  '?__proto__=1&constructor=2',
  '?limit=-1',
  '?limit=NaN&after=%00',
  '?limit[]=1&limit[]=2',
  '?search=%25%5f%22%27',
  `?search=${'%20a'.repeat(40)}`,
  '?from=0000-00-00T00:00:00Z',
  '?from=9999-12-31T23:59:59Z&to=1970-01-01T00:00:00Z',
  '?bytes=1e9',
  '?bytes=-1',
  `?${'a=1&'.repeat(2_000)}`,
  '?%E0%A4%A',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-7',
  'application/json; charset="',
  'application/json;charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  'image/png',
  'image/svg+xml',
  'application/octet-stream',
  '',
  '/',
];
const ENCODINGS = ['gzip', 'br', 'deflate', 'identity', 'x', 'gzip, gzip', 'zstd'];
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PROPFIND',
  'CONNECT',
  'FOO',
];
const TOKENS = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer a.b.c',
  'Basic YTpi',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  `Bearer ${'a'.repeat(5_000)}`,
];
/** They would end what the others do: the session, the account, or the clinic's doctors. */
const ENDING: ReadonlySet<RouteName> = new Set<RouteName>(['logout']);

/** Who has not said all is waited for; nobody here waits as long as the server does. */
const LATE_MS = 2_000;

/** One request as bytes: nothing between here and the server puts it right. */
const exchange = (url: string, bytes: Buffer | string): Promise<number | 'closed' | 'late'> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let received = '';
    const end = (how: number | 'closed' | 'late') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    const timer = setTimeout(() => end('late'), LATE_MS);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      if (status !== undefined && status !== '100') end(Number(status));
    });
    socket.on('error', () => end('closed'));
    socket.on('close', () => end('closed'));
    socket.write(bytes);
  });

const bodyOf = (name: RouteName, ids: readonly string[], dice: Dice): string => {
  const known = { patientId: fc.constantFrom(...ids), followUpOf: fc.constantFrom(null, ...ids) };
  const [sample] = fc.sample(arbitraryOf(routes[name].body, known), {
    seed: dice.between(0, 2 ** 31 - 1),
    numRuns: 1,
  });
  if (dice.chance(0.3) && typeof sample === 'object' && sample !== null && Object.keys(sample).length > 0) {
    return JSON.stringify({ ...sample, [dice.pick(Object.keys(sample))]: dice.pick(BROKEN_VALUES) });
  }
  if (dice.chance(0.15)) return dice.pick(HOSTILE_JSON);
  if (dice.chance(0.05)) return `{"a":"${'x'.repeat(70_000)}"}`;
  if (dice.chance(0.05)) return '{"a":';
  return JSON.stringify(sample);
};

const headOf = (method: string, path: string, headers: readonly string[]): string =>
  `${[`${method} ${path} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;

const makeRequest = (
  ids: readonly string[],
  people: readonly Person[],
  dice: Dice,
  url: string,
): [RouteName, string] => {
  const name = dice.pick(NAMES.filter((candidate) => !ENDING.has(candidate)));
  const route = routes[name];
  const path = route.path.replaceAll(/:\w+/g, () => (dice.chance(0.6) ? dice.pick(ids) : dice.pick(PARTS)));
  const query = dice.chance(0.3) ? dice.pick(QUERIES) : '';
  const token = dice.chance(0.75) ? `Bearer ${dice.pick(people).token}` : dice.pick(TOKENS);
  const method = dice.chance(0.92) ? route.method.toUpperCase() : dice.pick(METHODS);
  const body = route.method === 'get' ? '' : bodyOf(name, ids, dice);
  const headers = [
    `Host: ${new URL(url).host}`,
    `Authorization: ${token}`,
    `Content-Type: ${dice.chance(0.85) ? 'application/json' : dice.pick(TYPES)}`,
    ...(dice.chance(0.04) ? [`Content-Encoding: ${dice.pick(ENCODINGS)}`] : []),
    ...(dice.chance(0.03) ? ['Expect: 100-continue'] : []),
    ...(dice.chance(0.03) ? ['X-HTTP-Method-Override: DELETE', 'X-Forwarded-For: 127.0.0.1, ::1'] : []),
    ...(dice.chance(0.03)
      ? [`Origin: ${dice.pick(['null', 'https://evil.example', 'app://anteroom', '%'])}`]
      : []),
  ];
  if (body !== '' && dice.chance(0.04)) {
    const chunks = dice.pick([
      `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      `zz\r\n${body}\r\n`,
      `ffffffff\r\n${body}`,
      '-1\r\n\r\n',
    ]);
    return [name, headOf(method, path + query, [...headers, 'Transfer-Encoding: chunked']) + chunks];
  }
  const length = dice.chance(0.03) ? dice.pick(['-1', '9'.repeat(30), 'x', '5, 6']) : Buffer.byteLength(body);
  return [name, headOf(method, path + query, [...headers, `Content-Length: ${length}`]) + body];
};

/** @param people a doctor and a patient first */
const idsOf = async (clinic: ChaosClinic, people: readonly Person[]): Promise<readonly string[]> => {
  const [doctor, patient] = people;
  if (doctor === undefined || patient === undefined) throw new Error('a doctor and a patient are needed');
  const visit = await clinic.addVisit(doctor, patient);
  const random = fc.sample(textLike(/^[\w-]{1,40}$/), { seed: 1, numRuns: 2 });
  return [patient.user.id, visit.id, visit.roomId, ...random];
};

/** Requests to every route, most of them nearly right. @returns how many were sent */
export const fuzzHttp = async (count: number, dice: Dice, fuzz: Fuzz): Promise<number> => {
  const { clinic, fates, failures } = fuzz;
  const known = await idsOf(clinic, await fuzz.people());
  for (let sent = 0; sent < count; sent += 1) {
    const [name, request] = makeRequest(known, await fuzz.people(), dice, clinic.url);
    const status = await exchange(clinic.url, request);
    fates.add(String(status));
    if (typeof status === 'number' && status >= 500 && status !== 501 && status !== 505) {
      failures.add(`${status} from ${name}: ${request.slice(0, 120)} … ${request.slice(-200)}`);
    }
  }
  return count;
};
