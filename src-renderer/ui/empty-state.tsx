import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One sentence, and the one action that fills the place. */
export const EmptyState = ({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) => (
  <Stack align="center" justify="center" gap="sm" p="xl" ta="center" h="100%">
    {icon !== undefined && (
      <Text c="dimmed" component="span" aria-hidden lh={0}>
        {icon}
      </Text>
    )}
    <Title order={2} size="h4">
      {title}
    </Title>
    {children !== undefined && (
      <Text c="dimmed" maw="48ch">
        {children}
      </Text>
    )}
    {action}
  </Stack>
);
