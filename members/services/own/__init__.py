"""What a member sees of themselves: sections of the own page, consents, copies of the own data."""
