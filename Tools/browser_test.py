"""Renders every page that the program writes in Chromium and fails on what a reader would mind.

Each page, of the shipped data and of the same data with hostile texts, is shown light, dark, narrow (360 px) and printed; the
screenshots are for people to look at. axe (WCAG 2.2 A and AA, best practices) must find nothing. With scripts off the same text is
rendered but for the sliders. An injected script, handler, style and request must be blocked. What-if must say what the program says.
"""

import base64
import csv
import http.server
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PROGRAM, DATA, OUT = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
AS_OF = "2026-06-30"
HOSTILE = "\"'><img src=x onerror=pwned()></script><script>pwned()</script>\u202e\"\u0301 onfocus=pwned() "
ACCOUNTS, SETTINGS = 50, 3

faults = []


def check(holds, words):
    if not holds:
        faults.append(words)
        print("FAULT", words, flush=True)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


# Pages


def hostile_copy(folder):
    """The data with names, notes and words of signals made of HTML, quotes, script and bidirectional characters."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DATA, folder)
    with open(DATA / "accounts.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column in ["name", "primary_contact", "csm", "notes"]:
            row[column] = HOSTILE
    with open(folder / "accounts.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    signals = (DATA / "signals.yaml").read_text(encoding="utf-8")
    words = "'" + HOSTILE.replace("'", "''").replace("\u202e", "") + "'"
    names = "logins|support tickets|hours until they reply|talks with an executive|questions about competitors"
    signals = re.sub(rf"description: ({names})}}", lambda _: f"description: {words}}}", signals)
    (folder / "signals.yaml").write_text(signals, encoding="utf-8")
    return folder


def write_pages(folder, name):
    model = OUT / f"{name}-model.json"
    run("train", "--data", str(folder), "--days-before", "90", "--hold-out", "2025-07-01", "-q", "-o", str(model))
    given = ["--model", str(model), "--data", str(folder), "-q"]
    pages = {kind: OUT / f"{name}-{kind}.html" for kind in ["report", "account", "editor"]}
    run("report", *given, "--as-of", AS_OF, "-o", str(pages["report"]))
    run("explain", "A-0395", *given, "--as-of", AS_OF, "--what-if", "-o", str(pages["account"]))
    run("compare", *given, "--editor", str(pages["editor"]))
    return model, pages


# The browser


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]:
        options.add_argument(flag)
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    # axe walks thousands of cells, and machines that test are busy.
    driver.set_script_timeout(600)
    return driver


def show(driver, page, dark=False, width=1000, media="", scripts=True):
    send = driver.execute_cdp_cmd
    send("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    send("Emulation.setEmulatedMedia", {"media": media, "features": scheme})
    send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    driver.get(page.resolve().as_uri())


def photograph(driver, path):
    """The whole page, in pieces that can be looked at."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    for part, top in enumerate(range(0, int(size["height"]), 2600)):
        clip = {"x": 0, "y": top, "width": size["width"], "height": min(2600, size["height"] - top), "scale": 1}
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        path.with_name(f"{path.name}-{part}.png").write_bytes(base64.b64decode(shot["data"]))


def axe_source():
    import axe_playwright_python

    return (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(driver, source):
    driver.execute_script(source)
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations));")
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['target']}, {len(v['nodes'])} places)" for v in found]


def rendered(driver):
    """Every text that is laid out, in order, and how many pictures have a size."""
    snapshot = driver.execute_cdp_cmd("DOMSnapshot.captureSnapshot", {"computedStyles": []})
    strings, document = snapshot["strings"], snapshot["documents"][0]
    layout = document["layout"]
    texts = [strings[text] for text in layout["text"] if text >= 0]
    names = document["nodes"]["nodeName"]
    pictures = sum(
        strings[names[node]] == "svg" and box[2] > 50 and box[3] > 50
        for node, box in zip(layout["nodeIndex"], layout["bounds"]))
    return [text for text in texts if text.strip()], pictures


# Checks


