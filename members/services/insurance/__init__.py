"""Mutual-aid insurance: schemes, enrolment, policies, claims."""
