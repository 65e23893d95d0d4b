"""How long records stay, what stops their disposal, and what the law lets a person ask for."""
