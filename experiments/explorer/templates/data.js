// What the page holds: `about`, the words and names, and arrays of numbers. Written by experiments/explorer/pack.py.
let about = null;
const arrays = new Map();
const NONE = -32768;
let bytes = null;

async function open() {
  const packed = atob(document.getElementById("data").textContent.trim());
  const raw = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate"));
  bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const size = new DataView(bytes.buffer).getUint32(0, true);
  about = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  about.body = 4 + size;
}

// Numbers of an array, unpacked at first use; NaN where there is none.
function numbers(key) {
  if (!arrays.has(key)) {
    const entry = about.arrays[key];
    const count = entry.shape.reduce((a, b) => a * b, 1);
    const high = about.body + entry.at,
      low = high + count;
    const out = new Float64Array(count);
    let whole = 0;
    for (let i = 0; i < count; i++) {
      const folded = bytes[high + i] * 256 + bytes[low + i];
      whole = ((whole + (folded % 2 ? -(folded + 1) / 2 : folded / 2)) << 16) >> 16;
      out[i] = whole === NONE ? NaN : whole * entry.step;
    }
    arrays.set(key, out);
  }
  return arrays.get(key);
}