def looks(driver, page, source):
    for name, options in {
        "light": {}, "dark": {"dark": True}, "narrow": {"width": 360}, "print": {"media": "print", "width": 750},
    }.items():
        show(driver, page, **options)
        photograph(driver, OUT / f"{page.stem}-{name}")
        wide = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        check(wide <= 0, f"{page.stem} {name}: {wide} px wider than the window")
        if name != "print":
            # What is folded is looked at too.
            driver.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            for violation in violations(driver, source):
                check(False, f"{page.stem} {name}: axe {violation}")


def prints_whole(driver, page):
    show(driver, page)
    pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    (OUT / f"{page.stem}.pdf").write_bytes(pdf)
    check(len(pdf) > 20_000, f"{page.stem}: printed to {len(pdf)} bytes")


def stands_without_scripts(driver, page):
    show(driver, page)
    with_scripts, pictures = rendered(driver)
    show(driver, page, scripts=False)
    without, same = rendered(driver)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    check(same == pictures, f"{page.stem}: {same} pictures with scripts off, {pictures} with them")
    # Sliders come with their script; nothing else may.
    rest = iter(with_scripts)
    lost = [text for text in without if text not in rest]
    check(not lost, f"{page.stem}: with scripts off {lost[:3]} stands elsewhere")
    if page.stem.endswith("report"):
        check(without == with_scripts, f"{page.stem}: scripts change the text")
    check(len([t for t in without if re.search(r"\d", t)]) > 100, f"{page.stem}: few numbers with scripts off")


class Counter(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self):
        Counter.hits += 1
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


INJECTION = """
const [address, done] = arguments;
const blocked = [];
document.addEventListener('securitypolicyviolation', e => blocked.push(e.effectiveDirective));
window.ran = 0;
const script = document.createElement('script');
script.textContent = 'window.ran += 1';
document.body.append(script);
const far = document.createElement('script');
far.src = address + 'far.js';
document.body.append(far);
const handler = document.createElement('b');
handler.setAttribute('onclick', 'window.ran += 1');
document.body.append(handler);
handler.click();
const image = document.createElement('img');
image.alt = '';
image.src = address + 'image.png';
document.body.append(image);
const link = document.createElement('link');
link.rel = 'stylesheet';
link.href = address + 'style.css';
document.head.append(link);
const styled = document.createElement('b');
styled.setAttribute('style', 'color: red');
document.body.append(styled);
const frame = document.createElement('iframe');
frame.src = address + 'frame.html';
document.body.append(frame);
const form = document.createElement('form');
form.action = address + 'form';
form.method = 'post';
form.target = '_self';
document.body.append(form);
form.submit();
navigator.sendBeacon(address + 'beacon');
fetch(address + 'fetch').catch(() => 0);
const request = new XMLHttpRequest();
request.open('GET', address + 'xhr');
request.onerror = () => 0;
try { request.send(); } catch { }
setTimeout(() => done({ran: window.ran, blocked, colour: getComputedStyle(styled).color}), 800);
"""


def blocks_what_is_injected(driver, page, address):
    show(driver, page)
    before = Counter.hits
    found = driver.execute_async_script(INJECTION, address)
    check(found["ran"] == 0, f"{page.stem}: an injected script or handler ran")
    check(Counter.hits == before, f"{page.stem}: {Counter.hits - before} injected requests left the page")
    check(found["colour"] != "rgb(255, 0, 0)", f"{page.stem}: an inline style was obeyed")
    wanted = {"script-src-elem", "script-src-attr", "img-src", "style-src-elem", "style-src-attr", "frame-src", "form-action"}
    lacking = wanted - set(found["blocked"])
    check(not lacking, f"{page.stem}: nothing blocked by {sorted(lacking)}")


def hostile_text_is_text(driver, page):
    show(driver, page)
    found = driver.execute_script(
        """return {images: document.querySelectorAll('img').length, scripts: document.scripts.length,
           handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(
             a => a.name.startsWith('on') || a.name === 'style')).length,
           shown: document.body.textContent.includes('<img src=x onerror=pwned()>'),
           turned: document.documentElement.outerHTML.includes('\\u202e')}""")
    check(found["images"] == 0 and found["handlers"] == 0, f"{page.stem}: hostile text became an element: {found}")
    check(found["scripts"] == (0 if "report" in page.stem else 2), f"{page.stem}: {found['scripts']} scripts")
    check(found["shown"] or "editor" in page.stem, f"{page.stem}: the hostile text is not shown as text")
    check(not found["turned"], f"{page.stem}: a bidirectional override is in the page")


