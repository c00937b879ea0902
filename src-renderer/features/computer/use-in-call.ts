import { useEffect } from 'react';
import { useServices } from '../../services.tsx';

/** The app keeps the screen on and asks before it goes, as long as this is on the page and true. */
export const useInCall = (role: 'doctor' | 'patient', isInCall: boolean): void => {
  const { computer } = useServices();
  useEffect(() => {
    if (computer === null || !isInCall) return;
    computer.attention.put('call', { role });
    return () => computer.attention.put('call', null);
  }, [computer, role, isInCall]);
};
