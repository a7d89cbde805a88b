// Begins, and draws everything whenever something has moved.
function show() {
  const began = performance.now();
  drawAnswer();
  drawControls();
  drawDifference();
  drawLevel();
  drawMap();
  drawMilestones();
  drawCost();
  drawFile();
  tables.forEach((again) => again());
  window.explorer.last = performance.now() - began;
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  byId("theme").setAttribute("aria-pressed", String(name === "dark"));
}

function adopt(hash) {
  const { at, unknown } = parsed(hash);
  take(at);
  status(unknown.length ? `The address asks for what this page does not have: ${unknown.join(", ")}.` : "");
}

async function begin() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => theme(dark.matches ? "dark" : "light"));
  byId("theme").addEventListener("click", () =>
    theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
  );
  if (typeof DecompressionStream === "undefined")
    throw new Error("this browser is too old to unpack the page; any of 2023 or later can");
  await open();
  // what tests and the curious look at
  window.explorer = {
    about,
    state,
    effect,
    level,
    total,
    moved,
    corners,
    inUnion,
    words: { interval, signed, plain, levelOf },
    toml,
    command,
    address,
    show,
    last: 0,
  };
  byId("main").hidden = false;
  drawWords();
  makeControls();
  makeTables();
  adopt(window.location.hash);
  show();
  settle(address());
  byId("undo").addEventListener("click", back);
  byId("whole").addEventListener("click", () => {
    take({ ...wholePackage(), outcome: state.outcome, band: state.band });
    show();
    commit();
  });
  byId("save").addEventListener("click", save);
  byId("copy").addEventListener("click", copyAddress);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      back();
    }
  });
  window.addEventListener("hashchange", () => {
    if (window.location.hash === "#answer") return;
    adopt(window.location.hash);
    show();
    commit();
  });
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      show();
    }
  });
}

begin().catch((error) => trouble(`The page could not be opened: ${error.message}.`));