def what_if_says_what_the_program_says(driver, model):
    """Fifty accounts, three settings each, moved by their sliders in the page."""
    choice = random.Random(7)
    given = ["--model", str(model), "--data", str(DATA), "-q", "--as-of", AS_OF]
    scores = list(csv.DictReader(run("score", *given, "--format", "csv").splitlines()))
    worst, page = 0.0, OUT / "what-if.html"
    for row in scores[:: max(1, len(scores) // ACCOUNTS)][:ACCOUNTS]:
        account = row["account_id"]
        run("explain", account, *given, "--what-if", "-o", str(page))
        show(driver, page)
        levers = driver.execute_script("return JSON.parse(document.getElementById('data').textContent).levers")
        for setting in range(SETTINGS):
            moved = choice.sample(range(len(levers)), [0, 1, min(8, len(levers))][setting])
            places = {i: choice.randrange(len(levers[i]["values"])) for i in moved}
            said = driver.execute_script(
                """document.getElementById('reset').click();
                for (const [i, place] of Object.entries(arguments[0])) {
                  const slider = document.getElementById('lever-' + i);
                  slider.value = place;
                  slider.dispatchEvent(new Event('input', {bubbles: true}));
                }
                const value = id => document.getElementById(id).value;
                return [Number(value('live-p')), value('live-health'), document.getElementById('live-band').textContent];""",
                places)
            # A value that is not known cannot be set from outside: it is what the account has.
            sets = [
                argument for i, place in places.items() if levers[i]["values"][place] is not None
                for argument in ["--set", f"{levers[i]['feature']}={levers[i]['values'][place]!r}"]]
            answer = json.loads(run("explain", account, *given, *sets, "--format", "json"))
            program = answer["what_if"][1] if sets else answer["score"][0]
            worst = max(worst, abs(said[0] - program["p_churn"]))
            health = "" if program["health"] is None else str(program["health"])
            check(said[1] == health, f"{account}: health {said[1]} in the page, {health} by the program")
            check(said[2] == (program["band"] or "unscored"), f"{account}: band {said[2]}, not {program['band']}")
    check(worst < 1e-9, f"what-if differs from the program by {worst}")
    print(f"what-if: {ACCOUNTS} accounts x {SETTINGS} settings, largest difference {worst:.1e}")


def editor_moves(driver, page):
    show(driver, page)
    said = driver.execute_script(
        """const auc = () => document.getElementById('live-auc').value, before = auc();
        const slider = document.getElementById('group-0');
        slider.value = 100;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        const moved = auc(), yaml = document.getElementById('yaml').value;
        document.getElementById('reset').click();
        return {before, moved, yaml, after: auc()};""")
    check(said["before"] != said["moved"], f"{page.stem}: the AUC does not follow the sliders")
    check(said["before"] == said["after"], f"{page.stem}: the hand-set weights do not come back")
    check("weight: 100" in said["yaml"], f"{page.stem}: the YAML does not follow the sliders")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    model, plain = write_pages(DATA, "plain")
    _, hostile = write_pages(hostile_copy(OUT / "hostile-data"), "hostile")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address, source = f"http://127.0.0.1:{server.server_address[1]}/", axe_source()
    driver = browser()
    try:
        for page in [*plain.values(), *hostile.values()]:
            looks(driver, page, source)
            prints_whole(driver, page)
            stands_without_scripts(driver, page)
            blocks_what_is_injected(driver, page, address)
        for page in hostile.values():
            hostile_text_is_text(driver, page)
        editor_moves(driver, plain["editor"])
        what_if_says_what_the_program_says(driver, model)
    finally:
        driver.quit()
        server.shutdown()
    print(f"{len(plain) + len(hostile)} pages, {len(faults)} faults; screenshots in {OUT}")
    sys.exit(1 if faults else 0)


main()
