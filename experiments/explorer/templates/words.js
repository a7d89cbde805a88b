// Numbers and sentences, as the report writes them (experiments/figures/labels.py).
const finite = Number.isFinite;

function fixed(number, places) {
  const text = Math.abs(number).toFixed(places);
  return { text, zero: Number(text) === 0, sign: number < 0 ? "\u2212" : "" };
}

function plain(number, places = 0) {
  if (!finite(number)) return "n/a";
  const { text, zero, sign } = fixed(number, places);
  return zero ? text : sign + text;
}

function signed(number, places = 0) {
  const { text, zero, sign } = fixed(number, places);
  return zero ? text : (sign || "+") + text;
}

const decimals = (half) => (finite(half) && half >= 1 ? 0 : 1);

function interval(mean, low, high, unit = "", scale = 1, what = "95 % interval", least = 0) {
  mean *= scale;
  low *= scale;
  high *= scale;
  const half = (high - low) / 2,
    tail = unit ? ` ${unit}` : "";
  let places = Math.max(least, decimals(half));
  while (half > 0 && signed(low, places) === signed(high, places) && places < 6) places += 1;
  if (low * high > 0 && [signed(low, places), signed(high, places)].includes("0.0")) places += 1;
  if (!finite(low)) return `${signed(mean, places)}${tail}, no interval`;
  return `${signed(mean, places)}${tail} (${what} ${signed(low, places)} to ${signed(high, places)})`;
}

const isSplit = () => about.vectors > 1;
const intervalName = () => (isSplit() ? "luck and inputs" : `${Math.round(100 * about.level)} % interval`);

function difference(found, unit, scale) {
  return interval(found.mean, found.low, found.high, unit, scale, intervalName(), isSplit() ? 1 : 0);
}

// One part of an interval: of both, of luck or of inputs.
function ends(found, part, scale) {
  const low = found[part ? `${part}_low` : "low"] * scale,
    high = found[part ? `${part}_high` : "high"] * scale;
  if (!finite(low)) return "\u2013";
  const places = Math.max(decimals(((found.high - found.low) / 2) * scale), 1);
  return `${signed(low, places)} to ${signed(high, places)}`;
}

const changeOf = (found, of = outcome()) => difference(found, of.difference_unit, of.scale);

function money(number) {
  return plain(number, Math.abs(number) >= 10 ? 0 : 1);
}

function levelOf(number, of = outcome()) {
  if (of.percent) return finite(number) ? `${plain(100 * number, 1)} %` : "n/a";
  const size = Math.abs(number);
  const text = of.unit.startsWith("bn EUR")
    ? money(number)
    : plain(number, size >= 10 || size === 0 ? 0 : size >= 1 ? 1 : 2);
  return `${text} ${of.unit}`;
}

const percent = (share) => `${Math.round(100 * share)} %`;
const quoted = (scenario) => `\u201c${scenario.title}\u201d`;

function listed(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

const cutoffYear = (at = state) => about.cutoffs[at.cutoff];
// The cut-off that is spoken of where none is chosen: the usual one if it was computed, else the first.
const defaultCutoff = () => Math.max(1, about.cutoffs.indexOf(about.shock.start));
const lastShockYear = (at = state) => Math.min(cutoffYear(at) + about.shock.years - 1, about.years.at(-1));

function shockWords(at = state) {
  if (cutoffYear(at) === null) return "";
  return `, and \u201c${about.shock.title}\u201d in ${cutoffYear(at)}\u2013${lastShockYear(at)} with and without it`;
}

function ifWords(at = state) {
  const start = about.starts[at.start];
  const full = about.levers.every((lever, i) => at.strengths[i] === lever.strength);
  if (isIdle(at)) return `If nothing of ${quoted(about.package)} is done${shockWords(at)}`;
  if (full) return `If ${quoted(about.package)} starts in ${start} and nothing else changes${shockWords(at)}`;
  const on = about.levers.map((lever, i) => [lever, at.strengths[i]]).filter(([, strength]) => strength > 0);
  const said = listed(on.map(([lever, strength]) => `${lever.title} (${percent(strength)})`));
  if (on.length === about.levers.length)
    return `If ${quoted(about.package)} starts in ${start} with ${said}, and nothing else changes${shockWords(at)}`;
  return `If of ${quoted(about.package)} only ${said} ${on.length > 1 ? "start" : "starts"} in ${start} and nothing else changes${shockWords(at)}`;
}

function headline(at = state) {
  const year = years() - 1,
    of = outcome(at),
    where = corners(at);
  const gives = `${ifWords(at)}, the model gives for ${about.years[year]}: ${of.label} ${levelOf(level(year, where, at).mean, of)}`;
  if (isIdle(at)) return `${gives}. Move a slider to see what the package changes.`;
  const found = effect(year, at, where);
  const sentence = `${gives} instead of ${levelOf(level(year, idle(at), at).mean, of)}`;
  if (found.verdict.same) return `${sentence}; the same in every run.`;
  const size = changeOf(found, of);
  if (found.verdict.cannotSay) return `${sentence}; ${about.words.cannot_say} which way it goes: ${size}.`;
  if (!found.verdict.clear)
    return `${sentence}; not distinguishable with ${about.runs} paired runs: ${size}.`;
  const small =
    Math.abs(found.mean) < of.counts
      ? `; small, since an effect counts from ${plain(of.counts * of.scale, 1)} ${of.difference_unit}`
      : "";
  return `${sentence}: ${size}${small}.`;
}

// What a control moves, in one line, and whether it moves anything; `before` says under which condition.
function moves(found, before = "") {
  const year = about.years.at(-1),
    sometimes = found.verdict.earlier ? ", though it does before" : "";
  const told = (text) => (before ? `${before}: ${text}` : text.charAt(0).toUpperCase() + text.slice(1));
  if (found.verdict.same && !found.verdict.earlier)
    return [told("moves nothing, the same in every run."), false];
  if (found.verdict.cannotSay)
    return [
      told(`${about.words.cannot_say} which way this moves the outcome in ${year}: ${changeOf(found)}.`),
      true,
    ];
  if (!found.verdict.clear)
    return [told(`moves nothing distinguishable in ${year}${sometimes}: ${changeOf(found)}.`), false];
  return [told(`moves the outcome in ${year} by ${changeOf(found)}.`), true];
}
