import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { loadAccountTexts } from '../../i18n/account-texts.tsx';
import { useServices, useSession } from '../../services.tsx';
import { loadOnce } from '../../ui/load-file.ts';

type Parts = typeof import('./parts.ts');

const PartsContext = createContext<Parts | null>(null);

/** How the corner of a frame shows itself: in rows of the navigation at the side, or as signs in a bar. */
export type CornerPlace = 'side' | 'bar';

/**
 * Bell, status and what stands behind them, for whoever has an account. No page waits for their files, or fails
 * without them; they are asked for again with each new connection.
 */
export const AccountParts = ({ children }: { children: ReactNode }) => {
  const { i18n } = useTranslation();
  const { socket } = useServices();
  const session = useSession();
  const hasAccount = session.status === 'signedIn' && session.visit === null;
  const [parts, setParts] = useState<Parts | null>(null);
  useEffect(() => {
    if (!hasAccount || parts !== null) return;
    let isWanted = true;
    const load = () =>
      void Promise.all([loadOnce(() => import('./parts.ts')), loadAccountTexts(i18n)]).then(
        ([loaded]) => isWanted && setParts(loaded),
        () => undefined,
      );
    load();
    const end = socket.onOnline(load);
    return () => {
      isWanted = false;
      end();
    };
  }, [hasAccount, parts, i18n, socket]);
  const shown = hasAccount ? parts : null;
  return (
    <PartsContext value={shown}>
      {children}
      {shown !== null && <shown.Follow />}
    </PartsContext>
  );
};

/** Bell and status of whoever has an account; for everybody else, and until they have come, what is in it. */
export const AccountCorner = ({ place, children = null }: { place: CornerPlace; children?: ReactNode }) => {
  const parts = useContext(PartsContext);
  return parts === null ? children : <parts.Corner place={place} />;
};
