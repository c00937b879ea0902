/** Whether anything can be stored, as those who are connected are told. */
export const createStorageState = () => {
  let writable = true;
  let listener: (writable: boolean) => void = () => undefined;
  return {
    isWritable: (): boolean => writable,
    change(next: boolean): void {
      if (next === writable) return;
      writable = next;
      listener(next);
    },
    /** Called with each change, and at once if nothing can be stored now. */
    onChange(listen: (writable: boolean) => void): void {
      listener = listen;
      if (!writable) listen(writable);
    },
  };
};

export type StorageState = ReturnType<typeof createStorageState>;
