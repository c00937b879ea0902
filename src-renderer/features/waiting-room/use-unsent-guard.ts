import { useEffect } from 'react';
import { useServices } from '../../services.tsx';

/**
 * Messages are kept in memory alone, so a browser asks before the page goes with one that was not sent. The
 * desktop's windows cannot ask, and must not refuse to close.
 */
export const useUnsentGuard = (unsent: boolean): void => {
  const { platform } = useServices();
  const guards = unsent && platform.kind === 'web';
  useEffect(() => {
    if (!guards) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [guards]);
};
