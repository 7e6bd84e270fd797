"""The member archive: who belongs, since when, known by what; every change of it is one verb here."""
