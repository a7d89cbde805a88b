// Sliders and choices: five of them, and what each one moves.
const control = { levers: [], cutoffs: [] };

function ticksUnder(holder, stops, marked, write) {
  holder.replaceChildren(
    ...marked.map((stop) => {
      const tick = document.createElement("span");
      tick.style.left = `${(100 * stops.indexOf(stop)) / Math.max(1, stops.length - 1)}%`;
      tick.textContent = write(stop);
      return tick;
    }),
  );
}

function makeControls() {
  about.levers.forEach((lever, i) => {
    const box = document.createElement("div"),
      id = `lever-${lever.key}`;
    box.className = "control";
    const label = document.createElement("label"),
      name = document.createElement("span"),
      output = document.createElement("output");
    label.htmlFor = output.htmlFor = id;
    name.className = "name";
    name.textContent = lever.title;
    label.title = lever.about;
    label.append(name, output);
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", id, min: 0, max: lever.stops.length - 1, step: 1 });
    slider.setAttribute("aria-describedby", `${id}-moves`);
    const ticks = document.createElement("div"),
      line = document.createElement("p");
    ticks.className = "ticks";
    ticks.setAttribute("aria-hidden", "true");
    ticksUnder(ticks, lever.stops, lever.computed, percent);
    line.className = "moves";
    line.id = `${id}-moves`;
    box.append(label, slider, ticks, line);
    byId("levers").append(box);
    slider.addEventListener("input", () => {
      state.strengths[i] = lever.stops[Number(slider.value)];
      show();
    });
    slider.addEventListener("change", commit);
    control.levers.push({ slider, output, line });
  });
  const start = byId("start");
  Object.assign(start, { min: 0, max: about.starts.length - 1, step: 1 });
  ticksUnder(byId("start-control").querySelector(".ticks"), about.starts, about.starts, String);
  start.addEventListener("input", () => {
    state.start = Number(start.value);
    show();
  });
  start.addEventListener("change", commit);
  byId("cutoff-name").textContent = `${about.shock.title}, from`;
  about.cutoffs.forEach((year, i) => {
    const label = document.createElement("label"),
      choice = document.createElement("input");
    Object.assign(choice, { type: "radio", name: "cutoff", value: i });
    label.append(choice, year === null ? "never" : String(year));
    choice.addEventListener("change", () => {
      state.cutoff = i;
      show();
      commit();
    });
    choice.setAttribute("aria-describedby", "cutoff-moves");
    control.cutoffs.push(choice);
    byId("cutoff").append(label);
  });
  const choose = byId("outcome");
  about.outcomes.forEach((one, i) =>
    choose.append(new Option(one.percent ? one.label : `${one.label} (${one.unit})`, i)),
  );
  choose.addEventListener("change", () => {
    state.outcome = Number(choose.value);
    show();
    commit();
  });
  const band = byId("band");
  if (!isSplit()) band.replaceChildren(new Option("luck", "both"));
  band.addEventListener("change", () => {
    state.band = band.value;
    show();
    commit();
  });
}

function say(node, [text, moving]) {
  node.textContent = text;
  node.className = `moves ${moving ? "moving" : "still"}`;
}

function drawControls(at = state) {
  about.levers.forEach((lever, i) => {
    const { slider, output, line } = control.levers[i],
      strength = at.strengths[i];
    slider.value = lever.stops.indexOf(strength);
    output.textContent = percent(strength);
    const computed = isComputed(lever, strength);
    output.className = computed ? "" : "between-computed";
    slider.setAttribute("aria-valuetext", `${percent(strength)}${computed ? "" : ", interpolated"}`);
    const full = lever.computed.at(-1),
      on = strength > 0;
    const where = corners(
      at,
      at.strengths.map((s, j) => (j === i && !on ? full : s)),
    );
    say(line, moves(moved(2 + i, where, at), on ? "" : `Off; at ${percent(full)}`));
  });
  const first = about.starts[0],
    last = about.starts.at(-1);
  byId("start").value = at.start;
  byId("start").setAttribute("aria-valuetext", String(about.starts[at.start]));
  byId("start-output").textContent = about.starts[at.start];
  say(
    byId("start-moves"),
    isIdle(at)
      ? ["Moves nothing while every lever is off.", false]
      : first === last
        ? ["Only this year was computed.", false]
        : moves(moved(1, corners(at), at), `${first} rather than ${last}`),
  );
  control.cutoffs.forEach((choice, i) => {
    choice.checked = i === at.cutoff;
  });
  const shown = at.cutoff || (about.cutoffs.length > 1 ? defaultCutoff() : 0),
    there = { ...at, cutoff: shown };
  say(
    byId("cutoff-moves"),
    shown
      ? moves(moved(0, corners(there), there), at.cutoff ? "" : `From ${about.cutoffs[shown]}`)
      : ["None was computed.", false],
  );
  byId("outcome").value = at.outcome;
  byId("band").value = at.band;
}
