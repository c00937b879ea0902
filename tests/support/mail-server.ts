import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { SmtpSettings } from '../../server/smtp-settings.ts';

export type ReceivedMail = {
  to: string;
  from: string;
  headers: Map<string, string>;
  subject: string;
  text: string;
  html: string;
  /** As it came. */
  raw: string;
};

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const bodyOf = (headers: Map<string, string>, body: string): string => {
  switch (headers.get('content-transfer-encoding')) {
    case 'base64':
      return Buffer.from(body, 'base64').toString();
    case 'quoted-printable':
      return quotedPrintable(body).toString();
    default:
      return body;
  }
};

const encodedWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_match, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : quotedPrintable(word.replaceAll('_', ' ')).toString(),
    );

const split = (raw: string): { headers: Map<string, string>; body: string } => {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { headers, body: raw.slice(head.length + 4) };
};

const read = (raw: string, envelope: { from: string; to: string }): ReceivedMail => {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r\n/, '')));
  const part = (type: string): string => {
    const found = parts.find(({ headers: own }) => own.get('content-type')?.startsWith(type));
    return found === undefined ? '' : bodyOf(found.headers, found.body).replaceAll('\r\n', '\n').trim();
  };
  return {
    ...envelope,
    headers,
    subject: encodedWords(headers.get('subject') ?? ''),
    text: part('text/plain'),
    html: part('text/html'),
    raw,
  };
};

/** A mail server on a free port of this machine, which keeps what it gets. */
export const startMailServer = async () => {
  const received: ReceivedMail[] = [];
  let refusal: Error | null = null;
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onRcptTo: (_address, _session, done) => done(refusal),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push(
          read(Buffer.concat(chunks).toString(), {
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address).join(' '),
          }),
        );
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  let isOpen = true;
  const close = (): Promise<void> => {
    if (!isOpen) return Promise.resolve();
    isOpen = false;
    return new Promise((resolve) => {
      server.close(resolve);
    });
  };
  onTestFinished(close);
  const settings: SmtpSettings = {
    host: '127.0.0.1',
    port,
    secure: false,
    user: null,
    password: null,
    from: 'Anteroom <no-reply@clinic.example>',
  };
  return {
    settings,
    received,
    /** What came since it was asked last, as who got which subject. */
    take: (): [to: string, subject: string][] => received.splice(0).map(({ to, subject }) => [to, subject]),
    /** No recipient is taken until it is called with false. */
    refuse: (isRefusing: boolean): void => {
      refusal = isRefusing ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null;
    },
    close,
  };
};
