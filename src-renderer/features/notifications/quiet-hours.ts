import type { MessageAlerts } from '../../../src-preload/contract.ts';

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Whether messages are to be quiet at this moment of the device's own time; the hours may go over midnight. */
export const isQuiet = ({ on, from, to }: MessageAlerts['quiet'], at: Date): boolean => {
  if (!on || from === to) return false;
  const now = at.getHours() * 60 + at.getMinutes();
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start < end ? now >= start && now < end : now >= start || now < end;
};
