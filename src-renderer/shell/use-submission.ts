import { useState } from 'react';
import { codeOf, type ApiErrorCode } from '../api/api-error.ts';
import { useErrorText } from '../i18n/error-text.ts';
import type { Fields } from '../ui/use-fields.ts';

/**
 * Sends a form. What the server refuses is shown at the field that it is about, or else is the form's `problem`.
 * @param blamed the field that a refusal is about
 */
export const useSubmission = <Name extends string>(
  fields: Fields<Name>,
  blamed: Partial<Record<ApiErrorCode, Name>>,
): {
  problem: ApiErrorCode | null;
  submit(form: HTMLFormElement, send: () => Promise<void>): Promise<void>;
} => {
  const errorText = useErrorText();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  return {
    problem,
    submit: (form, send) =>
      fields.submit(form, async () => {
        setProblem(null);
        try {
          await send();
        } catch (error) {
          const code = codeOf(error);
          const field = blamed[code];
          if (field === undefined) {
            setProblem(code);
            return;
          }
          const errors: Partial<Record<Name, string>> = {};
          errors[field] = errorText(code);
          fields.fail(errors);
        }
      }),
  };
};
