"""What a study found: statistics, export and report, all from the raw answers."""
