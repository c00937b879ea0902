import {
  CircleCheck,
  CircleQuestionMark,
  HandHeart,
  Heart,
  Smile,
  ThumbsUp,
  type LucideIcon,
} from 'lucide-react';
import type { Reaction } from '../../../server/protocol/index.ts';
import classes from './reactions.module.css';

// Drawn, because not every system has a font with them, and those that have draw each another way.
const SIGNS = {
  '👍': { name: 'thumbsUp', Icon: ThumbsUp },
  '❤️': { name: 'heart', Icon: Heart },
  '🙏': { name: 'thanks', Icon: HandHeart },
  '✅': { name: 'done', Icon: CircleCheck },
  '❓': { name: 'question', Icon: CircleQuestionMark },
  '😊': { name: 'smile', Icon: Smile },
} as const satisfies Record<Reaction, { name: string; Icon: LucideIcon }>;

export const isReaction = (emoji: string): emoji is Reaction => Object.hasOwn(SIGNS, emoji);

/** What a sign is called in the texts; a newer server may know some that this client does not. */
export const signName = (emoji: string): (typeof SIGNS)[Reaction]['name'] | 'unknown' =>
  isReaction(emoji) ? SIGNS[emoji].name : 'unknown';

/** A sign as it is shown, for who sees it. @param size in pixels */
export const Sign = ({ emoji, size }: { emoji: string; size: number }) => {
  if (!isReaction(emoji)) return <span aria-hidden>{emoji}</span>;
  const { name, Icon } = SIGNS[emoji];
  return <Icon className={classes.icon ?? ''} data-sign={name} size={size} strokeWidth={1.75} aria-hidden />;
};
