import { Alert, Button, Group, Skeleton, Text } from '@mantine/core';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import type { DoctorSummary } from '../../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../../api/api-error.ts';
import { useServices, useSignedIn } from '../../../services.tsx';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { Delayed } from '../../../ui/delayed.tsx';
import { DisableDoctorDialog } from './disable-doctor-dialog.tsx';
import { DoctorDialog } from './doctor-dialog.tsx';
import { DoctorItem } from './doctor-item.tsx';
import { DoctorLinkDialog } from './doctor-link-dialog.tsx';
import classes from './doctors-settings.module.css';
import { useDoctors } from './use-doctors.ts';

/** What the admin is about to do with a doctor; `add` with nobody yet. */
type Task = { kind: 'add' } | { kind: 'edit' | 'link' | 'disable'; doctor: DoctorSummary };

const DoctorsList = () => {
  const { t } = useTranslation(['doctors', 'common']);
  const { rest } = useServices();
  const { doctors, problem, load } = useDoctors();
  const [task, setTask] = useState<Task | null>(null);
  /** Stays while the dialog fades away. */
  const [opened, setOpened] = useState(false);
  const [changed, setChanged] = useState<{ doctor: DoctorSummary; done: 'enabled' | 'disabledNow' } | null>(
    null,
  );
  const [refusal, setRefusal] = useState<ApiErrorCode | null>(null);

  const start = (next: Task) => {
    setTask(next);
    setOpened(true);
  };
  const close = () => setOpened(false);

  const enable = async (doctor: DoctorSummary) => {
    setRefusal(null);
    try {
      await rest.call('enableDoctor', { params: { doctorId: doctor.id }, body: {} });
      setChanged({ doctor, done: 'enabled' });
    } catch (error) {
      setRefusal(codeOf(error));
    }
    void load();
  };

  return (
    <section className={classes.section} aria-label={t('title')}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text c="dimmed" maw="52ch">
          {t('text')}
        </Text>
        <Button
          flex="none"
          leftSection={<UserPlus size={18} strokeWidth={1.75} aria-hidden />}
          onClick={() => start({ kind: 'add' })}
        >
          {t('add')}
        </Button>
      </Group>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      {refusal !== null && <ErrorNotice code={refusal} />}
      <div role="status">
        {changed !== null && (
          <Alert variant="light" c="var(--mantine-color-text)">
            <Group justify="space-between">
              <span>{t(changed.done, { name: changed.doctor.fullname })}</span>
              {changed.done === 'disabledNow' && (
                <Button variant="default" size="xs" onClick={() => void enable(changed.doctor)}>
                  {t('undo')}
                </Button>
              )}
            </Group>
          </Alert>
        )}
      </div>
      {doctors === null && problem === null && (
        <Delayed>
          <Skeleton height={140} radius="lg" role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {doctors !== null && (
        <ul className={classes.list}>
          {doctors.map((doctor) => (
            <DoctorItem
              key={doctor.id}
              doctor={doctor}
              onEdit={() => start({ kind: 'edit', doctor })}
              onLink={() => start({ kind: 'link', doctor })}
              onDisable={() => start({ kind: 'disable', doctor })}
              onEnable={() => void enable(doctor)}
            />
          ))}
        </ul>
      )}
      <DoctorDialog
        key={task?.kind === 'edit' ? task.doctor.id : 'new'}
        doctor={task?.kind === 'edit' ? task.doctor : null}
        opened={opened && (task?.kind === 'add' || task?.kind === 'edit')}
        onClose={close}
        onChanged={() => void load()}
      />
      {task?.kind === 'link' && (
        <DoctorLinkDialog
          key={task.doctor.id}
          doctor={task.doctor}
          opened={opened}
          onClose={close}
          onMade={() => void load()}
        />
      )}
      {task?.kind === 'disable' && (
        <DisableDoctorDialog
          key={task.doctor.id}
          doctor={task.doctor}
          opened={opened}
          onClose={close}
          onDisabled={(doctor) => {
            setChanged({ doctor, done: 'disabledNow' });
            void load();
          }}
          onOutdated={() => void load()}
        />
      )}
    </section>
  );
};

/** Who may see patients in this clinic. For admins; others have no business with this address. */
export const DoctorsSettings = () => {
  const { user } = useSignedIn();
  return user.isAdmin ? <DoctorsList /> : <Navigate to="/settings/general" replace />;
};
