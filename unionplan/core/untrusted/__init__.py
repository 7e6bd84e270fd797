"""Strangers' bytes: judged before they are parsed, parsed in a process that can do no harm (reliability.md B1-B3, B6).

Knows neither Django nor the rest of the portal, so that the limited process loads little; what the bytes mean is the
business of those who read them: plans/documents/reading (documents), members/sheets (tables).
"""
