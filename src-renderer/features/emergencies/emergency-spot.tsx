import { Button } from '@mantine/core';
import type { i18n } from 'i18next';
import { Siren } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { loadTexts } from '../../i18n/load-texts.ts';
import { useConnection, useServices } from '../../services.tsx';
import { loadOnce } from '../../ui/load-file.ts';
import type { EmergencyDoctor } from '../../../server/protocol/index.ts';
import classes from './emergency-spot.module.css';

/** The small part that a patient's page loads at once; what asks for help comes after it, before it is needed. */

type Parts = typeof import('./patient-emergency.tsx');

const loadParts = async (translator: i18n): Promise<Parts> => {
  const [parts] = await Promise.all([
    loadOnce(() => import('./patient-emergency.tsx')),
    loadTexts(translator, 'emergencies'),
  ]);
  return parts;
};

/** A file that does not come is no reason to lose the page: it says so, and the next try asks again. */
const useParts = (): { parts: Parts | null; failed: boolean; load: () => Promise<void> } => {
  const { i18n: translator } = useTranslation();
  const [parts, setParts] = useState<Parts | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(
    () =>
      loadParts(translator).then(
        (loaded) => {
          setParts(loaded);
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [translator],
  );
  return { parts, failed, load };
};

/**
 * Opens the dialog that asks for help. Not there for who has no doctor in the clinic.
 * @param doctor the one whom it goes to; without, the patient chooses
 * @param afterMs when the dialog is loaded, so that it opens without the network as well
 */
export const EmergencyButton = ({
  doctor = null,
  afterMs = 0,
}: {
  doctor?: EmergencyDoctor | null;
  afterMs?: number;
}) => {
  const { t } = useTranslation('patient');
  const { conversations } = useServices();
  const hasNobody = useStore(conversations.state, ({ list }) => list !== null && list.length === 0);
  const { parts, failed, load } = useParts();
  const [isOpen, setOpen] = useState(false);
  const [isTried, setTried] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => void load(), afterMs);
    return () => clearTimeout(timer);
  }, [load, afterMs]);

  const open = () => {
    setOpen(true);
    if (parts === null) void load().finally(() => setTried(true));
  };
  if (doctor === null && hasNobody) return null;
  return (
    <div className={classes.spot}>
      <Button
        variant="outline"
        color="red"
        c="var(--app-danger)"
        bd="1px solid var(--app-danger)"
        size="sm"
        mih={44}
        leftSection={<Siren size={20} strokeWidth={1.75} aria-hidden />}
        loading={isOpen && parts === null && !isTried}
        onClick={open}
      >
        {t('emergency.button')}
      </Button>
      {isTried && failed && parts === null && (
        <p role="alert" className={classes.failed}>
          {t('emergency.notLoaded')}
        </p>
      )}
      {parts !== null && (
        <parts.EmergencyDialog opened={isOpen} doctor={doctor} onClose={() => setOpen(false)} />
      )}
    </div>
  );
};

/** What became of the own emergency, as long as there is one. From here on it is followed. */
export const EmergencyCard = () => {
  const { emergencies } = useServices();
  const { parts, load } = useParts();
  const isThere = useStore(emergencies.state, ({ own }) => own !== null);
  const { status } = useConnection();
  const isMissing = isThere && parts === null;
  useEffect(() => emergencies.follow(), [emergencies]);
  // What did not come is asked for again when the connection is back.
  useEffect(() => {
    if (isMissing) void load();
  }, [isMissing, status, load]);
  return isThere && parts !== null ? <parts.OwnEmergencyCard /> : null;
};
