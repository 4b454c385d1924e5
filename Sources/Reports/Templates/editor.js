// Quality of a health score on past renewals, told in cells: renewals, lost, limit, points by measure.
const Trial = (() => {
  function scores(data, groups) {
    return data.rows.map(([renewals, lost, limit, points]) => {
      let place = 0;
      const filled = groups.map(g => ({ weight: g.weight, measures: g.measures.map(m => ({ ...m, points: points[place++] })) }));
      const total = Evaluator.total(filled);
      return { renewals, lost, score: total === null ? null : Evaluator.rounded(Math.min(total, limit)) };
    }).filter(row => row.score !== null);
  }

  // The riskiest first; renewals of one score stand together.
  function levels(rows) {
    const sums = new Map();
    for (const row of rows) {
      const level = sums.get(row.score) ?? { score: row.score, renewals: 0, lost: 0 };
      level.renewals += row.renewals;
      level.lost += row.lost;
      sums.set(row.score, level);
    }
    return [...sums.values()].sort((a, b) => a.score - b.score);
  }

  // The share of pairs of a lost and a kept renewal in which the lost one has the lower score; ties count half.
  function auc(levels) {
    let right = 0, lost = 0, kept = 0;
    for (const level of levels) {
      const stayed = level.renewals - level.lost;
      right += stayed * (lost + level.lost / 2);
      lost += level.lost;
      kept += stayed;
    }
    return lost > 0 && kept > 0 ? right / (lost * kept) : null;
  }

  // Losses among the riskiest share; of a score that the edge cuts, the expected number.
  function capture(levels, share) {
    const all = levels.reduce((sum, level) => sum + level.renewals, 0);
    let left = share * all, caught = 0;
    for (const level of levels) {
      const taken = Math.min(left, level.renewals);
      caught += level.renewals > 0 ? level.lost * taken / level.renewals : 0;
      left -= taken;
    }
    return caught;
  }

  function wilson(lost, all) {
    if (all === 0) return null;
    const z = 1.959963984540054, p = lost / all, scale = 1 + z * z / all;
    const middle = (p + z * z / (2 * all)) / scale, half = z / scale * Math.sqrt(p * (1 - p) / all + z * z / (4 * all * all));
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
  }

  function bands(data, levels) {
    return data.bands.map((band, i) => {
      const end = i + 1 < data.bands.length ? data.bands[i + 1].from : 101;
      const own = levels.filter(level => level.score >= band.from && level.score < end);
      const renewals = own.reduce((sum, level) => sum + level.renewals, 0), lost = own.reduce((sum, level) => sum + level.lost, 0);
      return { name: band.name, renewals, lost, rate: renewals > 0 ? lost / renewals : null, interval: wilson(lost, renewals) };
    });
  }

  function quality(data, groups, share) {
    const all = levels(scores(data, groups));
    return { auc: auc(all), captured: capture(all, share), lost: all.reduce((sum, level) => sum + level.lost, 0), bands: bands(data, all) };
  }

  const plain = name => /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name);
  const key = name => plain(name) ? name : JSON.stringify(name);
  const number = weight => String(Math.round(weight * 1000) / 1000);

  function yaml(groups) {
    const lines = ["weights: normalised", "groups:"];
    for (const group of groups) {
      lines.push("  " + key(group.name) + ":", "    weight: " + number(group.weight), "    measures:");
      for (const m of group.measures) if (!m.pilot) lines.push("      " + key(m.name) + ": {weight: " + number(m.weight) + "}");
    }
    return lines.join("\n") + "\n";
  }

  return { quality, yaml };
})();

if (typeof document !== "undefined") (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const copy = groups => groups.map(g => ({ ...g, measures: g.measures.map(m => ({ ...m })) }));
  const $ = id => document.getElementById(id);
  const percent = (p, digits) => p === null ? "-" : (100 * p).toFixed(digits) + "%";
  let groups = copy(data.groups);

  // Every slider with the weight that it moves.
  const sliders = [];
  data.groups.forEach((group, g) => {
    sliders.push({ element: $("group-" + g), of: all => all[g] });
    group.measures.forEach((measure, m) => {
      if (!measure.pilot) sliders.push({ element: $("measure-" + g + "-" + m), of: all => all[g].measures[m] });
    });
  });

  function row(band) {
    const cells = [band.name, band.renewals, band.lost, percent(band.rate, 1), percent(band.interval?.[0] ?? null, 1), percent(band.interval?.[1] ?? null, 1)];
    const line = document.createElement("tr");
    cells.forEach((text, i) => {
      const cell = document.createElement(i === 0 ? "th" : "td");
      if (i === 0) cell.scope = "row"; else cell.className = "n";
      cell.textContent = String(text);
      line.append(cell);
    });
    return line;
  }

  function show() {
    const share = Number($("capacity").value) / 100;
    const now = Trial.quality(data, groups, share), then = Trial.quality(data, data.groups, share);
    const auc = value => value === null ? "-" : value.toFixed(3);
    $("live-auc").value = String(now.auc ?? "");
    $("live-auc").textContent = auc(now.auc);
    $("live-auc-then").textContent = "hand-set " + auc(then.auc);
    $("live-capture-label").textContent = "losses in the riskiest " + percent(share, 0);
    $("live-capture").value = String(now.captured);
    $("live-capture").textContent = now.captured.toFixed(1) + " of " + now.lost;
    $("live-capture-then").textContent = "hand-set " + then.captured.toFixed(1);
    $("capacity-text").textContent = percent(share, 0);
    $("bands").replaceChildren(...now.bands.map(row));
    for (const slider of sliders) {
      const weight = slider.of(groups).weight;
      $(slider.element.id + "-text").textContent = String(Math.round(weight * 10) / 10);
      slider.element.parentElement.classList.toggle("moved", weight !== slider.of(data.groups).weight);
    }
    $("yaml").value = Trial.yaml(groups);
    $("copied").textContent = "";
  }

  function take(weights) {
    groups = copy(weights);
    for (const slider of sliders) slider.element.value = String(Math.round(slider.of(groups).weight));
    show();
  }

  for (const slider of sliders) {
    slider.element.addEventListener("input", () => {
      slider.of(groups).weight = Number(slider.element.value);
      show();
    });
  }
  $("capacity").addEventListener("input", show);
  $("reset").addEventListener("click", () => take(data.groups));
  if (data.learned) $("learned").addEventListener("click", () => take(data.learned)); else $("learned").hidden = true;
  $("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText($("yaml").value);
      $("copied").textContent = "copied";
    } catch {
      $("yaml").select();
      $("copied").textContent = "selected: press Ctrl+C";
    }
  });
  $("editor").hidden = false;
  show();
})();
