"""Exports against the program itself, on the engines: 10 000 random rows with missing values, categories that training never
saw and extreme numbers, for every calibration and kind of term. Usage: export_test.py PROGRAM FOLDER [engine ...]

Engines: sqlite, duckdb, postgres, spark, pmml, onnx, json; by default all that are at hand. One line an engine and model; exit 1 where
the largest difference of p_churn is above the promise (1e-9; ONNX 1e-12)."""

import csv, json, math, os, random, shutil, sqlite3, subprocess, sys, tempfile

PROGRAM, FOLDER = os.path.abspath(sys.argv[1]), sys.argv[2]
ROWS = int(os.environ.get("EXPORT_TEST_ROWS", "10000"))
PROMISE = {"onnx": 1e-12}
# Numbers are held within it (formula "number").
LIMIT = 1e150
NUMBERS = ["seats", "log in's", 'tickets "30d"', "offset", "tiny"]
TEXTS = ["plan", "region", "Große `Stufe`"]
LEVELS = {
    "plan": ["basic", "plus", "it's", "a\\b", '"q"', "<b>&amp;", "rare1", "rare2"],
    "region": ["north", "south", "east"],
    "Große `Stufe`": ["ä", " x", "{{y}}", "p;q", "1"],
}


def training_row(r):
    x = {"seats": r.expovariate(1 / 40), "log in's": r.gauss(0, 1), 'tickets "30d"': float(r.randrange(0, 9)),
         "offset": 1e8 + r.random(), "tiny": r.gauss(0, 1e-6)}
    for name in ("log in's", 'tickets "30d"'):
        if r.random() < 0.1:
            x[name] = None
    for name in TEXTS:
        levels = LEVELS[name]
        x[name] = r.choice(levels[:6] if name == "plan" and r.random() < 0.99 else levels)
        if name == "region" and r.random() < 0.05:
            x[name] = None
    z = -1 + math.sin(x["seats"] / 20) + 0.8 * (x["log in's"] or 0) ** 2 / 2 - 0.3 * (x["region"] == "north")
    z += 0.9 * (x["log in's"] or 0) * (1 if x["region"] == "east" else -0.3) + 3 * (x["offset"] - 1e8 - 0.5)
    z += 0.7 * (x["plan"] == "plus") + 0.15 * (x['tickets "30d"'] or 0) + 2e5 * x["tiny"]
    return x, 1 if r.random() < 1 / (1 + math.exp(-z)) else 0


def scoring_row(r):
    x, _ = training_row(r)
    for name in NUMBERS:
        draw = r.random()
        if draw < 0.1:
            x[name] = None
        elif draw < 0.2:
            x[name] = r.choice([1, -1]) * 10 ** r.uniform(-20, 12)
        elif draw < 0.22:
            x[name] = r.choice([0.0, 1e300, -1e300, 5e-324, 1e-310, 1.7e308, -2.5e-200])
    for name in TEXTS:
        draw = r.random()
        if draw < 0.1:
            x[name] = None
        elif draw < 0.25:
            x[name] = r.choice(["never seen", "BASIC", "basic ", "'", "\\", "(other)", "(missing)", "😀"])
    return x


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout


def path(name):
    return os.path.join(FOLDER, name)


def write(name, rows, outcomes=None):
    with open(path(name), "w", newline="") as file:
        out = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
        out.writerow(["id"] + NUMBERS + TEXTS + (["churned"] if outcomes else []))
        for i, x in enumerate(rows):
            cells = ["" if x[n] is None else repr(x[n]) for n in NUMBERS] + ["" if x[t] is None else x[t] for t in TEXTS]
            out.writerow([i] + cells + ([outcomes[i]] if outcomes else []))


