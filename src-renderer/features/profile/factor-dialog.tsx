import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Frame of the dialogs around the second factor. */
export const FactorDialog = ({
  opened,
  title,
  closable = true,
  onClose,
  onClosed,
  children,
}: {
  opened: boolean;
  title: string;
  /** False while it shows what can never be seen again. */
  closable?: boolean;
  onClose: () => void;
  /** It has gone; the focus went back to what opened it, if that is still there. */
  onClosed?: () => void;
  children: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      {...(onClosed && { onExitTransitionEnd: onClosed })}
      title={title}
      withCloseButton={closable}
      closeOnEscape={closable}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Modal>
  );
};
