"use strict";
// The model file's scorer and the scorecard's arithmetic, as the program computes them; null is a missing number.
const Evaluator = (() => {
  const softplus = x => x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  const sigmoid = x => x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

  // The natural cubic spline that is 1 at one knot and 0 at the others.
  function spline(knots, place, x) {
    const last = knots.length - 1, heights = knots.map((_, i) => i === place ? 1 : 0);
    const upper = knots.map(() => 0), bends = knots.map(() => 0);
    for (let i = 1; i < last; i++) {
      const before = knots[i] - knots[i - 1], after = knots[i + 1] - knots[i];
      const bend = 6 * ((heights[i + 1] - heights[i]) / after - (heights[i] - heights[i - 1]) / before);
      const pivot = 2 * (before + after) - before * upper[i - 1];
      upper[i] = after / pivot;
      bends[i] = (bend - before * bends[i - 1]) / pivot;
    }
    for (let i = last - 1; i > 0; i--) bends[i] -= upper[i] * bends[i + 1];
    if (x <= knots[0]) {
      const first = knots[1] - knots[0];
      return heights[0] + ((heights[1] - heights[0]) / first - first * bends[1] / 6) * (x - knots[0]);
    }
    if (x >= knots[last]) {
      const final = knots[last] - knots[last - 1];
      return heights[last] + ((heights[last] - heights[last - 1]) / final + final * bends[last - 1] / 6) * (x - knots[last]);
    }
    let i = 0;
    while (x > knots[i + 1]) i++;
    const h = knots[i + 1] - knots[i], a = (knots[i + 1] - x) / h, b = (x - knots[i]) / h;
    return a * heights[i] + b * heights[i + 1] + ((a * a * a - a) * bends[i] + (b * b * b - b) * bends[i + 1]) * h * h / 6;
  }

  function monotone(knots, place, x) {
    const left = knots[Math.max(0, place - 1)], center = knots[place], right = knots[Math.min(knots.length - 1, place + 1)];
    if (x <= left) return 0;
    if (x >= right) return 1;
    if (x <= center) return (x - left) / (center - left) * ((x - left) / (right - left));
    return 1 - (right - x) / (right - center) * ((right - x) / (right - left));
  }

  function level(model, predictor, value, share, matches) {
    const { levels, pooled } = model.kinds[predictor], found = value ?? "(missing)";
    if (levels.includes(found)) return matches(found) ? 1 : 0;
    return pooled.length === 0 ? share : matches("(other)") ? 1 : 0;
  }

  function column(model, predictor, source, row) {
    const value = row[predictor] ?? null, [kind, s] = Object.entries(source)[0];
    switch (kind) {
      case "number": return value ?? s.fill;
      case "spline": return spline(s.knots, s.place, value ?? s.fill);
      case "monotone": return monotone(s.knots, s.place, value ?? s.fill);
      case "step": return (value ?? s.fill) > s.edge ? 1 : 0;
      case "is_missing": return value === null ? 1 : 0;
      case "level": return level(model, predictor, value, s.share, x => x === s.name);
      case "other_levels": return level(model, predictor, value, s.share, x => x === "(other)");
      case "product": {
        const side = f => column(model, f.predictor, f.source, row) - f.center;
        return side(s.left) * side(s.right);
      }
      default: throw new Error("unknown column " + kind);
    }
  }

  function design(model, row) {
    if (!model.kinds) model.kinds = Object.fromEntries(model.preparation.predictors.map(p => [p.name, p]));
    return model.preparation.columns.map(c => column(model, c.predictor, c.source, row));
  }

  function raw(model, x) { return x.reduce((sum, value, i) => sum + model.weights[i + 1] * value, model.weights[0]); }

  // The first place whose value is not below x.
  function reach(values, x) {
    let low = 0, high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < x) low = middle + 1; else high = middle;
    }
    return low;
  }

  function isotonic(blocks, x) {
    const i = reach(blocks.map(b => b.high), x);
    if (i >= blocks.length) return blocks[i - 1].probability;
    const block = blocks[i];
    if (x >= block.low || i === 0) return block.probability;
    const before = blocks[i - 1], share = (x - before.high) / (block.low - before.high);
    return before.probability + share * (block.probability - before.probability);
  }

  function smooth(c, x) {
    const { knots, slopes } = c, heights = [c.intercept], last = knots.length - 1;
    for (let k = 0; k < last; k++) heights.push(heights[k] + (knots[k + 1] - knots[k]) * (slopes[k] + slopes[k + 1]) / 2);
    if (x <= knots[0]) return heights[0] + slopes[0] * (x - knots[0]);
    if (x >= knots[last]) return heights[last] + slopes[last] * (x - knots[last]);
    let i = 0;
    while (x > knots[i + 1]) i++;
    const way = x - knots[i], width = knots[i + 1] - knots[i];
    return heights[i] + way * (slopes[i] + (slopes[i + 1] - slopes[i]) * way / (2 * width));
  }

  function calibrated(c, x) {
    const shift = c.shift ?? 0;
    const shifted = p => {
      if (shift === 0) return p;
      const odds = Math.exp(shift);
      return p * odds / (p * odds + (1 - p));
    };
    switch (c.kind) {
      case "none": return sigmoid(x + shift);
      case "platt": return sigmoid(c.slope * x + c.intercept + shift);
      case "temperature": return sigmoid(c.inverseTemperature * x + shift);
      case "beta": return shifted(sigmoid(c.c - c.a * softplus(-x) + c.b * softplus(x)));
      case "spline": return shifted(sigmoid(smooth(c, x)));
      case "isotonic": return shifted(isotonic(c.blocks, x));
      case "venn-abers": {
        const i = reach(c.scores, x), piece = i < c.scores.length && c.scores[i] === x ? 2 * i + 1 : 2 * i;
        return shifted(c.high[piece] / (1 - c.low[piece] + c.high[piece]));
      }
      default: throw new Error("unknown calibration " + c.kind);
    }
  }

  // The row with every lever at its place.
  function moved(data, places) {
    const row = { ...data.row };
    data.levers.forEach((lever, i) => { if (places[i] !== lever.place) row[lever.feature] = lever.values[places[i]]; });
    return row;
  }

  function probability(data, places) {
    const { model, interval } = data, x = design(model, moved(data, places)), x0 = design(model, data.row);
    const d = interval.columns.map(j => x[j] - x0[j]);
    let variance = interval.variance, place = 0;
    d.forEach((value, a) => {
      variance += 2 * value * interval.slope[a];
      for (let b = 0; b <= a; b++) variance += (a === b ? 1 : 2) * value * d[b] * interval.bend[place++];
    });
    const score = raw(model, x), half = interval.z * Math.sqrt(Math.max(0, variance));
    const p = value => calibrated(model.calibration, value);
    return { p: p(score), low: p(score - half), high: p(score + half) };
  }

  // Weighted mean of what is there; null where nothing is.
  function mean(pairs) {
    let sum = 0, weights = 0;
    for (const [points, weight] of pairs) if (points !== null) { sum += weight * points; weights += weight; }
    return weights > 0 ? sum / weights : null;
  }

  function total(groups) {
    const value = mean(groups.map(g => [mean(g.measures.filter(m => !m.pilot).map(m => [m.points, m.weight])), g.weight]));
    return value === null ? null : Math.min(100, Math.max(0, value));
  }

  const rounded = score => Math.floor(score + 1e-9 + 0.5);

  function band(bands, score) { return bands.reduce((found, b) => score >= b.from ? b.name : found, bands[0].name); }

  function health(data, places) {
    const { card } = data, groups = card.groups.map(g => ({ ...g, measures: g.measures.map(m => ({ ...m })) }));
    const measures = groups.flatMap(g => g.measures), holds = card.caps.map(c => c.holds);
    data.levers.forEach((lever, i) => {
      for (const m of lever.measures) {
        measures[m.measure].points = m.points[places[i]];
        measures[m.measure].known = m.known[places[i]];
      }
      for (const c of lever.caps) holds[c.cap] = c.holds[places[i]];
    });
    const counted = groups.flatMap(g => g.measures.filter(m => !m.pilot && m.weight > 0 && g.weight > 0));
    if (!counted.some(m => m.known) || counted.some(m => m.blocks && !m.known)) return { score: null, band: null };
    let score = total(groups);
    card.caps.forEach((cap, i) => { if (holds[i] && score > cap.limit) score = cap.limit; });
    if (score === null) return { score: null, band: null };
    return { score: rounded(score), band: band(card.bands, rounded(score)) };
  }

  return { probability, health, total, rounded, band };
})();
