"""Makes kappa.json beside this file with two reference packages; the product itself needs neither.

    python -m venv /tmp/kappa && /tmp/kappa/bin/pip install statsmodels==0.15.0 scikit-learn==1.9.1
    /tmp/kappa/bin/python kpi/tests/data/make_kappa.py

Cohen's kappa is sklearn.metrics.cohen_kappa_score, Fleiss' kappa statsmodels' fleiss_kappa over the table of
aggregate_raters. Where a package says nan (everybody gave one answer) the file says null.
"""

import json
import math
import random
from pathlib import Path

WORDS = ["full", "part", "none", "na"]


def panels():
    """Panels of two to six raters whose agreement goes from chance to complete."""
    dice = random.Random(20261121)
    for raters in (2, 2, 2, 3, 3, 4, 5, 6):
        for subjects in (1, 2, 7, 25, 60):
            for fidelity in (0.0, 0.5, 0.9, 1.0):
                words = WORDS[: dice.choice([1, 2, 2, 3, 3, 4, 4, 4])]
                truth = [dice.choice(words) for _ in range(subjects)]
                yield [
                    [word if dice.random() < fidelity else dice.choice(words) for _ in range(raters)]
                    for word in truth
                ]


def main():
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    def plain(value):
        return None if math.isnan(value) else round(float(value), 10)

    cases = []
    for subjects in panels():
        first_two = [[row[0], row[1]] for row in subjects]
        case = {"subjects": subjects}
        case["cohen"] = plain(cohen_kappa_score(*zip(*first_two, strict=True)))
        case["fleiss"] = plain(fleiss_kappa(aggregate_raters(subjects)[0]))
        cases.append(case)
    target = Path(__file__).with_name("kappa.json")
    target.write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
