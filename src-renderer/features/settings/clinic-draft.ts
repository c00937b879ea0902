import type { ClinicSettings } from '../../../server/protocol/index.ts';

/** What an administrator has typed and not saved. */
type ClinicDraft = { userId: string; settings: ClinicSettings };

/** By the services, which are one for each window: the draft lives as long as the window does. */
const drafts = new WeakMap<object, ClinicDraft>();

/**
 * Keeps what was typed while another page is looked at. Whoever signs in next does not see it.
 *
 * @param services of the window
 * @param userId of the administrator
 */
export const clinicDraftOf = (services: object, userId: string) => ({
  read: (): ClinicSettings | null => {
    const draft = drafts.get(services);
    return draft?.userId === userId ? draft.settings : null;
  },
  keep: (settings: ClinicSettings): void => void drafts.set(services, { userId, settings }),
  drop: (): void => void drafts.delete(services),
});
