"""Tables in and out: reading .xlsx and .csv that strangers made, checking cells, writing workbooks that cannot harm.

Knows no member, no organization and no database: what a row means is the business of members/services/importing.
"""
