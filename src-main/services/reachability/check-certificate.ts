import { lookAt, type SeenCertificate } from '../net/tls-look.ts';
import { bareHost, finding, portOf, type Check } from './context.ts';

const SOON_MS = 14 * 24 * 3_600_000;
const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** What of the dates is wrong; null if nothing is. */
const datesOf = ({ validFrom, validTo }: SeenCertificate, now: number) => {
  if (validFrom.getTime() > now) return 'certificate-not-yet-valid';
  return validTo.getTime() <= now ? 'certificate-expired' : null;
};

/** Whether the clinic shows the key that its invitations name, or a certificate that browsers trust. */
export const checkCertificate: Check = async ({ clinic, signal, now, ca }) => {
  if (clinic === null) return finding('unknown', 'clinic-not-running');
  const { url, publicUrl, pin } = clinic;
  const port = portOf(url);
  if (url.protocol !== 'https:') return finding('failed', 'certificate-none', { port });
  const host = bareHost(publicUrl);
  const lookFor = (servername: string) =>
    lookAt({ host: bareHost(url), port, servername, secure: true }, { signal, ca });
  // Whoever asks for the clinic's name may be shown a certificate for it, with another key than the own one.
  const own = await lookFor(bareHost(url));
  const shown = await lookFor(host);
  if (
    own.state !== 'open' ||
    shown.state !== 'open' ||
    own.certificate === null ||
    shown.certificate === null
  ) {
    return own.state === 'no-tls' || shown.state === 'no-tls'
      ? finding('failed', 'certificate-none', { port })
      : finding('unknown', 'clinic-not-running');
  }
  const { certificate } = shown;
  const facts = { host, expiresAt: certificate.validTo.toISOString() };
  if (pin !== null && own.certificate.pin !== pin) return finding('failed', 'certificate-wrong-key', facts);
  const dates = datesOf(certificate, now());
  if (dates !== null) return finding('failed', dates, facts);
  const isPinned = pin !== null && certificate.pin === pin;
  if (!certificate.authorized && !isPinned) {
    const code = certificate.problem === WRONG_NAME ? 'certificate-wrong-name' : 'certificate-untrusted';
    return finding('failed', code, facts);
  }
  if (certificate.validTo.getTime() - now() < SOON_MS) {
    return finding('warning', 'certificate-expires-soon', facts);
  }
  return finding('ok', certificate.authorized ? 'certificate-trusted' : 'certificate-pinned', facts);
};
