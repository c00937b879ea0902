import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './profile.module.css';

/** A field for a code of the second factor. */
export const CodeInput = ({
  digits,
  focused = true,
  ...props
}: TextInputProps & {
  /** Six digits only: phones show their number keys. */
  digits: boolean;
  /** It takes the focus when it appears, where it is the next thing to fill in. */
  focused?: boolean;
}) => {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  return (
    <TextInput
      ref={field}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={32}
      {...(digits && { inputMode: 'numeric' as const, className: classes.digits ?? '' })}
      {...props}
    />
  );
};
