"""Extraction, learning and scoring pushed down to a Spark cluster on this machine, beside the local answers.

Usage: spark_test.py PROGRAM DATA. Kills an executor in mid-query and asks that nothing changes; interrupts the program and asks that no
query stays behind. Exit status 1 where something differs.
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


def main():
    program, data = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    import adbc_driver_spark
    driver = glob.glob(os.path.dirname(adbc_driver_spark.__file__) + "/*.so")[0]
    folder = tempfile.mkdtemp(prefix="bellwether-spark-")
    worst = {}
    try:
        connect, page = cluster(folder)
        customers(folder)
        spark = load(connect, data, folder)
        place = f"adbc:{driver}?uri=sc://127.0.0.1:{connect}"

        def run(*arguments):
            return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=1800)

        def must(done):
            if done.returncode:
                raise SystemExit(done.stderr)
            return done

        ask = ["features", "--data", place, "--config", data, "--push-down", "--days-before", "90", "-o"]
        must(run("features", "--data", data, "--days-before", "90", "-o", f"{folder}/here.csv", "-q"))
        # The first run warms the cluster up; the second says how long one takes.
        for _ in range(2):
            begin = time.time()
            must(run(*ask, f"{folder}/there.csv"))
            seconds = time.time() - begin
        worst["features"] = largest_difference(f"{folder}/here.csv", f"{folder}/there.csv")

        asking = subprocess.Popen([program, *ask, f"{folder}/killed.csv"], stderr=subprocess.PIPE, text=True)
        time.sleep(seconds * 0.4)
        victim = executors()[0]
        assert asking.poll() is None, "the query was over before an executor could be killed"
        os.kill(victim, signal.SIGKILL)
        _, errors = asking.communicate(timeout=1800)
        if asking.returncode:
            raise SystemExit("after an executor was killed: " + errors)
        worst["features, an executor killed"] = largest_difference(f"{folder}/here.csv", f"{folder}/killed.csv")

        fit = ["--outcome", "outcome", "--positive", "lost", "--id", "id", "--terms", "linear", "--penalty", "none",
               "--calibration", "none", "--errors", "model", "--format", "json"]
        here = must(run("train", "--table", f"{folder}/customers.csv", *fit, "-o", f"{folder}/m.json"))
        there = must(run("train", "--data", place, "--table", "customers", "--push-down", *fit, "-o", f"{folder}/s.json"))
        worst["coefficients"] = max(abs(a["estimate"] - b["estimate"]) for a, b in zip(
            json.loads(here.stdout)["coefficients"], json.loads(there.stdout)["coefficients"]))

        must(run("score", "--model", f"{folder}/m.json", "--data", place, "--table", "customers", "--push-down", "--into", "scores",
                 "--id", "id"))
        must(run("score", "--model", f"{folder}/m.json", "--table", f"{folder}/customers.csv", "--id", "id", "-o",
                 f"{folder}/scores.csv", "-q"))
        with open(f"{folder}/scores.csv", newline="") as file:
            local = {row["id"]: float(row["p_churn"]) for row in csv.DictReader(file)}
        worst["scores"] = max(abs(local[row["id"]] - row["p_churn"]) for row in spark.table("scores").collect())

        asking = subprocess.Popen([program, *ask, f"{folder}/never.csv"], stderr=subprocess.DEVNULL)
        time.sleep(seconds * 0.4)
        asking.send_signal(signal.SIGINT)
        asking.wait(60)
        time.sleep(5)
        with urllib.request.urlopen(f"http://127.0.0.1:{page}/api/v1/applications") as answer:
            application = json.load(answer)[0]["id"]
        with urllib.request.urlopen(f"http://127.0.0.1:{page}/api/v1/applications/{application}/jobs?status=running") as answer:
            left = len(json.load(answer))
        print(f"extraction {seconds:.1f} s; interrupted: status {asking.returncode}, {left} jobs left running")
        for what, difference in worst.items():
            print(f"{what}: {difference:.1e}")
        limits = {"coefficients": 1e-8}
        if any(d > limits.get(w, 1e-9) for w, d in worst.items()) or left or asking.returncode != 130:
            raise SystemExit("differs")
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
