import { Alert, Button, Group, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiErrorCode } from '../api/api-error.ts';
import { failureOfCode } from '../features/help-code/failure-memory.ts';
import type { Failure } from '../features/help-code/failures.ts';
import { useReportFailure } from '../features/help-code/use-report-failure.ts';
import { useErrorText } from '../i18n/error-text.ts';
import { useStorage } from '../services.tsx';

/** The first line of the words, and the icon, in the middle of a button beside them. */
const BESIDE_BUTTON = 7;

/**
 * True once there is room again on the disk for which something was refused. Who is not connected, at sign-in for
 * example, does not hear of it.
 */
const useRoomAgain = (code: ApiErrorCode | undefined): boolean => {
  const { writable } = useStorage();
  const [wasFull, setWasFull] = useState(!writable);
  if (!writable && !wasFull) setWasFull(true);
  return code === 'storage_full' && wasFull && writable;
};

/** What went wrong, where it happened, and the way on. Goes by itself when it is not true any more. */
export const ErrorNotice = ({
  code,
  failure = code === undefined ? 'other' : failureOfCode(code),
  children,
  onRetry,
  onClose,
}: {
  /** Words for this code, unless children say it better. */
  code?: ApiErrorCode;
  /** What the help code says of it, where neither the code nor the words do. */
  failure?: Failure;
  children?: ReactNode;
  onRetry?: () => void;
  /** For what is over, and nothing can be done about any more. */
  onClose?: () => void;
}) => {
  const { t } = useTranslation();
  const errorText = useErrorText();
  useReportFailure(failure);
  if (useRoomAgain(code)) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<CircleAlert size={20} strokeWidth={1.75} aria-hidden />}
      {...(onClose !== undefined && { withCloseButton: true, closeButtonLabel: t('close'), onClose })}
      {...(onRetry !== undefined && { styles: { icon: { marginTop: BESIDE_BUTTON + 1 } } })}
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text flex={1} miw={200} pt={onRetry === undefined ? 0 : BESIDE_BUTTON} c="var(--mantine-color-text)">
          {children ?? (code === undefined ? null : errorText(code))}
        </Text>
        {onRetry !== undefined && (
          <Button variant="default" size="sm" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
};
