import { useCallback, useEffect, useRef, useState, type ChangeEvent } from 'react';

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
  /**
   * Runs at most one submission at a time, however often the button is pressed. If the form is still there
   * afterwards, the focus goes to the first field that is wrong.
   */
  submit(form: HTMLFormElement, action: () => Promise<void>): Promise<void>;
};

/** Nobody should have to look for what is wrong, and a button that was busy has lost the focus. */
const focusWhatIsNext = (form: HTMLFormElement) => {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (wrong !== null) wrong.focus();
  else if (document.activeElement === document.body) {
    form.querySelector<HTMLElement>('[type="submit"]')?.focus();
  }
};

export const useFields = <Name extends string>(initial: Record<Name, string>): Fields<Name> => {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Partial<Record<Name, string>>>({});
  const [busy, setBusy] = useState(false);
  const [settled, setSettled] = useState(0);
  const running = useRef(false);
  const submitted = useRef<HTMLFormElement | null>(null);

  const set = useCallback((name: Name, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors((before) => ({ ...before, [name]: undefined }));
  }, []);

  // After the drawing in which the fields show that they are wrong, and the button is no longer busy.
  useEffect(() => {
    if (settled > 0 && submitted.current !== null) focusWhatIsNext(submitted.current);
  }, [settled]);

  const submit = useCallback(async (form: HTMLFormElement, action: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    submitted.current = form;
    setBusy(true);
    try {
      await action();
    } finally {
      running.current = false;
      setBusy(false);
      setSettled((count) => count + 1);
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
