import { Alert, Button, Group, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiErrorCode } from '../api/api-error.ts';
import { useErrorText } from '../i18n/error-text.ts';

/** What went wrong, where it happened, and the way on. */
export const ErrorNotice = ({
  code,
  children,
  onRetry,
}: {
  /** Words for this code, unless children say it better. */
  code?: ApiErrorCode;
  children?: ReactNode;
  onRetry?: () => void;
}) => {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<CircleAlert size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text flex={1} miw={200} c="var(--mantine-color-text)">
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
