"""Years to be laid out: seeded problems with every rule on, and a checker that shares no code with the engine."""
