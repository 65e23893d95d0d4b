"""Mail that comes in: replies, counter-proposals, bounces and what a person has to look at."""
