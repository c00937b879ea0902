import { useEffect, useState, type SubmitEvent } from 'react';
import { codeOf, useTelehealth, type Telehealth, type TelehealthHook } from '../../client/index.ts';

type Pair = readonly [patientId: string, doctorId: string];

const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};

const SignIn = ({ signIn }: Pick<TelehealthHook, 'signIn'>) => {
  const [code, setCode] = useState<string | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setCode(null);
    signIn({ email: textOf(fields, 'email'), password: textOf(fields, 'password') }).catch((error: unknown) =>
      setCode(codeOf(error)),
    );
  };
  return (
    <form onSubmit={submit}>
      <h1>Sign in</h1>
      <label>
        Email <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button>Sign in</button>
      {code !== null && <p role="alert">That did not work ({code}).</p>}
    </form>
  );
};

const Conversation = ({ chat, pair, otherId }: { chat: TelehealthHook; pair: Pair; otherId: string }) => {
  const { joinChat, leaveChat, markAsRead, messages } = chat;
  const [patientId, doctorId] = pair;
  const [text, setText] = useState('');
  const received = messages.findLast(({ senderId }) => senderId === otherId)?.id;

  useEffect(() => {
    joinChat(patientId, doctorId);
    return () => leaveChat(patientId, doctorId);
  }, [joinChat, leaveChat, patientId, doctorId]);

  useEffect(() => {
    if (received !== undefined) markAsRead(received, patientId, doctorId);
  }, [markAsRead, received, patientId, doctorId]);

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    chat.sendMessage({ receiverId: otherId, content: text });
    chat.sendTyping(...pair, false);
    setText('');
  };
  return (
    <section aria-label="Conversation">
      {chat.hasOlder && <button onClick={chat.loadOlder}>Earlier messages</button>}
      <ol aria-live="polite">
        {messages.map((message) => (
          <li key={message.clientId ?? message.id} className={message.senderId === otherId ? 'other' : 'own'}>
            {message.isDeleted ? <em>Deleted</em> : message.content}
            {message.senderId !== otherId && <small>{message.status}</small>}
            {message.status === 'failed' && (
              <button onClick={() => chat.retryMessage(message.id)}>Try again</button>
            )}
          </li>
        ))}
      </ol>
      <p aria-live="polite">{chat.typingUsers.has(otherId) && 'Writing…'}</p>
      <form onSubmit={submit}>
        <label>
          Message{' '}
          <input
            value={text}
            maxLength={1000}
            autoComplete="off"
            onChange={({ target }) => {
              setText(target.value);
              chat.sendTyping(...pair, target.value !== '');
            }}
          />
        </label>
        <button>Send</button>
      </form>
    </section>
  );
};

/** People on the left, the conversation with one of them beside. */
export const ChatPage = ({ clinic }: { clinic: Telehealth }) => {
  const chat = useTelehealth(clinic);
  const [otherId, setOtherId] = useState<string | null>(null);
  const { user } = chat;
  if (chat.session === 'restoring') return <p role="status">One moment …</p>;
  if (user === null) return <SignIn signIn={chat.signIn} />;
  const pairWith = (other: string): Pair => (user.role === 'patient' ? [user.id, other] : [other, user.id]);
  return (
    <>
      <header>
        <h1>{user.fullname}</h1>
        <p role="status">{chat.isConnected ? 'Connected' : 'Not connected, trying again'}</p>
        <button onClick={() => void chat.signOut()}>Sign out</button>
      </header>
      {chat.conversations?.length === 0 && <p>No conversations yet.</p>}
      <nav aria-label="People">
        {chat.conversations?.map(({ otherUser, unreadCount }) => (
          <button
            key={otherUser._id}
            aria-pressed={otherUser._id === otherId}
            onClick={() => setOtherId(otherUser._id)}
          >
            {otherUser.fullname} ({chat.isUserOnline(otherUser._id) ? 'online' : 'offline'})
            {unreadCount > 0 && ` ${unreadCount} new`}
          </button>
        ))}
      </nav>
      {otherId !== null && (
        <Conversation key={otherId} chat={chat} pair={pairWith(otherId)} otherId={otherId} />
      )}
    </>
  );
};
