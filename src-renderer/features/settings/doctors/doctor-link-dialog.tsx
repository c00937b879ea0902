import { Button, Group, Modal, Skeleton, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorSummary } from '../../../../server/protocol/index.ts';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { Delayed } from '../../../ui/delayed.tsx';
import { AccountLink } from '../../accounts/account-link.tsx';
import { usePasswordLink } from '../../accounts/use-password-link.ts';

/** Makes a password link for a doctor at once, and shows it. */
export const DoctorLink = ({
  doctor,
  onMade,
  onDone,
}: {
  doctor: DoctorSummary;
  onMade: () => void;
  onDone: () => void;
}) => {
  const { t } = useTranslation(['doctors', 'common']);
  const { link, problem, create } = usePasswordLink(doctor.id);
  const begun = useRef(false);

  useEffect(() => {
    // One link for each opening, whatever runs this effect again: a second one would end the first.
    if (begun.current) return;
    begun.current = true;
    void create().then(onMade);
  }, [create, onMade]);

  return (
    <Stack>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void create().then(onMade)} />}
      {link === null && problem === null && (
        <Delayed>
          <Skeleton height={120} role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {link !== null && (
        <AccountLink
          link={link}
          owner={{
            fullname: doctor.fullname,
            email: doctor.email ?? '',
            language: null,
            hasAccount: doctor.hasAccount === true,
          }}
        />
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('form.done')}</Button>
      </Group>
    </Stack>
  );
};

export const DoctorLinkDialog = ({
  doctor,
  opened,
  onClose,
  onMade,
}: {
  doctor: DoctorSummary;
  opened: boolean;
  onClose: () => void;
  onMade: () => void;
}) => {
  const { t } = useTranslation(['doctors', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('linkNamed', { name: doctor.fullname })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
    >
      <DoctorLink doctor={doctor} onMade={onMade} onDone={onClose} />
    </Modal>
  );
};
