import { createTransport } from 'nodemailer';
import { isLoopbackHost } from '../config.ts';
import type { Mailer } from '../domain/ports.ts';
import { errorFields, type Log } from '../log.ts';
import type { SmtpSettings } from '../smtp-settings.ts';
import { composeMail } from './compose-mail.ts';

/** A mail server that does not answer must not hold up the others' mails, nor the server's stop, for long. */
const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 20_000;

/** What the mail server said, or why there was nobody to say something: codes alone, its words may name people. */
const failureOf = (error: unknown): { code: string; status: number | null } => {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return {
    code: typeof code === 'string' ? code : 'unknown',
    status: typeof responseCode === 'number' ? responseCode : null,
  };
};

/** Sends by SMTP, each mail by a connection of its own. Credentials and links never cross a network in plain text. */
export const createSmtpMailer = (settings: SmtpSettings, log: Log): Mailer => {
  const { host, port, secure, user, password, from } = settings;
  const isHere = isLoopbackHost(host);
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: !secure && !isHere,
    ...(user !== null && password !== null && { auth: { user, pass: password } }),
    // Nobody is between two programs of one machine, whose certificate nobody has signed.
    tls: { rejectUnauthorized: !isHere },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(letter) {
      try {
        await transport.sendMail({
          ...composeMail(letter),
          from,
          to: { name: letter.to.fullname, address: letter.to.email },
          // No out-of-office note answers it (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return 'sent';
      } catch (error) {
        const { code, status } = failureOf(error);
        log.warn('mail-not-sent', {
          kind: letter.kind,
          code,
          status,
          errorName: errorFields(error).errorName ?? null,
        });
        return status === null || code === 'EAUTH' ? 'unreachable' : 'refused';
      }
    },
  };
};
