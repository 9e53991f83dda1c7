"""Studies with people: protocol, database, the participant's life, statistics, export."""
