import { useState } from 'react';
import { parseRecoveryKey } from '../../../server/protocol/recovery-key.ts';
import type {
  AnteroomBridge,
  BackupChoice,
  Consequence,
  RecoveryRefusal,
} from '../../../src-preload/contract.ts';
import { INTERRUPTIONS } from '../hosting/interrupt-dialog.tsx';

type Inspected = Extract<BackupChoice, { status: 'inspected' }>;

export type RecoveryStep =
  /** `wrong_file`: the key does not open the file that was chosen. Which of the two is the wrong one, nobody can tell. */
  | { at: 'typing'; refusal: RecoveryRefusal | 'wrong_file' | null }
  | { at: 'opening' | 'recovered' }
  | { at: 'choosing' }
  | { at: 'inspected'; backup: Inspected; refusal: RecoveryRefusal | null }
  | { at: 'restoring' | 'restored' };

/** The way from a recovery key on paper to an open clinic, with its folder or with a backup. */
export const useRecovery = ({ clinicKey, leaving }: Pick<AnteroomBridge, 'clinicKey' | 'leaving'>) => {
  const [typed, setTyped] = useState('');
  const [step, setStep] = useState<RecoveryStep>({ at: 'typing', refusal: null });

  /** Refused here, before anything is asked, if it cannot be a recovery key. */
  const isWhole = (): boolean => {
    const parsed = parseRecoveryKey(typed);
    if (!parsed.ok) setStep({ at: 'typing', refusal: parsed.code });
    return parsed.ok;
  };

  const [asked, setAsked] = useState<{ isOpen: boolean; consequences: readonly Consequence[] }>({
    isOpen: false,
    consequences: [],
  });
  const stopAsking = () => setAsked((before) => ({ ...before, isOpen: false }));

  const restore = async (backup: Inspected): Promise<void> => {
    stopAsking();
    setStep({ at: 'restoring' });
    try {
      const outcome = await clinicKey.restore();
      setStep(
        outcome.status === 'restored'
          ? { at: 'restored' }
          : { at: 'inspected', backup, refusal: outcome.code },
      );
    } catch {
      setStep({ at: 'inspected', backup, refusal: 'failed' });
    }
  };

  return {
    typed,
    step,
    /** Whom the person is asked about; it stays while the question fades out. */
    asked,
    stopAsking,
    restore,
    /** Restores, unless a clinic runs here that somebody is in: then the person is asked. */
    askToRestore: async (backup: Inspected) => {
      try {
        const consequences = await leaving.consequences({ intent: INTERRUPTIONS.restore.intent });
        if (consequences.length === 0) await restore(backup);
        else setAsked({ isOpen: true, consequences });
      } catch {
        setStep({ at: 'inspected', backup, refusal: 'failed' });
      }
    },
    type: (text: string) => {
      setTyped(text);
      // A backup was chosen with the key as it was.
      setStep({ at: 'typing', refusal: null });
    },
    open: async () => {
      if (!isWhole()) return;
      setStep({ at: 'opening' });
      try {
        const outcome = await clinicKey.recover({ recoveryKey: typed });
        setStep(
          outcome.status === 'recovered' ? { at: 'recovered' } : { at: 'typing', refusal: outcome.code },
        );
      } catch {
        setStep({ at: 'typing', refusal: 'failed' });
      }
    },
    choose: async () => {
      if (!isWhole()) return;
      setStep({ at: 'choosing' });
      try {
        const choice = await clinicKey.chooseBackup({ recoveryKey: typed });
        if (choice.status === 'inspected') setStep({ at: 'inspected', backup: choice, refusal: null });
        else if (choice.status !== 'refused') setStep({ at: 'typing', refusal: null });
        else setStep({ at: 'typing', refusal: choice.code === 'wrong_key' ? 'wrong_file' : choice.code });
      } catch {
        setStep({ at: 'typing', refusal: 'failed' });
      }
    },
  };
};

export type Recovery = ReturnType<typeof useRecovery>;
