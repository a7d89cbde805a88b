// The state in the address, and the way back.
const undo = [];
let committed = "";

function address(at = state) {
  const parts = about.levers.map((lever, i) => `${lever.key}=${at.strengths[i]}`);
  parts.push(
    `start=${about.starts[at.start]}`,
    `cutoff=${about.cutoffs[at.cutoff] ?? "none"}`,
    `outcome=${outcome(at).key}`,
  );
  if (at.band !== "both") parts.push(`bands=${at.band}`);
  return `#${parts.join("&")}`;
}

function wholePackage() {
  return {
    strengths: about.levers.map((lever) => nearest(lever.stops, lever.strength)),
    start: Math.max(0, about.starts.indexOf(about.begins)),
    cutoff: 0,
    outcome: 0,
    band: "both",
  };
}

const nearest = (stops, wanted) =>
  stops.reduce((best, stop) => (Math.abs(stop - wanted) < Math.abs(best - wanted) ? stop : best));

// A state from an address; what it does not know stays as in the whole package, and is told.
function parsed(hash) {
  const at = wholePackage(),
    unknown = [];
  const choose = (list, wanted, name) => {
    const place = list.findIndex((item) => String(item ?? "none") === wanted);
    if (place < 0) unknown.push(`${name}=${wanted}`);
    return place;
  };
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [name, wanted = ""] = part.split("=");
    const lever = about.levers.findIndex((one) => one.key === name),
      number = Number(wanted);
    if (lever >= 0 && wanted !== "" && finite(number)) {
      at.strengths[lever] = nearest(about.levers[lever].stops, number);
      if (Math.abs(at.strengths[lever] - number) > 1e-9)
        unknown.push(`${part} (nearest: ${at.strengths[lever]})`);
    } else if (name === "start") at.start = Math.max(0, choose(about.starts, wanted, name));
    else if (name === "cutoff") at.cutoff = Math.max(0, choose(about.cutoffs, wanted, name));
    else if (name === "outcome")
      at.outcome = Math.max(
        0,
        choose(
          about.outcomes.map((one) => one.key),
          wanted,
          name,
        ),
      );
    else if (name === "bands" && ["both", "luck", "inputs"].includes(wanted)) at.band = wanted;
    else unknown.push(part);
  }
  return { at, unknown };
}

function take(at) {
  Object.assign(state, at, { strengths: [...at.strengths] });
}

// A move is over: it can be undone, and the address has it.
function commit() {
  const now = address();
  if (now === committed) return;
  undo.push(committed);
  settle(now);
}

function settle(now) {
  committed = now;
  history.replaceState(null, "", now);
  document.getElementById("undo").disabled = undo.length === 0;
}

function back() {
  if (!undo.length) return;
  take(parsed(undo.pop()).at);
  settle(address());
  show();
}
