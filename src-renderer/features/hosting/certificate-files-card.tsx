import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { FileKey2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  AnteroomBridge,
  CertificateFileProblem,
  CertificateFilesOutcome,
} from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import classes from '../settings/settings-page.module.css';

/** A certificate that the clinic has from elsewhere: as files, or as text. */
export const CertificateFilesCard = ({ bridge }: { bridge: AnteroomBridge['certificates'] }) => {
  const { t } = useTranslation('certificates');
  const announce = useAnnounce();
  const titleId = useId();
  const textsId = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<CertificateFileProblem | 'unsaved' | null>(null);
  const [pasting, setPasting] = useState(false);
  const [certificate, setCertificate] = useState('');
  const [key, setKey] = useState('');

  const take = async (ask: () => Promise<CertificateFilesOutcome>) => {
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await ask();
      if (outcome.status === 'refused') setProblem(outcome.problem);
      if (outcome.status !== 'done') return;
      // A key does not stay on the screen.
      setCertificate('');
      setKey('');
      setPasting(false);
      announce(t('files.done'));
    } catch {
      setProblem('unsaved');
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('files.title')}
      </h2>
      <Text>{t('files.text')}</Text>
      {problem !== null && (
        <ErrorNotice>{problem === 'unsaved' ? t('unsaved') : t(`files.problem.${problem}`)}</ErrorNotice>
      )}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<FileKey2 size={18} strokeWidth={1.75} aria-hidden />}
          loading={busy && !pasting}
          onClick={() => void take(() => bridge.chooseFiles())}
        >
          {t('files.choose')}
        </Button>
        <Button
          variant="subtle"
          aria-expanded={pasting}
          aria-controls={pasting ? textsId : undefined}
          onClick={() => setPasting((before) => !before)}
        >
          {t('files.paste')}
        </Button>
      </Group>
      {pasting && (
        <Stack gap="sm" id={textsId}>
          <Textarea
            label={t('files.certificate')}
            value={certificate}
            onChange={(event) => setCertificate(event.currentTarget.value)}
            rows={4}
            spellCheck={false}
            autoComplete="off"
          />
          <Textarea
            label={t('files.key')}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            rows={4}
            spellCheck={false}
            autoComplete="off"
          />
          <Group>
            <Button
              variant="default"
              loading={busy}
              onClick={() => void take(() => bridge.useText({ certificate, key }))}
            >
              {t('files.use')}
            </Button>
          </Group>
        </Stack>
      )}
    </section>
  );
};
