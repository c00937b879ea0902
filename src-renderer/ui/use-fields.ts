import { useCallback, useRef, useState, type ChangeEvent } from 'react';

/** State of a small form: texts, what is wrong with them, and whether it is being sent. */
export type Fields<Name extends string> = {
  readonly values: Readonly<Record<Name, string>>;
  readonly busy: boolean;
  set(name: Name, value: string): void;
  /** Props of a text input. */
  input(name: Name): {
    value: string;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
    error: string | null;
    /** Mantine forgets it on a password's input. */
    'aria-invalid': boolean;
  };
  /** Shows what is wrong with which field. */
  fail(errors: Partial<Record<Name, string>>): void;
  /** Runs at most one submission at a time, however often the button is pressed. */
  submit(action: () => Promise<void>): Promise<void>;
};

export const useFields = <Name extends string>(initial: Record<Name, string>): Fields<Name> => {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Partial<Record<Name, string>>>({});
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  const set = useCallback((name: Name, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors((before) => ({ ...before, [name]: undefined }));
  }, []);

  const submit = useCallback(async (action: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await action();
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);

  return {
    values,
    busy,
    set,
    input: (name) => ({
      value: values[name],
      onChange: (event) => set(name, event.currentTarget.value),
      error: errors[name] ?? null,
      'aria-invalid': errors[name] !== undefined,
    }),
    fail: setErrors,
    submit,
  };
};
