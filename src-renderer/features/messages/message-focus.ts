import { createContext, useContext } from 'react';

/** Whether the keyboard is, or would come back, to the message around; outside of a list it may. */
export const MessageFocusContext = createContext(true);

/** For what can be pressed in a message: only in the one where the keyboard is can Tab reach it. */
export const useMessageTabIndex = (): 0 | -1 => (useContext(MessageFocusContext) ? 0 : -1);
