"""Service, judged: rounds of a complaint, their timelines, messages, response times. Pure."""
