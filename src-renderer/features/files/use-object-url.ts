import { useMemo, useSyncExternalStore } from 'react';

/** The address is made when somebody begins to follow, and given back when nobody does any more. */
const createAddress = (blob: Blob | null) => {
  let url: string | null = null;
  return {
    get: () => url,
    follow: () => {
      const made = blob === null ? null : URL.createObjectURL(blob);
      url = made;
      return () => {
        if (made !== null) URL.revokeObjectURL(made);
        url = null;
      };
    },
  };
};

/** An address of something in memory, as long as it is shown; null before there is one. */
export const useObjectUrl = (blob: Blob | null): string | null => {
  const address = useMemo(() => createAddress(blob), [blob]);
  return useSyncExternalStore(address.follow, address.get);
};
