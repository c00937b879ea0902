import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { Logo } from './logo.tsx';
import classes from './message-page.module.css';
import { useFirstFocus } from './use-first-focus.ts';

/** A page that is one short form. */
export const FormPage = ({
  title,
  text,
  children,
  onSubmit,
}: {
  title: string;
  text?: string;
  children: ReactNode;
  onSubmit: (form: HTMLFormElement) => void;
}) => {
  const form = useFirstFocus();
  return (
    <main className={classes.page}>
      <form
        ref={form}
        className={classes.card}
        noValidate
        onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault();
          onSubmit(event.currentTarget);
        }}
      >
        <Stack gap="md">
          <Logo size={40} />
          <div>
            <Title order={1} size="h2">
              {title}
            </Title>
            {text !== undefined && (
              <Text c="dimmed" mt={4}>
                {text}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </form>
    </main>
  );
};