# Every sort of term with every calibration, and other penalties beside ridge.
TERMS = {
    "linear": ["--terms", "linear"],
    "splines": ["--terms", "splines"],
    "bins": ["--terms", "bins"],
    "pairs": ["--terms", "splines+pairs"],
    "monotone": ["--terms", "splines", "--rising", 'tickets "30d",seats'],
}
CALIBRATIONS = ["none", "platt", "temperature", "beta", "spline", "isotonic", "venn-abers"]
MODELS = {f"{terms} {calibration}": [*options, "--penalty", "ridge", "--calibration", calibration]
          for terms, options in TERMS.items() for calibration in CALIBRATIONS}
MODELS |= {
    "mle none": ["--terms", "linear", "--penalty", "none", "--calibration", "none"],
    "lasso platt": ["--terms", "linear", "--penalty", "lasso", "--calibration", "platt"],
    "firth temperature": ["--terms", "linear", "--penalty", "firth", "--calibration", "temperature"],
    "auto auto": ["--terms", "splines+pairs", "--calibration", "auto"],
}
SHIFTED = [name for name in MODELS if name.startswith("pairs ")] + ["firth temperature"]


def prepare():
    os.makedirs(FOLDER, exist_ok=True)
    r = random.Random(7)
    pairs = [training_row(r) for _ in range(4000)]
    write("training.csv", [p[0] for p in pairs], [p[1] for p in pairs])
    rows = [scoring_row(r) for _ in range(ROWS)]
    write("rows.csv", rows)
    for name, options in MODELS.items():
        run("train", "--table", path("training.csv"), "--outcome", "churned", "--id", "id", "-q", "-o",
            path(name + ".json"), *options)
    return rows


def truth(model, rate):
    extra = ["--base-rate", rate] if rate else []
    run("score", "-q", "--model", path(model + ".json"), "--table", path("rows.csv"), "-o", path("scores.csv"), *extra)
    with open(path("scores.csv"), newline="") as file:
        return [float(line["p_churn"]) if line["p_churn"] else math.nan for line in csv.DictReader(file)]


def export(model, rate, kind, *options):
    extra = ["--base-rate", rate] if rate else []
    out = path("export." + kind)
    run("export", "-q", "--model", path(model + ".json"), "--to", kind, "-o", out, *options, *extra)
    return out


def query(model, rate, dialect):
    out = export(model, rate, "sql", "--dialect", dialect, "--table", "rows", "--keep", "id")
    return open(out).read().rstrip().rstrip(";")


class SQLite:
    def __init__(self, rows):
        self.base = sqlite3.connect(":memory:")
        try:
            self.base.execute("SELECT exp(1), ln(2)")
        except sqlite3.Error:
            raise ImportError("this SQLite is built without mathematical functions")
        columns = ", ".join(['"%s" REAL' % n.replace('"', '""') for n in NUMBERS] + ['"%s" TEXT' % t for t in TEXTS])
        self.base.execute(f"CREATE TABLE rows (id INTEGER, {columns})")
        for i, x in enumerate(rows):
            self.base.execute("INSERT INTO rows VALUES (%s)" % ",".join("?" * (1 + len(x))), [i] + [x[n] for n in NUMBERS + TEXTS])

    def scores(self, model, rate):
        return dict(self.base.execute(query(model, rate, "sqlite")).fetchall())


class DuckDB:
    def __init__(self, rows):
        import duckdb
        self.base = duckdb.connect()
        types = ", ".join(f"'{n}': 'DOUBLE'".replace("n's", "n''s") for n in NUMBERS)
        texts = ", ".join(f"'{t}': 'VARCHAR'" for t in TEXTS)
        self.base.execute(f"CREATE TABLE rows AS SELECT * FROM read_csv('{path('rows.csv')}', header=true, "
                          f"types={{{types}, {texts}, 'id': 'BIGINT'}}, quote='\"', escape='\"', delim=',')")

    def scores(self, model, rate):
        return dict(self.base.execute(query(model, rate, "duckdb")).fetchall())


