/**
 * Writes any value that structured cloning takes as text, and reads it back: what Playwright's bindings carry
 * turns Map, Set, ArrayBuffer and DataView silently into `{}`. Refers to nothing outside of itself, so that its
 * own text can run in a page.
 */
export const createCloneCodec = () => {
  /** A primitive, or the number of an object in the table. */
  type Token = [kind: string, text?: string | number];
  /** An object: its kind and what it is made of. */
  type Node = [kind: string, ...parts: (string | number | Token | Token[])[]];

  const VIEWS: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView> =
    {
      DataView,
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
    };
  const ERRORS: Record<string, ErrorConstructor> = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };
  const uncloneable = (): Error => new Error('An object could not be cloned.');

  const toBase64 = (buffer: ArrayBufferLike): string =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
  const fromBase64 = (text: string): ArrayBuffer =>
    Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;

  const encode = (value: unknown): string => {
    const nodes: Node[] = [];
    const seen = new Map<object, number>();

    const token = (item: unknown): Token => {
      if (item === undefined) return ['undefined'];
      if (item === null) return ['null'];
      if (typeof item === 'object') return ['object', place(item)];
      if (typeof item === 'number') return ['number', Object.is(item, -0) ? '-0' : String(item)];
      if (typeof item === 'string') return ['string', item];
      if (typeof item === 'boolean' || typeof item === 'bigint') return [typeof item, String(item)];
      throw uncloneable();
    };
    const place = (item: object): number => {
      const known = seen.get(item);
      if (known !== undefined) return known;
      const index = nodes.length;
      seen.set(item, index);
      // Before its parts, which may lead back to it.
      nodes.push(['Object']);
      nodes[index] = describe(item);
      return index;
    };
    const fields = (item: object): Token[] =>
      Object.entries(item).flatMap(([key, field]) => [token(key), token(field)]);
    const describe = (item: object): Node => {
      if (Array.isArray(item)) return ['Array', item.length, fields(item)];
      if (item instanceof Map)
        return ['Map', [...item].flatMap(([key, field]) => [token(key), token(field)])];
      if (item instanceof Set) return ['Set', [...item].map(token)];
      if (item instanceof Date) return ['Date', String(item.getTime())];
      if (item instanceof RegExp) return ['RegExp', item.source, item.flags];
      if (item instanceof ArrayBuffer) return ['ArrayBuffer', toBase64(item)];
      if (ArrayBuffer.isView(item)) {
        const length = 'length' in item ? Number(item.length) : item.byteLength;
        return ['View', item.constructor.name, token(item.buffer), item.byteOffset, length];
      }
      if (item instanceof Error) {
        return [
          'Error',
          item.name,
          item.message,
          item.stack ?? '',
          'cause' in item ? token(item.cause) : ['none'],
        ];
      }
      if (Object.prototype.toString.call(item) !== '[object Object]') throw uncloneable();
      return ['Object', fields(item)];
    };

    let cloned: unknown;
    try {
      // Drops what cloning drops, refuses what it refuses.
      cloned = structuredClone(value);
    } catch {
      throw uncloneable();
    }
    return JSON.stringify({ root: token(cloned), nodes });
  };

  const decode = (text: string): unknown => {
    const { root, nodes } = JSON.parse(text) as { root: Token; nodes: Node[] };
    const made = new Map<number, object>();

    const value = ([kind, data]: Token): unknown => {
      switch (kind) {
        case 'undefined':
          return undefined;
        case 'null':
          return null;
        case 'object':
          return object(Number(data));
        case 'number':
          return Number(data);
        case 'boolean':
          return data === 'true';
        case 'bigint':
          return BigInt(data ?? 0);
        default:
          return data;
      }
    };
    const remember = <T extends object>(index: number, item: T): T => {
      made.set(index, item);
      return item;
    };
    const eachPair = (tokens: Token[], take: (key: unknown, field: unknown) => void): void => {
      for (let at = 0; at < tokens.length; at += 2) {
        const [key, field] = [tokens[at], tokens[at + 1]];
        if (key && field) take(value(key), value(field));
      }
    };
    const object = (index: number): object => {
      const known = made.get(index);
      if (known) return known;
      const [kind, ...parts] = nodes[index] ?? ['Object', []];
      const tokens = parts.at(-1) as Token[];
      switch (kind) {
        case 'Array': {
          const array = remember(index, new Array<unknown>(Number(parts[0])));
          eachPair(tokens, (key, field) => Object.assign(array, { [String(key)]: field }));
          return array;
        }
        case 'Map': {
          const map = remember(index, new Map<unknown, unknown>());
          eachPair(tokens, (key, field) => map.set(key, field));
          return map;
        }
        case 'Set': {
          const set = remember(index, new Set<unknown>());
          for (const item of tokens) set.add(value(item));
          return set;
        }
        case 'Date':
          return remember(index, new Date(Number(parts[0])));
        case 'RegExp':
          return remember(index, new RegExp(String(parts[0]), String(parts[1])));
        case 'ArrayBuffer':
          return remember(index, fromBase64(String(parts[0])));
        case 'View': {
          const View = VIEWS[String(parts[0])];
          if (!View) throw uncloneable();
          const buffer = value(parts[1] as Token) as ArrayBuffer;
          return remember(index, new View(buffer, Number(parts[2]), Number(parts[3])));
        }
        case 'Error': {
          const [name, message, stack, cause] = parts as [string, string, string, Token];
          const error = remember(index, new (ERRORS[name] ?? Error)(message));
          Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
          if (cause[0] !== 'none')
            Object.defineProperty(error, 'cause', { value: value(cause), configurable: true });
          return error;
        }
        default: {
          const plain = remember(index, {});
          eachPair(tokens, (key, field) =>
            Object.defineProperty(plain, String(key), {
              value: field,
              enumerable: true,
              configurable: true,
              writable: true,
            }),
          );
          return plain;
        }
      }
    };
    return value(root);
  };

  return { encode, decode };
};
