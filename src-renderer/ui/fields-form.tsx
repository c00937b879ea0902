import type { ReactNode } from 'react';

/** A form that the page itself checks and sends. */
export const FieldsForm = ({
  onSubmit,
  children,
}: {
  onSubmit: (form: HTMLFormElement) => Promise<void>;
  children: ReactNode;
}) => (
  <form
    noValidate
    onSubmit={(event) => {
      event.preventDefault();
      void onSubmit(event.currentTarget);
    }}
  >
    {children}
  </form>
);
