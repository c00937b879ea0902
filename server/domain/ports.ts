import type { Language } from '../protocol/index.ts';
import type { MailKind } from './notification-records.ts';

/** What the domain needs from the world beside the store; the composition root supplies it. */

export type Clock = {
  /** Milliseconds since the epoch by the machine's clock, which may be set while the server runs. */
  now(): number;
  /** Milliseconds since some moment, which only ever grow: for durations. Not whole. */
  elapsed(): number;
};

export type Ids = {
  /** A new opaque id. */
  id(): string;
  /** 128 random bits for the address of a room. */
  roomId(): string;
};

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes the same time whether or not there is a hash to compare with. */
  verify(hash: string | null, password: string): Promise<boolean>;
};

/** Opaque secrets that leave the server once and are stored as hashes. */
export type Secrets = {
  /** 256 random bits, base64url. */
  create(): string;
  hash(secret: string): string;
  /** The one successor of a refresh token, so that a repeated refresh gets the same answer. */
  successorOf(refreshToken: string): string;
};

/** Time-based one-time codes (RFC 6238) of an authenticator app, and the codes that replace it once. */
export type OneTimeCodes = {
  /** A new secret, base32. */
  createSecret(): string;
  /** What the QR code for the authenticator app says. */
  uri(of: { secret: string; issuer: string; label: string }): string;
  /** The time step that these six digits belong to, at most one away from now; null if they are wrong. */
  stepOf(secret: string, digits: string, now: number): number | null;
  /** A new recovery code, as it is shown. */
  createRecoveryCode(): string;
};

/** The addresses that people open. */
export type Links = {
  /** Where everybody signs in. */
  clinic(): string;
  /** Of an invitation with this secret. */
  invitation(invite: string): string;
};

/** What a mail says, without words: nothing that was written, no reason, and no other person's name. */
export type Letter = {
  kind: MailKind;
  to: { email: string; fullname: string };
  language: Language;
  clinicName: string;
  /** Of the appointment that it is about. */
  startsAt: number | null;
  /** The clinic's; null: the server's. */
  timeZone: string | null;
  link: string;
};

export type Mailer = {
  /** Never rejects. `unreachable`: nobody took it; `refused`: the mail server did not take this one. */
  send(letter: Letter): Promise<'sent' | 'refused' | 'unreachable'>;
};

/** Looks into files. Nothing that it is told of them counts, only their bytes. */
export type FileInspection = {
  /** The MIME type that the content has; null if it is of no known kind. */
  typeOf(bytes: () => AsyncIterable<Uint8Array>): Promise<string | null>;
  /**
   * How large a picture is, as it is shown, without decoding it, and how many pixels it has; null if it cannot be
   * read.
   */
  measure(
    bytes: () => AsyncIterable<Uint8Array>,
  ): Promise<{ width: number; height: number; pixels: number } | null>;
  /** The picture within a square of this side, as WebP, with nothing else in it; null if it cannot be decoded. */
  shrink(
    bytes: () => AsyncIterable<Uint8Array>,
    options: { side: number; maxPixels: number },
  ): Promise<Uint8Array | null>;
};
