import { Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseInvitation, type JoinLink } from '../../../server/protocol/index.ts';
import { useFields } from '../../ui/use-fields.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';

/** Takes what somebody pastes of an invitation; nothing is contacted. */
export const JoinForm = ({
  unreadable,
  onLink,
}: {
  /** The system opened the app with a link that is none. */
  unreadable: boolean;
  onLink: (link: JoinLink) => void;
}) => {
  const { t } = useTranslation('join');
  const first = useFirstFocus();
  const fields = useFields({ link: '' });
  const { error, ...input } = fields.input('link');

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      const text = fields.values.link;
      const link = parseInvitation(text);
      if (link === null) fields.fail({ link: t(text.trim() === '' ? 'ask.missing' : 'ask.unreadable') });
      else onLink(link);
    });

  return (
    <form
      ref={first}
      noValidate
      style={{ width: '100%' }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Textarea
        label={t('ask.label')}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        {...input}
        error={error ?? (unreadable && input.value === '' ? t('ask.unreadable') : null)}
        onKeyDown={(event) => {
          // A link has no lines: Enter is for going on.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <Button type="submit" size="md" mt="md" loading={fields.busy}>
        {t('ask.submit')}
      </Button>
    </form>
  );
};
