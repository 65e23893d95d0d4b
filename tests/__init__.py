"""The test suite mirrors scheduler/; contracts/ and journeys/ stand beside it."""
