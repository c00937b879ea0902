import { Button, CloseButton } from '@mantine/core';
import { Undo2 } from 'lucide-react';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import classes from './undo.module.css';

/** What was just done, in words, and how it is taken back. */
export type Undoable = { text: string; undo: () => Promise<void> };

const SHOWN_FOR_MS = 10_000;

const UndoContext = createContext<(undoable: Undoable) => void>(() => undefined);

/** Offers to take back what was just done. A newer offer takes the place of the one before. */
export const useUndo = (): ((undoable: Undoable) => void) => useContext(UndoContext);

const UndoBar = ({ undoable, onDone }: { undoable: Undoable; onDone: () => void }) => {
  const { t } = useTranslation(['agenda', 'common']);
  const errorText = useErrorText();
  const textId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [held, setHeld] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  // The button that did it is gone, and the focus with it: it goes to the way back.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body)
      button.current?.focus({ preventScroll: true });
  }, []);

  const stays = held || busy || problem !== null;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(onDone, SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [stays, onDone]);

  const undo = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await undoable.undo();
      onDone();
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section
      className={classes.bar}
      aria-label={t('undo.label')}
      // Nothing goes away under the pointer, or from under the keyboard.
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={(event) => setHeld(event.target.matches(':focus-visible'))}
      onBlur={() => setHeld(false)}
    >
      <span id={textId} role={problem === null ? undefined : 'alert'}>
        {problem === null ? undoable.text : errorText(problem)}
      </span>
      <Button
        ref={button}
        size="xs"
        variant="default"
        aria-describedby={textId}
        leftSection={<Undo2 size={16} strokeWidth={1.75} aria-hidden />}
        loading={busy}
        onClick={() => void undo()}
      >
        {t('undo.undo')}
      </Button>
      <CloseButton aria-label={t('common:close')} onClick={onDone} />
    </section>
  );
};

/** Gives everything inside a way to offer "Undo", and shows the offer below. */
export const UndoProvider = ({ children }: { children: ReactNode }) => {
  const announce = useAnnounce();
  const [offer, setOffer] = useState<{ undoable: Undoable; number: number } | null>(null);
  const show = useCallback(
    (undoable: Undoable) => {
      announce(undoable.text);
      setOffer((before) => ({ undoable, number: (before?.number ?? 0) + 1 }));
    },
    [announce],
  );
  const done = useCallback(() => setOffer(null), []);
  const bar = useMemo(
    () => offer !== null && <UndoBar key={offer.number} undoable={offer.undoable} onDone={done} />,
    [offer, done],
  );
  return (
    <UndoContext value={show}>
      {children}
      {bar}
    </UndoContext>
  );
};
