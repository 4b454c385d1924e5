"""Who takes part, and how each is called: one table of peers, one function for each library's way in.

A library's function takes the data and settings, prepares what serves it best (a column of ones, a sparse or
column-major copy, outcomes as ±1; neither its time nor its memory counts), and returns what is measured: a function
without arguments that gives (coefficients, intercept first; iterations).
"""

import os
import shutil
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np

REFERENCE_BLAS = "/usr/lib/x86_64-linux-gnu/blas:/usr/lib/x86_64-linux-gnu/lapack"


@dataclass(frozen=True)
class Peer:
    name: str
    package: str
    # A function below, or what the R script and `bench` are told.
    solver: object
    objective: str = "ridge"
    settings: dict = field(default_factory=dict)
    # Each is measured; the table takes the better.
    threads: tuple = (2, 1)
    # Repeated for a second only, which mostly means once.
    is_slow: bool = False
    # None: all.
    sets: tuple = None
    environment: dict = field(default_factory=dict)

    @property
    def is_ours(self):
        return self.package == "bellwether"

    @property
    def is_r(self):
        return self.package in ("R", "glmnet")

    def absence(self, bench, r_packages):
        """Why it cannot be measured here, in words; empty if it can."""
        if self.is_ours:
            return "" if os.path.exists(bench) else f"{bench} is not built"
        if not self.is_r:
            return "" if find_spec(self.package) else f"{self.package} is not installed"
        if not shutil.which("Rscript"):
            return "R is not installed"
        return "" if self.package == "R" or self.package in r_packages else f"{self.package} is not installed in R"


def linear(model):
    return np.r_[np.ravel(model.intercept_)[0], np.ravel(model.coef_)]


def scikit_learn(x, y, **settings):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(**settings)

    def run():
        model.fit(x, y)
        return linear(model), int(model.n_iter_[0])

    return run


def glum(x, y, ridge=1.0, **settings):
    from glum import GeneralizedLinearRegressor

    model = GeneralizedLinearRegressor(family="binomial", alpha=ridge / len(y), l1_ratio=0, **settings)
    # By columns it takes a quarter less time.
    columns, outcome = np.asfortranarray(x), y.astype(np.float64)

    def run():
        model.fit(columns, outcome)
        return linear(model), int(model.n_iter_)

    return run


def statsmodels_logit(x, y):
    import statsmodels.api as sm

    model = sm.Logit(y.astype(np.float64), sm.add_constant(x, has_constant="add"))

    def run():
        result = model.fit(disp=0, maxiter=100)
        return result.params, int(result.mle_retvals["iterations"])

    return run


def statsmodels_glm(x, y):
    import statsmodels.api as sm

    model = sm.GLM(y.astype(np.float64), sm.add_constant(x, has_constant="add"), family=sm.families.Binomial())

    def run():
        result = model.fit()
        return result.params, int(result.fit_history["iteration"])

    return run


def liblinear(x, y, tolerance):
    from liblinear.liblinearutil import parameter, problem, train
    from scipy.sparse import csr_matrix

    outcome = np.where(y > 0, 1.0, -1.0)
    prepared = problem(outcome, csr_matrix(x), bias=1)
    options = parameter(f"-s 0 -c 1 -B 1 -R -e {tolerance} -q")

    def run():
        weights, intercept = train(prepared, options).get_decfun()
        return np.r_[intercept, weights], -1

    return run


def glum_path(x, y, lambdas, **settings):
    from glum import GeneralizedLinearRegressor

    model = GeneralizedLinearRegressor(
        family="binomial", alpha_search=True, alphas=lambdas, l1_ratio=1.0, scale_predictors=False, **settings
    )

    columns, outcome = np.asfortranarray(x), y.astype(np.float64)

    def run():
        model.fit(columns, outcome)
        return np.column_stack([np.ravel(model.intercept_path_), np.asarray(model.coef_path_)]), -1

    return run


