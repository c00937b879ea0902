import { Box, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './message-page.module.css';

/** A page that says one thing, and offers at most one way on. */
export const MessagePage = ({
  icon,
  tone,
  title,
  children,
  action,
  standalone = false,
}: {
  icon?: ReactNode;
  /** `danger`: the icon warns of somebody who may wish harm. */
  tone?: 'danger' | undefined;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** There is nothing around it: it is the page's main part itself. */
  standalone?: boolean;
}) => (
  <Box component={standalone ? 'main' : 'div'} className={classes.page ?? ''}>
    <Stack className={classes.card ?? ''} gap="md" align="flex-start">
      {icon !== undefined && (
        <span className={classes.icon} data-tone={tone} aria-hidden>
          {icon}
        </span>
      )}
      <Title order={1} size="h2">
        {title}
      </Title>
      {children !== undefined && <Text component="div">{children}</Text>}
      {action}
    </Stack>
  </Box>
);
