import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PatientAside } from './patient-aside.tsx';
import classes from './patient-aside.module.css';

/** What is known about the patient: a column beside the conversation, or a drawer over it. */
export const PatientAsideFrame = ({
  patientId,
  isColumn,
  isShown,
  onClose,
}: {
  patientId: string;
  isColumn: boolean;
  isShown: boolean;
  onClose: () => void;
}) => {
  const { t } = useTranslation(['patientAside', 'common']);
  if (isColumn) {
    return (
      isShown && (
        <aside className={classes.column} aria-label={t('title')}>
          <PatientAside patientId={patientId} heading={<h2 className={classes.name}>{t('title')}</h2>} />
        </aside>
      )
    );
  }
  return (
    <Drawer
      opened={isShown}
      onClose={onClose}
      position="right"
      size={380}
      padding="lg"
      title={t('title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // Escape in a dialog above this one is meant for that one only.
      closeOnEscape={false}
      onKeyDown={({ key, target, currentTarget }) => {
        if (key === 'Escape' && target instanceof Node && currentTarget.contains(target)) onClose();
      }}
      transitionProps={{ duration: 150 }}
    >
      <PatientAside patientId={patientId} />
    </Drawer>
  );
};
