"""What single cells say: numbers, days, scores, ways to reach somebody, as they are written anywhere."""