class PostgreSQL:
    def __init__(self, rows):
        folder = "/usr/lib/postgresql"
        versions = sorted(os.listdir(folder), key=float) if os.path.isdir(folder) else []
        if not versions:
            raise ImportError("no PostgreSQL in /usr/lib/postgresql")
        self.bin = os.path.join(folder, versions[-1], "bin")
        self.home = tempfile.mkdtemp(prefix="export-pg-")
        self.port = str(20000 + os.getpid() % 20000)
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.home, self.user)
        data = os.path.join(self.home, "data")
        self.command("initdb", "-D", data, "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C.UTF-8")
        self.command("pg_ctl", "-D", data, "-w", "-l", os.path.join(self.home, "log"), "-o",
                     f"-p {self.port} -k {self.home} -c listen_addresses=''", "start")
        self.data = data
        columns = ", ".join(['"%s" float8' % n.replace('"', '""') for n in NUMBERS] + ['"%s" text' % t for t in TEXTS])
        self.sql(f"CREATE TABLE rows (id integer, {columns})")
        with open(path("rows.csv")) as file:
            self.sql("COPY rows FROM STDIN (FORMAT csv, HEADER true)", stdin=file)

    def command(self, program, *arguments):
        words = [os.path.join(self.bin, program), *arguments]
        if self.user:
            words = ["runuser", "-u", self.user, "--"] + words
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def sql(self, text, stdin=None, read=None):
        words = [os.path.join(self.bin, "psql"), "-h", self.home, "-p", self.port, "-U", "tester", "-d", "postgres", "-X",
                 "-q", "-A", "-t", "-F", ",", "-v", "ON_ERROR_STOP=1"]
        words += ["-f", read] if read else ["-c", text]
        return subprocess.run(words, check=True, stdin=stdin, capture_output=True, text=True).stdout

    def scores(self, model, rate):
        out = export(model, rate, "sql", "--dialect", "postgres", "--table", "rows", "--keep", "id")
        pairs = [line.split(",") for line in self.sql("", read=out).splitlines()]
        return {int(i): float(p) for i, p in pairs}

    def close(self):
        self.command("pg_ctl", "-D", self.data, "-m", "fast", "stop")
        shutil.rmtree(self.home)


class Spark:
    def __init__(self, rows):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        from pyspark.sql import SparkSession, types
        self.session = (SparkSession.builder.master("local[1]").config("spark.driver.bindAddress", "127.0.0.1")
                        .config("spark.ui.enabled", "false").config("spark.driver.memory", "1g").getOrCreate())
        fields = [types.StructField("id", types.IntegerType())]
        fields += [types.StructField(n, types.DoubleType()) for n in NUMBERS]
        fields += [types.StructField(t, types.StringType()) for t in TEXTS]
        data = [tuple([i] + [x[n] for n in NUMBERS + TEXTS]) for i, x in enumerate(rows)]
        self.session.createDataFrame(data, types.StructType(fields)).createOrReplaceTempView("rows")

    def scores(self, model, rate):
        return {row[0]: row[1] for row in self.session.sql(query(model, rate, "spark")).collect()}

    def close(self):
        self.session.stop()


class ONNX:
    def __init__(self, rows):
        import numpy, onnx, onnxruntime
        self.numpy, self.onnx, self.runtime, self.rows = numpy, onnx, onnxruntime, rows

    def scores(self, model, rate):
        out = export(model, rate, "onnx")
        self.onnx.checker.check_model(self.onnx.load(out), full_check=True)
        session = self.runtime.InferenceSession(out, providers=["CPUExecutionProvider"])
        feeds = {}
        for value in session.get_inputs():
            column = [x[value.name] for x in self.rows]
            if value.type == "tensor(double)":
                feeds[value.name] = self.numpy.array([math.nan if v is None else v for v in column])
            else:
                feeds[value.name] = self.numpy.array(["" if v is None else v for v in column], dtype=object)
        return dict(enumerate(session.run(["p_churn"], feeds)[0].tolist()))


