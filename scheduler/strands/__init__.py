"""Strands: a matter that runs over many engagements (a planning case), its milestones, and the plan's priorities."""
