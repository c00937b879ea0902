import { z } from './zod.ts';

/**
 * Links of an invitation. The https link opens in any browser; the `anteroom:` link opens the app. What is secret
 * in them, and the pin, stand in the fragment, which no browser sends to a server:
 *
 *     https://192.168.1.20:4000/visit#invite=<code>&pin=<pin>
 *     anteroom://join#host=192.168.1.20:4000&pin=<pin>&code=<code>
 */

/**
 * SHA-256 of the server's public key (its SubjectPublicKeyInfo, RFC 7469 2.4), in base64url without padding. An app
 * talks only to a server that shows this key.
 */
export const pinSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export type Pin = z.infer<typeof pinSchema>;

/** An invitation's secret, as the server makes them. */
const codeSchema = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/);

/** What a link for the app says. */
export const joinLinkSchema = z.object({
  /** Host and port as in an https address: `clinic.example`, `192.168.1.20:4000`, `[fe80::1]:4000`. */
  host: z
    .string()
    .max(255)
    .refine((host) => {
      const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : null;
      return url !== null && url.host === host.toLowerCase() && url.hostname !== '';
    }),
  /** Null for a server whose certificate browsers trust. */
  pin: pinSchema.nullable(),
  code: codeSchema,
});
export type JoinLink = z.infer<typeof joinLinkSchema>;

const APP_LINK = 'anteroom://join';
/** Longer than any link that the app makes. */
const MAX_LENGTH = 600;

export const formatAppLink = ({ host, pin, code }: JoinLink): string => {
  const fragment = new URLSearchParams({ host, ...(pin === null ? {} : { pin }), code });
  return `${APP_LINK}#${fragment.toString()}`;
};

/** @returns null for everything that is not a whole link of ours, whatever it is */
export const parseAppLink = (text: string): JoinLink | null => {
  if (text.length > MAX_LENGTH) return null;
  const [, fragment] = /^anteroom:\/\/join\/?#(.+)$/i.exec(text) ?? [];
  if (fragment === undefined) return null;
  const fields = new URLSearchParams(fragment);
  const parsed = joinLinkSchema.safeParse({
    host: fields.get('host'),
    pin: fields.get('pin'),
    code: fields.get('code'),
  });
  return parsed.success ? parsed.data : null;
};

/** The https link of an invitation, as it stands in a mail. */
const parseWebLink = (text: string): JoinLink | null => {
  const url = text.length <= MAX_LENGTH && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:' || url.pathname !== '/visit') return null;
  if (url.username !== '' || url.password !== '') return null;
  const fields = new URLSearchParams(url.hash.slice(1));
  const parsed = joinLinkSchema.safeParse({
    host: url.host,
    pin: fields.get('pin'),
    code: fields.get('invite'),
  });
  return parsed.success ? parsed.data : null;
};

/** Ends of a link that stands in a sentence, in brackets or in quotes. */
const AROUND_A_LINK = /[\s<>"'“”«»]+/;
const AFTER_A_LINK = /[.,;:!?)\]]+$/;
/** Longer than any message that a clinic writes around its link. */
const MAX_MESSAGE_LENGTH = 20_000;

const parseOne = (text: string): JoinLink | null => parseAppLink(text) ?? parseWebLink(text);

/**
 * What somebody pastes of an invitation: its link in either of its two forms, alone or in the message around it.
 * @returns null for everything else: a link over plain HTTP, a link that was cut off, links to different visits
 */
export const parseInvitation = (text: string): JoinLink | null => {
  const whole = parseOne(text.trim());
  if (whole !== null || text.length > MAX_MESSAGE_LENGTH) return whole;
  const found = text.split(AROUND_A_LINK).flatMap((word) => parseOne(word.replace(AFTER_A_LINK, '')) ?? []);
  const [link, ...others] = new Map(found.map((one) => [formatAppLink(one), one])).values();
  return link === undefined || others.length > 0 ? null : link;
};
