/**
 * Full-text search over messages. The people of a conversation, and its visit, are words of the index themselves,
 * so that one's own messages are found newest first without looking at anybody else's. Letters with their marks
 * make up words in all scripts; what was deleted leaves the index at once.
 */
export const MESSAGE_SEARCH_SCHEMA = `
CREATE VIEW searchable_messages AS
  SELECT messages.place AS place, messages.text AS text, coalesce(messages.file_name, '') AS file_name,
    'u' || hex(relations.patient_id) || ' u' || hex(relations.doctor_id)
      || coalesce(' v' || hex(messages.room_id), '') AS scope
  FROM messages JOIN relations ON relations.id = messages.relation_id;
CREATE VIRTUAL TABLE message_search USING fts5(
  text, file_name, scope,
  content = 'searchable_messages', content_rowid = 'place',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'",
  prefix = '2 3'
);
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);
CREATE TABLE message_search_end (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- What came later is not in message_search yet.
  place INTEGER NOT NULL
) STRICT;
INSERT INTO message_search_end (one, place) VALUES (1, 0);
`;
