import { formatAppLink, type Pin } from '../protocol/join-link.ts';

/**
 * The links of an invitation. Its secret stands in the fragment: browsers send it to nobody, so it stays out of logs
 * and Referer headers.
 */
export const inviteLinks = (
  server: { publicUrl: () => string; pin: (publicUrl: string) => Pin | null },
  invite: string,
): { url: string; appUrl?: string } => {
  const publicUrl = server.publicUrl();
  const { protocol, host, pathname } = new URL(publicUrl);
  const pin = server.pin(publicUrl);
  const url = `${publicUrl}/visit#invite=${invite}${pin === null ? '' : `&pin=${pin}`}`;
  // The app joins by TLS alone, and knows of no path before the server's own.
  if (protocol !== 'https:' || pathname !== '/') return { url };
  return { url, appUrl: formatAppLink({ host, pin, code: invite }) };
};
