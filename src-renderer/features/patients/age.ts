/** Full years since a date of birth (ISO date), by this computer's calendar. */
export const ageOf = (dateOfBirth: string, now: number): number => {
  const [year = 0, month = 1, day = 1] = dateOfBirth.split('-').map(Number);
  const today = new Date(now);
  const hadBirthday =
    today.getMonth() + 1 > month || (today.getMonth() + 1 === month && today.getDate() >= day);
  return Math.max(0, today.getFullYear() - year - (hadBirthday ? 0 : 1));
};
