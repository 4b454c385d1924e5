(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const sliders = data.levers.map((_, i) => document.getElementById("lever-" + i));
  const text = (id, value) => { document.getElementById(id).textContent = value; };
  const percent = p => (100 * p).toFixed(1) + "%";

  function show() {
    const places = sliders.map(s => Number(s.value)), answer = Evaluator.probability(data, places);
    document.getElementById("live-p").value = String(answer.p);
    text("live-p", percent(answer.p));
    text("live-interval", percent(answer.low) + " to " + percent(answer.high));
    if (data.card) {
      const health = Evaluator.health(data, places);
      document.getElementById("live-health").value = String(health.score ?? "");
      text("live-health", String(health.score ?? "-"));
      text("live-band", health.band ?? "unscored");
    }
    sliders.forEach((s, i) => {
      const lever = data.levers[i];
      text(s.id + "-text", lever.texts[places[i]]);
      s.setAttribute("aria-valuetext", lever.texts[places[i]]);
      s.parentElement.classList.toggle("moved", places[i] !== lever.place);
    });
  }

  sliders.forEach(s => s.addEventListener("input", show));
  document.getElementById("reset").addEventListener("click", () => {
    sliders.forEach((s, i) => { s.value = String(data.levers[i].place); });
    show();
  });
  document.getElementById("what-if").hidden = false;
  show();
})();
