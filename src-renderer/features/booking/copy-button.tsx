import { Button } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../ui/copy-text.ts';

const COPIED_MS = 2_000;

/** Copies what stands in a field, and says so for a moment. */
export const CopyButton = ({
  field,
  children,
}: {
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  children: string;
}) => {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (field.current === null || !(await copyText(field.current))) return;
    setCopied(true);
  };

  return (
    <Button
      variant="default"
      miw={110}
      aria-live="polite"
      leftSection={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      onClick={() => void copy()}
    >
      {copied ? t('copied') : children}
    </Button>
  );
};
