/** The mail server, and as whom the clinic writes. */
export type SmtpSettings = {
  host: string;
  port: number;
  /** By TLS from the first byte; else by STARTTLS, beyond this machine always. */
  secure: boolean;
  user: string | null;
  password: string | null;
  /** `Name <address>`, or an address. */
  from: string;
};

export type SmtpServer = Omit<SmtpSettings, 'from'>;

/** RFC 8314 and RFC 6409. */
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** What `SMTP_URL` says. @returns in words what is wrong, without what it says: it holds a password */
export const parseSmtpUrl = (text: string): { server: SmtpServer } | { fault: string } => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const { protocol = '' } = url ?? {};
  if (url === null || (protocol !== 'smtp:' && protocol !== 'smtps:')) {
    return { fault: 'not an smtp: or smtps: address such as smtps://user:password@mail.example' };
  }
  if (url.hostname === '') return { fault: 'it names no host' };
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    return { fault: 'nothing may follow the host and its port' };
  }
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === null || password === null)
    return { fault: 'a % in the user or the password must be written %25' };
  if ((user === '') !== (password === '')) return { fault: 'a user needs a password, and a password a user' };
  return {
    server: {
      host: decoded(url.hostname)?.replace(/^\[|\]$/g, '') ?? url.hostname,
      port: url.port === '' ? PORTS[protocol] : Number(url.port),
      secure: protocol === 'smtps:',
      user: user === '' ? null : user,
      password: password === '' ? null : password,
    },
  };
};

/** An address, or a name with an address in angle brackets, in one line. */
export const isSender = (text: string): boolean =>
  /^(?:[^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text);
