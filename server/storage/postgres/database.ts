import { DatabaseError, types, type ClientBase, type CustomTypesConfig, type QueryConfig } from 'pg';
import { ConnectionLostError } from './errors.ts';

const BOOLEAN = 16;
const BYTEA = 17;
const BIGINT = 20;
const NUMERIC = 1700;

/** How values come back: numbers as numbers, all of which are whole and small enough, and flags as SQLite's. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [BOOLEAN, (text) => (text === 't' ? 1 : 0)],
  [BYTEA, (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex'))],
  [BIGINT, Number],
  [NUMERIC, Number],
]);

export const VALUE_TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    PARSERS.get(oid) ?? (types.getTypeParser(oid, format) as (text: string) => unknown),
};

type Client = Pick<ClientBase, 'query'>;
type Answer = { rows: object[]; rowCount: number | null; command: string };

/** @throws DatabaseError what PostgreSQL says; ConnectionLostError if it says nothing */
export const ask = async (client: Client, query: string | QueryConfig): Promise<Answer> => {
  try {
    return await client.query<object>(query);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw new ConnectionLostError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/** What a statement changed. */
export type RunResult = { changes: number };

/** A statement of one connection, which the server parses once. */
export type Statement<Parameters extends unknown[], Row> = {
  get(...parameters: Parameters): Promise<Row | undefined>;
  all(...parameters: Parameters): Promise<Row[]>;
  run(...parameters: Parameters): Promise<RunResult>;
  /** The first column alone. */
  pluck(): Statement<Parameters, Row>;
};

type Bound<P> = P extends unknown[] ? P : [P];

/** One connection, in the words in which the operations ask. */
export type Connection = {
  /**
   * @param sql with `@name` for the properties of one object, or `?` for arguments in their order; neither may
   * stand in the SQL as anything else
   */
  prepare<P extends unknown[] | object = [], Row = unknown>(sql: string): Statement<Bound<P>, Row>;
};

type Compiled = { text: string; valuesOf: (parameters: readonly unknown[]) => unknown[] };

/** The one character that PostgreSQL does not store in a text; and clocks that tell parts of milliseconds. */
const storable = (value: unknown): unknown => {
  if (typeof value === 'number') return Math.floor(value);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
};

/** PostgreSQL numbers its parameters. */
const compile = (sql: string): Compiled => {
  const names: string[] = [];
  let questions = 0;
  const text = sql.replaceAll(/@(\w+)|\?/gu, (_, name: string | undefined) => {
    if (name === undefined) return `$${(questions += 1)}`;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  if (names.length === 0) return { text, valuesOf: (parameters) => parameters.map(storable) };
  return {
    text,
    valuesOf: ([object]) => names.map((name) => storable((object as Record<string, unknown>)[name] ?? null)),
  };
};

/** Speaks to one connection of PostgreSQL; statements are sent one behind the other, without waiting in between. */
export const createConnection = (client: Client): Connection => {
  let prepared = 0;
  return {
    prepare<P extends unknown[] | object, Row>(sql: string): Statement<Bound<P>, Row> {
      const { text, valuesOf } = compile(sql);
      const name = `anteroom_${(prepared += 1)}`;
      const answerTo = (parameters: readonly unknown[]): Promise<Answer> =>
        ask(client, { name, text, values: valuesOf(parameters) });
      const statement = (rowOf: (row: object) => Row): Statement<Bound<P>, Row> => ({
        get: async (...parameters) => {
          const [row] = (await answerTo(parameters)).rows;
          return row === undefined ? undefined : rowOf(row);
        },
        all: async (...parameters) => (await answerTo(parameters)).rows.map(rowOf),
        run: async (...parameters) => ({ changes: (await answerTo(parameters)).rowCount ?? 0 }),
        pluck: () => statement((row) => Object.values(row)[0] as Row),
      });
      return statement((row) => row as Row);
    },
  };
};
