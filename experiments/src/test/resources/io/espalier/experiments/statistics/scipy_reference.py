"""Reference values of the statistics tests.

python scipy_reference.py > scipy-reference.txt     (numpy, scipy)
"""
import itertools
import sys

import numpy
import scipy
from scipy import stats

FIRST = [0.8712, 0.8655, 0.8730, 0.8689, 0.8701]
SECOND = [0.8604, 0.8661, 0.8570, 0.8622, 0.8590]
TIED = [0.1, 0.2, 0.2, 0.4, 0.3, 0.6, 0.6, 0.6, 0.8, 0.7, 1.0, 0.9]
NOISY = [1.2, 0.9, 1.7, 1.9, 1.5, 2.2, 2.9, 2.1, 2.4, 3.3, 2.8, 3.1]


def exhausted(values):
    """Means of all resamples with replacement."""
    return numpy.array([numpy.mean(drawn) for drawn in itertools.product(values, repeat=len(values))])


def line(name, *values):
    print(name, *(repr(float(value)) for value in values))


print(f"# scipy {scipy.__version__}, numpy {numpy.__version__}: scipy_reference.py")
print("# python", sys.version.split()[0])
first, second = numpy.array(FIRST), numpy.array(SECOND)
line("first", *FIRST)
line("second", *SECOND)
line("tied", *TIED)
line("noisy", *NOISY)
line("mean", first.mean(), first.std(ddof=1))
line("student", *stats.t.interval(0.95, len(first) - 1, loc=first.mean(), scale=stats.sem(first)))
line("bootstrap", *numpy.quantile(exhausted(FIRST), [0.025, 0.975]))
t = stats.ttest_rel(first, second)
line("difference", (first - second).mean(), *t.confidence_interval(0.95))
line("t_p", t.pvalue)
line(
    "sign_flip_p",
    stats.permutation_test(
        (first - second,), numpy.mean, permutation_type="samples", n_resamples=numpy.inf, alternative="two-sided"
    ).pvalue,
)
line("pearson", stats.pearsonr(TIED, NOISY).statistic)
line("spearman", stats.spearmanr(TIED, NOISY).statistic)
for name, statistic in (
    ("pearson_bootstrap", lambda x, y: stats.pearsonr(x, y).statistic),
    ("spearman_bootstrap", lambda x, y: stats.spearmanr(x, y).statistic),
):
    result = stats.bootstrap(
        (TIED, NOISY),
        statistic,
        paired=True,
        vectorized=False,
        n_resamples=20000,
        method="percentile",
        rng=numpy.random.default_rng(1),
    )
    line(name, *result.confidence_interval)
