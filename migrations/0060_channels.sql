-- The letters of the house to its own people, which go by themselves after some days.
CREATE INDEX mail_messages_digests ON mail_messages (at) WHERE purpose = 'digest';
