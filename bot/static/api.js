// Requests to the program. Two ways to fail: it cannot be reached (try again), or it refuses (say why).

export class Offline extends Error {}
export class Refused extends Error {}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function request(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Offline();
  }
  if (answer.status >= 500) throw new Offline();
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(content.error || `Chương trình từ chối (${answer.status}).`);
  return content;
}

export const get = (path) => request(path);

export const post = (path, content) =>
  content instanceof FormData
    ? request(path, { method: "POST", body: content })
    : request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) });

export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
