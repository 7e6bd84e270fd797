"""Passwords that Chinese offices really use and thieves try first (reliability.md S5)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

_WORDS = (
    "gonghui",
    "zonggonghui",
    "zhigong",
    "huiyuan",
    "guanliyuan",
    "gonghuiyuan",
    "zhongguo",
    "beijing",
    "shanghai",
    "woaini",
    "admin",
    "administrator",
    "password",
    "passw0rd",
    "huawei",
    "test",
    "root",
    "qwer",
    "asdf",
    "zxcv",
    "abc",
    "abcd",
    "iloveyou",
    "welcome",
    "guest",
    "user",
    "union",
    "5201314",
    "1314520",
)
_LEET = str.maketrans({"@": "a", "0": "o", "1": "l", "3": "e", "$": "s", "!": "i"})


def _pieces(text: str) -> set[str]:
    """A Chinese name as pinyin: full, initials, family name last and first."""
    if not text:
        return set()
    full = lazy_pinyin(text)
    initials = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return {"".join(full), "".join(initials), "".join(full[1:] + full[:1]), "".join(full[1:])}


class ChinesePatternValidator:
    """Refuses a known word, the person's own name in pinyin or login name, once the digits, years and signs that people
    put around it are taken off. A passphrase of four words or eight Chinese characters passes."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when what is left of the password is guessable."""
        lowered = password.lower()
        core = re.sub(r"[^a-z]", "", lowered)
        leet = re.sub(r"[^a-z]", "", lowered.translate(_LEET))
        known = set(_WORDS)
        if user is not None:
            known |= _pieces(getattr(user, "full_name", "")) | {re.sub(r"[^a-z]", "", str(user.get_username()).lower())}
        known.discard("")
        is_phrase = len(password) >= 20 or re.search(r"[\u4e00-\u9fff]{4,}", password)
        is_guessable = core in known or leet in known or (len(core) <= 3 and len(set(lowered)) < 9)
        if is_guessable and not is_phrase:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _("密码不能是常见词、单位或本人姓名拼音加数字；可用四个互不相干的词，或八个以上汉字。")