class PMML:
    def __init__(self, rows):
        import pandas
        from jpmml_evaluator import make_evaluator
        from jpmml_evaluator.py4j import Py4JBackend
        self.make, self.backend = make_evaluator, Py4JBackend()
        # Missing is None; a frame of numbers would make it NaN, which this evaluator takes for a number.
        self.frame = pandas.DataFrame({n: pandas.Series([x[n] for x in rows], dtype=object) for n in NUMBERS + TEXTS})

    def scores(self, model, rate):
        evaluator = self.make(export(model, rate, "pmml"), backend=self.backend).verify()
        return dict(enumerate(evaluator.evaluateAll(self.frame)["p_churn"].tolist()))

    def close(self):
        self.backend.destroyGateway()


class JSON:
    """An evaluator by the document's formulas alone."""

    def __init__(self, rows):
        self.rows = rows

    def scores(self, model, rate):
        self.document = json.load(open(export(model, rate, "json")))
        return {i: self.score(x) for i, x in enumerate(self.rows)}

    def score(self, x):
        scorer = self.document["scorer"]
        known = {p["name"]: p for p in scorer["preparation"]["predictors"]}
        raw = self.document["intercept"]
        for j, column in enumerate(scorer["preparation"]["columns"]):
            weight = self.document["weights"][j]
            if weight:
                raw += weight * (value(column, x, known) - self.document["centers"][j])
        calibration = scorer["calibration"]
        p, shift = calibrated(calibration, raw), calibration.get("shift", 0)
        e = math.exp(shift)
        return p * e / (p * e + 1 - p) if shift else p


def value(column, x, known):
    (kind, s), = column["source"].items()
    v = x[column["predictor"]] if "predictor" in column else None
    if kind == "product":
        return (value(s["left"], x, known) - s["left"]["center"]) * (value(s["right"], x, known) - s["right"]["center"])
    if kind in ("level", "other_levels"):
        v = "(missing)" if v is None else v
        predictor = known[column["predictor"]]
        if v not in predictor["levels"]:
            if not predictor["pooled"]:
                return s["share"]
            v = "(other)"
        return float(v == s.get("name", "(other)"))
    if kind == "is_missing":
        return float(v is None)
    v = max(-LIMIT, min(LIMIT, s["fill"] if v is None else v))
    if kind == "number":
        return v
    if kind == "step":
        return float(v > s["edge"])
    knots, place = s["knots"], s["place"]
    if kind == "monotone":
        l, c, r = knots[max(0, place - 1)], knots[place], knots[min(len(knots) - 1, place + 1)]
        if v <= l:
            return 0.0
        if v >= r:
            return 1.0
        return ((v - l) / (c - l) * ((v - l) / (r - l))) if v <= c else 1 - (r - v) / (r - c) * ((r - v) / (r - l))
    return natural(tuple(knots), place)(v)


SPLINES = {}


def natural(knots, place):
    """By a dense solve of de Boor's tridiagonal system."""
    if (knots, place) in SPLINES:
        return SPLINES[knots, place]
    n = len(knots)
    y = [float(i == place) for i in range(n)]
    rows = [[0.0] * (n + 1) for _ in range(n)]
    rows[0][0] = rows[n - 1][n - 1] = 1.0
    for i in range(1, n - 1):
        a, b = knots[i] - knots[i - 1], knots[i + 1] - knots[i]
        rows[i][i - 1], rows[i][i], rows[i][i + 1] = a, 2 * (a + b), b
        rows[i][n] = 6 * ((y[i + 1] - y[i]) / b - (y[i] - y[i - 1]) / a)
    for i in range(n):
        for k in range(i + 1, n):
            f = rows[k][i] / rows[i][i]
            rows[k] = [q - f * p for p, q in zip(rows[i], rows[k])]
    m = [0.0] * n
    for i in reversed(range(n)):
        m[i] = (rows[i][n] - sum(rows[i][k] * m[k] for k in range(i + 1, n))) / rows[i][i]

    def curve(x):
        if x <= knots[0]:
            h = knots[1] - knots[0]
            return y[0] + ((y[1] - y[0]) / h - h * m[1] / 6) * (x - knots[0])
        if x >= knots[-1]:
            h = knots[-1] - knots[-2]
            return y[-1] + ((y[-1] - y[-2]) / h + h * m[-2] / 6) * (x - knots[-1])
        i = max(k for k in range(n - 1) if knots[k] <= x)
        h = knots[i + 1] - knots[i]
        a, b = (knots[i + 1] - x) / h, (x - knots[i]) / h
        return a * y[i] + b * y[i + 1] + ((a ** 3 - a) * m[i] + (b ** 3 - b) * m[i + 1]) * h * h / 6

    SPLINES[knots, place] = curve
    return curve


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else math.exp(max(z, -745))


