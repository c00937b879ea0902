import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ChatMessage } from '../server/protocol/index.ts';
import type { SocketClient } from '../src-renderer/api/socket-client.ts';
import { createTelehealth } from './telehealth.ts';

/** S1-U04. */
export type ChatHook = {
  /** Null until it is connected for the first time. */
  socket: SocketClient | null;
  /** What was sent and received since the component is there, each once, in that order. */
  messages: readonly ChatMessage[];
  /** Somebody writes to this person. */
  isTyping: boolean;
  /** Waits for the connection if there is none, and goes out once. */
  sendMessage(receiverId: string, content: string): void;
};

/**
 * The chat hook of S1, for pages that have a token: connects with it, and closes on unmount.
 * @param url the server's base address
 */
export const useChat = (token: string, url: string): ChatHook => {
  const clinic = useMemo(() => createTelehealth({ url, auth: { token } }), [token, url]);
  const { socket, letters, conversations, send } = clinic;
  const [messages, setMessages] = useState<readonly ChatMessage[]>([]);
  const [isOpen, setIsOpen] = useState(false);
  const { typing } = useStore(conversations.state);

  useEffect(() => {
    const add = (message: ChatMessage): void =>
      setMessages((known) => (known.some(({ _id }) => _id === message._id) ? known : [...known, message]));
    const ends = [
      socket.on('new_message', ({ message }) => add(message)),
      socket.on('message_sent', ({ message }) => add(message)),
      letters.onStored(add),
      socket.onOnline(() => setIsOpen(true)),
      clinic.use(),
    ];
    return () => {
      for (const end of ends) end();
      // Another token may be somebody else's.
      setMessages([]);
      setIsOpen(false);
    };
  }, [clinic, socket, letters]);

  return {
    socket: isOpen ? socket : null,
    messages,
    isTyping: Object.keys(typing).length > 0,
    sendMessage: (receiverId, content) => void send({ receiverId, content }),
  };
};
