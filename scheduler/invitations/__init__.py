"""Invitations, the links that answer them, answers, substitutes and the mails that carry them."""
