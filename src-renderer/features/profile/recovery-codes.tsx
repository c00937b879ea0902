import { Button, Group, Stack, Text } from '@mantine/core';
import { Check, Copy, Download, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../ui/copy-text.ts';
import classes from './profile.module.css';

const COPIED_MS = 2_000;

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

/** New recovery codes, the only time that they can be seen. */
export const RecoveryCodes = ({
  codes,
  email,
  onKept,
}: {
  codes: readonly string[];
  email: string | null;
  onKept: () => void;
}) => {
  const { t } = useTranslation('profile');
  const heading = useRef<HTMLParagraphElement>(null);
  const copied = useRef<HTMLTextAreaElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const text = [t('codes.fileHeading', { email: email ?? '' }), '', ...codes, ''].join('\n');

  // They take the place of a form, and with it the focus.
  useEffect(() => heading.current?.focus(), []);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    if (copied.current !== null && (await copyText(copied.current))) setIsCopied(true);
  };

  const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true };
  return (
    <Stack gap="md">
      <Text ref={heading} tabIndex={-1}>
        {t('codes.text')}
      </Text>
      <Text fw={600}>{t('codes.once')}</Text>
      <div className={classes.printed}>
        <ol className={classes.codes} aria-label={t('codes.list')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </div>
      {/* What is copied where a page has no clipboard of its own. */}
      <textarea ref={copied} className="visually-hidden" aria-hidden tabIndex={-1} readOnly value={text} />
      <Group gap="xs">
        <Button
          variant="default"
          aria-live="polite"
          leftSection={isCopied ? <Check {...icon} /> : <Copy {...icon} />}
          onClick={() => void copy()}
        >
          {t(isCopied ? 'codes.copied' : 'codes.copy')}
        </Button>
        <Button
          variant="default"
          leftSection={<Download {...icon} />}
          onClick={() => download(t('codes.fileName'), text)}
        >
          {t('codes.download')}
        </Button>
        <Button variant="default" leftSection={<Printer {...icon} />} onClick={() => window.print()}>
          {t('codes.print')}
        </Button>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onKept}>{t('codes.kept')}</Button>
      </Group>
    </Stack>
  );
};
