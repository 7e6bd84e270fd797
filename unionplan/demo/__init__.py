"""A county federation that never was, so that a first look at the portal finds work in it.

Everything comes in by the doors people use: documents are read, confirmed, sent in, approved and worked through by the
same services as in the pages. Names of people and places are made up so that nobody can be meant: families are named
after plants, people after the twenty-four solar terms."""
