import { Button, FileButton, Group, Text } from '@mantine/core';
import { ImageUp, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useClinic, useClinicLogo, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Logo } from '../../ui/logo.tsx';
import classes from './clinic-settings.module.css';
import { scalePicture } from './scale-picture.ts';
import page from './settings-page.module.css';

const ACCEPTED = 'image/png,image/jpeg,image/webp,image/svg+xml';

/** The clinic's logo: chosen, looked at and removed, each at once. */
export const ClinicLogoCard = () => {
  const { t } = useTranslation('clinicSettings');
  const { rest, clinic } = useServices();
  const announce = useAnnounce();
  const logo = useClinicLogo();
  const hasLogo = useClinic()?.logo != null;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | 'unreadable' | null>(null);
  const titleId = useId();

  const change = async (action: () => Promise<'unreadable' | null>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const wrong = await action();
      setProblem(wrong);
      if (wrong !== null) return;
      await clinic.load();
      announce(done);
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };

  const choose = (file: File | null) => {
    if (file === null) return;
    void change(async () => {
      const picture = await scalePicture(file);
      if (picture === null) return 'unreadable';
      await rest.call('setClinicLogo', { upload: picture });
      return null;
    }, t('logo.set'));
  };

  const remove = () =>
    void change(async () => {
      await rest.call('removeClinicLogo');
      return null;
    }, t('logo.removed'));

  return (
    <section className={page.card} aria-labelledby={titleId}>
      <h2 className={page.title} id={titleId}>
        {t('logo.title')}
      </h2>
      <Group gap="md" wrap="nowrap">
        <div className={classes.preview}>
          {logo === null ? <Logo size={56} /> : <img src={logo} alt={t('logo.preview')} />}
        </div>
        <Text size="sm" c="dimmed">
          {t('logo.explain')}
        </Text>
      </Group>
      {problem === 'unreadable' ? (
        <ErrorNotice>{t('logo.unreadable')}</ErrorNotice>
      ) : (
        problem !== null && <ErrorNotice code={problem} />
      )}
      <Group gap="sm">
        <FileButton accept={ACCEPTED} onChange={choose} inputProps={{ 'aria-label': t('logo.file') }}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={busy}
              leftSection={<ImageUp size={18} strokeWidth={1.75} aria-hidden />}
            >
              {t(hasLogo ? 'logo.replace' : 'logo.choose')}
            </Button>
          )}
        </FileButton>
        {hasLogo && (
          <Button
            variant="subtle"
            disabled={busy}
            leftSection={<Trash2 size={18} strokeWidth={1.75} aria-hidden />}
            onClick={remove}
          >
            {t('logo.remove')}
          </Button>
        )}
      </Group>
    </section>
  );
};
