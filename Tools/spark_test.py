"""Extraction, learning and scoring pushed down to a Spark cluster on this machine, beside the local answers.

Usage: spark_test.py PROGRAM DATA. The shipped portfolio and a table are read from the cluster and reduced there; an executor is killed
in mid-query, which may change nothing; the program is interrupted, and no query may stay behind. Exit status 1 where something differs.
"""
import csv, glob, json, math, os, random, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

import pyspark

HOME = os.path.dirname(pyspark.__file__)
CLASS = f"{HOME}/bin/spark-class"
started = []


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(what, is_there, seconds=180):
    end = time.time() + seconds
    while time.time() < end:
        if is_there():
            return
        time.sleep(0.5)
    sys.exit(f"{what}: not there after {seconds} s")


def listens(number):
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex(("127.0.0.1", number)) == 0


def start(folder, name, *command):
    log = open(f"{folder}/{name}.log", "w")
    environment = dict(os.environ, SPARK_HOME=HOME, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    started.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder, start_new_session=True))
    return started[-1]


def stop():
    for process in reversed(started):
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    for process in started:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def cluster(folder):
    master, page, connect, driver_page = port(), port(), port(), port()
    url = f"spark://127.0.0.1:{master}"
    start(folder, "master", CLASS, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(master),
          "--webui-port", str(page))
    wait("master", lambda: listens(master))
    for number in range(2):
        start(folder, f"worker{number}", CLASS, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
              "--memory", "1g", "--webui-port", str(port()), "--work-dir", f"{folder}/work{number}", url)
    def workers():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/") as answer:
                return json.load(answer)["aliveworkers"] == 2
        except OSError:
            return False
    wait("workers", workers)
    start(folder, "connect", CLASS, "org.apache.spark.deploy.SparkSubmit", "--class",
          "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", url,
          "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1",
          "--conf", f"spark.connect.grpc.binding.port={connect}", "--conf", "spark.connect.grpc.binding.address=127.0.0.1",
          "--conf", f"spark.ui.port={driver_page}", "--conf", "spark.sql.shuffle.partitions=4",
          "--conf", f"spark.sql.warehouse.dir={folder}/warehouse", "--conf", "spark.sql.session.timeZone=UTC",
          "--driver-memory", "1g", "--executor-memory", "768m", "--executor-cores", "1", "spark-internal")
    wait("Connect server", lambda: listens(connect))
    return connect, driver_page


def executors():
    """Process ids of this cluster's executors."""
    found = []
    mine = {process.pid for process in started}
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            text = open(path, "rb").read()
            number = int(path.split("/")[2])
            if b"CoarseGrainedExecutorBackend" in text and os.getsid(number) in mine:
                found.append(number)
        except (OSError, ValueError):
            pass
    return found


def load(connect, data, folder):
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import col
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{connect}").getOrCreate()
    types = {"value": "double", "arr_before": "double", "arr_after": "double", "employees": "double", "term_months": "int"}
    for name in ["accounts", "renewals", "events", "facts"]:
        frame = spark.read.option("header", True).csv(f"file://{os.path.abspath(data)}/{name}.csv")
        if name == "facts":
            types = {}
        frame.select([col(c).cast(types.get(c, "string")).alias(c) for c in frame.columns]).write.saveAsTable(name)
    spark.read.option("header", True).option("inferSchema", True).csv(f"file://{folder}/customers.csv").write.saveAsTable("customers")
    return spark


