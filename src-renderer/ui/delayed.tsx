import { useEffect, useState, type ReactNode } from 'react';

/** Shows its children only if they are still needed after 150 ms: what comes at once needs no skeleton. */
export const Delayed = ({ children, ms = 150 }: { children: ReactNode; ms?: number }) => {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return shown ? <>{children}</> : null;
};
