import { useState } from 'react';
import { parseRecoveryKey } from '../../../server/protocol/recovery-key.ts';
import type { AnteroomBridge, BackupChoice, RecoveryRefusal } from '../../../src-preload/contract.ts';

type Inspected = Extract<BackupChoice, { status: 'inspected' }>;

export type RecoveryStep =
  /** `wrong_file`: the key does not open the file that was chosen. Which of the two is the wrong one, nobody can tell. */
  | { at: 'typing'; refusal: RecoveryRefusal | 'wrong_file' | null }
  | { at: 'opening' | 'recovered' }
  | { at: 'choosing' }
  | { at: 'inspected'; backup: Inspected; refusal: RecoveryRefusal | null }
  | { at: 'restoring' | 'restored' };

/** The way from a recovery key on paper to an open clinic, with its folder or with a backup. */
export const useRecovery = (clinicKey: AnteroomBridge['clinicKey']) => {
  const [typed, setTyped] = useState('');
  const [step, setStep] = useState<RecoveryStep>({ at: 'typing', refusal: null });

  /** Refused here, before anything is asked, if it cannot be a recovery key. */
  const isWhole = (): boolean => {
    const parsed = parseRecoveryKey(typed);
    if (!parsed.ok) setStep({ at: 'typing', refusal: parsed.code });
    return parsed.ok;
  };

  return {
    typed,
    step,
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
    restore: async (backup: Inspected) => {
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
    },
  };
};

export type Recovery = ReturnType<typeof useRecovery>;
