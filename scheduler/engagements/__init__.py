"""Dated things in our principals' diaries: meetings, visits, boards, calls, summits."""
