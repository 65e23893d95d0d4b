"""The ways by which mail comes in: a mailbox that we read, a socket that the mail server hands it to, a pipe."""
