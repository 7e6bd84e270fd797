"""Real pages, where their collection stands beside the repository: the figures must not fall."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "plan_corpus"

if CORPUS.is_dir():

    def test_real_pages_are_read_as_annotated() -> None:
        command = [sys.executable, str(CORPUS / "score.py"), "--json", "--", sys.executable, "-m", "plans.documents"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

        figures = json.loads(run.stdout)

        assert set(figures) == {"documents", "period", "headings", "tree", "schedule", "targets"}
        assert min(figures.values()) >= 98, figures
