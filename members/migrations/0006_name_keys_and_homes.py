"""Members who were there before get the keys of their names and the organization they are at home in."""

from django.db import migrations
from pypinyin import Style, lazy_pinyin

HOMES = """
UPDATE members_member m SET home_id = (
    SELECT organization_id FROM members_membership s WHERE s.member_id = m.id ORDER BY starts_on DESC, id DESC LIMIT 1
)
"""


def fill_keys(apps, schema_editor):
    Member = apps.get_model("members", "Member")
    batch = []
    for member in Member.objects.only("id", "name").iterator(chunk_size=1000):
        member.pinyin, member.search_terms = _keys_of(member.name)
        batch.append(member)
        if len(batch) == 1000:
            Member.objects.bulk_update(batch, ["pinyin", "search_terms"])
            batch = []
    Member.objects.bulk_update(batch, ["pinyin", "search_terms"])


def _keys_of(name):
    syllables = ["".join(part.lower().split()) for part in lazy_pinyin(name, style=Style.NORMAL)]
    initials = "".join(part[:1] for part in syllables)
    plain = "".join(name.lower().split())
    terms = set(plain) | {plain[i : i + 2] for i in range(len(plain) - 1)}
    terms |= {initials[: i + 1] for i in range(min(len(initials), 6))}
    return " ".join(part for part in syllables if part)[:200], sorted(terms)


class Migration(migrations.Migration):
    dependencies = [("members", "0005_registers")]
    operations = [
        migrations.RunSQL(HOMES, migrations.RunSQL.noop),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
    ]
