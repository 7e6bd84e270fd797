"""Membership dues (systems.md FD-01, rules.md §1): standards, charges, payments, receipts, arrears and figures."""