def calibrated(c, raw):
    kind = c["kind"]
    if kind == "none":
        return sigmoid(raw)
    if kind == "platt":
        return sigmoid(c["slope"] * raw + c["intercept"])
    if kind == "temperature":
        return sigmoid(c["inverseTemperature"] * raw)
    if kind == "beta":
        soft = lambda z: max(z, 0) + math.log1p(math.exp(-min(abs(z), 700)))
        return sigmoid(c["c"] - c["a"] * soft(-raw) + c["b"] * soft(raw))
    if kind == "isotonic":
        before = None
        for block in c["blocks"]:
            if raw < block["low"]:
                if before is None:
                    return block["probability"]
                share = (raw - before["high"]) / (block["low"] - before["high"])
                return before["probability"] + share * (block["probability"] - before["probability"])
            if raw <= block["high"]:
                return block["probability"]
            before = block
        return before["probability"]
    if kind == "venn-abers":
        k = sum(s < raw for s in c["scores"])
        i = 2 * k + (1 if k < len(c["scores"]) and c["scores"][k] == raw else 0)
        return c["high"][i] / (1 - c["low"][i] + c["high"][i])
    knots, slopes, f = c["knots"], c["slopes"], c["intercept"]
    if raw <= knots[0]:
        return sigmoid(f + slopes[0] * (raw - knots[0]))
    for k in range(len(knots) - 1):
        h = knots[k + 1] - knots[k]
        if raw <= knots[k + 1]:
            t = raw - knots[k]
            return sigmoid(f + t * (slopes[k] + (slopes[k + 1] - slopes[k]) * t / (2 * h)))
        f += h * (slopes[k] + slopes[k + 1]) / 2
    return sigmoid(f + slopes[-1] * (raw - knots[-1]))


ENGINES = {"sqlite": SQLite, "duckdb": DuckDB, "postgres": PostgreSQL, "spark": Spark, "onnx": ONNX, "pmml": PMML, "json": JSON}


def compare(name, engine, model, rate, true):
    scores = engine.scores(model, rate)
    worst, unequal, defined = 0.0, 0, 0
    for i, got in scores.items():
        want = true[i]
        if math.isnan(want):  # numbers so large that the program itself has no score
            continue
        defined += 1
        difference = abs(want - got) if got is not None else math.inf
        difference = math.inf if math.isnan(difference) else difference
        worst, unequal = max(worst, difference), unequal + (difference > PROMISE.get(name, 1e-9))
    print(f"{name:9s} {model + (' shifted' if rate else ''):22s} {defined:6d} rows, largest difference {worst:.1e}"
          + (f", {unequal} ABOVE THE PROMISE" if unequal else ""), flush=True)
    return unequal == 0 and defined > 0


def main():
    rows = prepare()
    wanted = sys.argv[3:] or list(ENGINES)
    truths, sound = {}, True
    for model in MODELS:
        for rate in [None] + (["0.1"] if model in SHIFTED else []):
            truths[model, rate] = truth(model, rate)
    for name in wanted:
        try:
            engine = ENGINES[name](rows)
        except (ImportError, OSError) as error:
            print(f"{name:9s} skipped: {error}")
            continue
        try:
            for (model, rate), true in truths.items():
                sound = compare(name, engine, model, rate, true) and sound
        finally:
            getattr(engine, "close", lambda: None)()
    sys.exit(0 if sound else 1)


main()