def skglm_path(x, y, lambdas, tolerance):
    from skglm import GeneralizedLinearEstimator
    from skglm.datafits import Logistic
    from skglm.penalties import L1
    from skglm.solvers import ProxNewton

    columns, outcome = np.asfortranarray(x), np.where(y > 0, 1.0, -1.0)

    def run():
        solver = ProxNewton(fit_intercept=True, warm_start=True, tol=tolerance)
        model, rows = GeneralizedLinearEstimator(Logistic(), L1(lambdas[0]), solver), []
        for strength in lambdas:
            model.penalty = L1(strength)
            model.fit(columns, outcome)
            rows.append(linear(model))
        return np.array(rows), -1

    return run


def ours(objective, threads=(2,)):
    """With the BLAS that the system has chosen, and with Debian's reference BLAS."""
    options = {"ridge": ["fit", "--penalty", "ridge"], "ml": ["fit", "--penalty", "none"], "lasso": ["path"]}[objective]
    return [
        Peer("Bellwether", "bellwether", options, objective, threads=threads),
        Peer(
            "Bellwether, reference BLAS", "bellwether", options, objective, threads=threads,
            environment={"LD_LIBRARY_PATH": REFERENCE_BLAS},
        ),
    ]


NARROW = ("A", "A_raw", "B")
CHOLESKY = {"solver": "newton-cholesky", "tol": 1e-10, "max_iter": 100}

FIT_PEERS = [
    *ours("ridge"),
    Peer("scikit-learn newton-cholesky, tol 1e-10", "sklearn", scikit_learn, settings=CHOLESKY),
    Peer("glum irls-ls, gradient_tol 1e-10", "glum", glum, settings={"solver": "irls-ls", "gradient_tol": 1e-10}),
    Peer("R, crossprod and chol by hand", "R", "newton"),
    Peer("scikit-learn lbfgs, defaults", "sklearn", scikit_learn, settings={"solver": "lbfgs"}),
    Peer(
        "scikit-learn lbfgs, tol 1e-8", "sklearn", scikit_learn, threads=(1,), is_slow=True,
        settings={"solver": "lbfgs", "tol": 1e-8, "max_iter": 10_000},
    ),
    Peer(
        "scikit-learn newton-cg, tol 1e-8", "sklearn", scikit_learn, threads=(1,), is_slow=True,
        settings={"solver": "newton-cg", "tol": 1e-8, "max_iter": 1000},
    ),
    # A smaller -e changes nothing: its line search ends first.
    Peer("LIBLINEAR -s 0 -R -e 1e-8", "liblinear", liblinear, threads=(1,), is_slow=True, settings={"tolerance": 1e-8}),
    Peer("glmnet alpha=0, thresh=1e-17", "glmnet", "glmnet", threads=(1,), is_slow=True),
    *ours("ml"),
    Peer("scikit-learn newton-cholesky, tol 1e-10", "sklearn", scikit_learn, "ml", CHOLESKY | {"C": np.inf}),
    Peer(
        "glum irls-ls, gradient_tol 1e-10", "glum", glum, "ml",
        {"ridge": 0.0, "solver": "irls-ls", "gradient_tol": 1e-10},
    ),
    Peer("R, crossprod and chol by hand", "R", "newton", "ml"),
    Peer("statsmodels Logit, newton", "statsmodels", statsmodels_logit, "ml", is_slow=True, threads=(2,)),
    # A singular value decomposition of all rows at each step, and Householder's QR in LINPACK: minutes on C.
    Peer("statsmodels GLM, IRLS", "statsmodels", statsmodels_glm, "ml", {}, (2,), is_slow=True, sets=NARROW),
    Peer("R glm.fit", "R", "glm.fit", "ml", {}, (1,), is_slow=True, sets=NARROW),
]

PATH_PEERS = [
    *ours("lasso", threads=(2, 1)),
    Peer("glmnet, thresh=1e-7 (default)", "glmnet", "lasso", "lasso", {"thresh": 1e-7}, threads=(1,)),
    Peer("glmnet, thresh=1e-14", "glmnet", "lasso", "lasso", {"thresh": 1e-14}, threads=(1,)),
    Peer("glum irls-cd, defaults", "glum", glum_path, "lasso", is_slow=True),
    Peer("glum irls-cd, gradient_tol 1e-7", "glum", glum_path, "lasso", {"gradient_tol": 1e-7}, is_slow=True),
    Peer("skglm ProxNewton, tol 1e-7", "skglm", skglm_path, "lasso", {"tolerance": 1e-7}, (1,), is_slow=True),
]
