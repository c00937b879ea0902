import type { ReactNode } from 'react';
import { Alert, Group, Text } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import classes from './reminder.module.css';

/** Above every page of the administrator until something is done: what it is about, and the way there. */
export const Reminder = ({
  icon: Icon,
  label,
  text,
  children,
}: {
  icon: LucideIcon;
  /** Names the region. */
  label: string;
  text: string;
  /** Buttons. */
  children: ReactNode;
}) => (
  <Alert
    className={classes.reminder ?? ''}
    variant="light"
    color="orange"
    role="region"
    aria-label={label}
    icon={<Icon size={20} strokeWidth={1.75} aria-hidden />}
  >
    <Group justify="space-between" gap="sm">
      <Text flex={1} miw={200} c="var(--mantine-color-text)">
        {text}
      </Text>
      {children}
    </Group>
  </Alert>
);