def customers(folder):
    random.seed(5)
    with open(f"{folder}/customers.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "seats", "fee", "plan", "outcome"])
        for i in range(20_000):
            seats, fee, plan = random.random() * 40, random.gauss(500, 30), random.choice(["basic", "pro", "team"])
            eta = -0.08 * seats + 0.01 * (fee - 500) + (1 if plan == "basic" else 0)
            rows.writerow([f"r{i}", "" if i % 9 == 0 else repr(seats), repr(fee), plan,
                           "lost" if random.random() < 1 / (1 + math.exp(-eta)) else "kept"])


def largest_difference(a, b):
    with open(a, newline="") as one, open(b, newline="") as two:
        rows = [list(csv.reader(file)) for file in (one, two)]
    assert len(rows[0]) == len(rows[1]), (len(rows[0]), len(rows[1]))
    return max((abs(float(x) - float(y)) / max(1, abs(float(x)))
                for p, q in zip(*rows) for x, y in zip(p, q) if x != y), default=0.0)


def numbers(value, place=""):
    """All numbers of a JSON document by their place."""
    if isinstance(value, dict):
        return {k: v for name, part in value.items() for k, v in numbers(part, f"{place}.{name}").items()}
    if isinstance(value, list):
        return {k: v for index, part in enumerate(value) for k, v in numbers(part, f"{place}.{index}").items()}
    return {place: value} if isinstance(value, (int, float)) and not isinstance(value, bool) else {}


class Monitor:
    """What the driver's own pages say of the application."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}/api/v1/applications"
        self.root += "/" + self.ask("")[0]["id"]

    def ask(self, path):
        with urllib.request.urlopen(self.root + path) as answer:
            return json.load(answer)

    def running(self):
        return len(self.ask("/jobs?status=running"))

    def lost_executors(self):
        return sum(not executor["isActive"] for executor in self.ask("/allexecutors"))


class Comparison:
    """The program here and on the cluster; `worst` is the largest difference of each kind of result."""

    def __init__(self, program, data, place, folder, monitor, spark):
        self.program, self.data, self.place, self.folder = program, data, place, folder
        self.monitor, self.spark, self.worst = monitor, spark, {}

    def path(self, name):
        return f"{self.folder}/{name}"

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=1800)
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
        return done

    def features_of(self, place, out, *more):
        return ["features", "--data", place, "--config", self.data, "--days-before", "90", "-o", self.path(out), "-q", *more]

    def pushed(self, out):
        return self.features_of(self.place, out, "--push-down")

    def features(self):
        """How long a reduction takes. The first run warms the cluster up."""
        self.run(*self.features_of(self.data, "here.csv"))
        self.run(*self.features_of(self.place, "read.csv", "--no-push-down"))
        self.worst["features, readings read"] = largest_difference(self.path("here.csv"), self.path("read.csv"))
        for _ in range(2):
            begin = time.time()
            self.run(*self.pushed("there.csv"))
            self.seconds = time.time() - begin
        self.worst["features, pushed down"] = largest_difference(self.path("here.csv"), self.path("there.csv"))

    def started(self, out):
        """An extraction of which a query runs on the cluster now."""
        asking = subprocess.Popen([self.program, *self.pushed(out)], stderr=subprocess.PIPE, text=True)
        time.sleep(self.seconds * 0.4)
        wait("a running query", lambda: self.monitor.running() > 0 or asking.poll() is not None, 60)
        assert asking.poll() is None, "the extraction was over before anything could happen to it"
        return asking

    def killed_executor(self):
        asking = self.started("killed.csv")
        os.kill(executors()[0], signal.SIGKILL)
        _, errors = asking.communicate(timeout=1800)
        if asking.returncode:
            raise SystemExit("after an executor was killed: " + errors)
        wait("the loss of the executor", lambda: self.monitor.lost_executors() > 0, 60)
        self.worst["features, an executor killed"] = largest_difference(self.path("here.csv"), self.path("killed.csv"))

    def interrupted(self):
        asking = self.started("never.csv")
        asking.send_signal(signal.SIGINT)
        asking.communicate(timeout=60)
        assert asking.returncode == 130, asking.returncode
        assert not os.path.exists(self.path("never.csv"))
        # What was running is taken back within seconds; what would start would be seen a while later.
        wait("the end of all queries", lambda: self.monitor.running() == 0, 5)
        time.sleep(3)
        assert self.monitor.running() == 0, "a query was left running"

    def portfolio(self):
        """The shipped portfolio learned from and scored."""
        models, scores = [], []
        for name, place in [("here", self.data), ("there", self.place)]:
            model, out = self.path(f"{name}.model.json"), self.path(f"{name}.scores.csv")
            self.run("train", "--source", place, "--config", self.data, "--days-before", "90", "--hold-out", "2025-07-01",
                     "-o", model)
            self.run("score", "--data", place, "--config", self.data, "--model", model, "--as-of", "2026-06-30", "-o", out)
            with open(model) as file:
                models.append(numbers(json.load(file)))
            scores.append(out)
        assert models[0].keys() == models[1].keys() and len(models[0]) > 100
        self.worst["coefficients of the portfolio"] = max(
            abs(models[1][k] - v) / max(1, abs(v)) for k, v in models[0].items())
        self.worst["scores of the portfolio"] = largest_difference(*scores)

    def table(self):
        """A table learned from by sums, and scored where it is."""
        fit = ["--outcome", "outcome", "--positive", "lost", "--id", "id", "--terms", "linear", "--penalty", "none",
               "--calibration", "none", "--errors", "model", "--format", "json"]
        here = self.run("train", "--table", self.path("customers.csv"), *fit, "-o", self.path("m.json"))
        there = self.run("train", "--data", self.place, "--table", "customers", "--push-down", *fit, "-o", self.path("s.json"))
        self.worst["coefficients, learned by sums"] = max(abs(a["estimate"] - b["estimate"]) for a, b in zip(
            json.loads(here.stdout)["coefficients"], json.loads(there.stdout)["coefficients"], strict=True))
        self.run("score", "--model", self.path("m.json"), "--data", self.place, "--table", "customers", "--push-down", "--into",
                 "scores", "--id", "id")
        self.run("score", "--model", self.path("m.json"), "--table", self.path("customers.csv"), "--id", "id", "-o",
                 self.path("scores.csv"), "-q")
        with open(self.path("scores.csv"), newline="") as file:
            local = {row["id"]: float(row["p_churn"]) for row in csv.DictReader(file)}
        there = {row["id"]: row["p_churn"] for row in self.spark.table("scores").collect()}
        assert local.keys() == there.keys()
        self.worst["scores, made in place"] = max(abs(local[name] - p) for name, p in there.items())


def main():
    program, data = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    import adbc_driver_spark
    driver = glob.glob(os.path.dirname(adbc_driver_spark.__file__) + "/*.so")[0]
    folder = tempfile.mkdtemp(prefix="bellwether-spark-")
    try:
        connect, page = cluster(folder)
        customers(folder)
        spark = load(connect, data, folder)
        place = f"adbc:{driver}?uri=sc://127.0.0.1:{connect}"
        both = Comparison(program, data, place, folder, Monitor(page), spark)
        for stage in [both.features, both.killed_executor, both.portfolio, both.table, both.interrupted]:
            begin = time.time()
            stage()
            print(f"{stage.__name__}: {time.time() - begin:.0f} s", flush=True)
        for what, difference in both.worst.items():
            print(f"{what}: {difference:.1e}")
        limit = {what: 1e-8 if what.startswith("coefficients") else 1e-9 for what in both.worst}
        if any(not difference <= limit[what] for what, difference in both.worst.items()):
            raise SystemExit("differs")
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
