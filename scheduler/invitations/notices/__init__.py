"""The mails about an invitation, each built as a value from what is true when it leaves."""
