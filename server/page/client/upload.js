/** Files on their way to the server. `fetch` says nothing of how much has left. */

/** Without any sign of life for so long, the line is dead. */
const SILENCE_MS = 30_000;
/** All has been sent: as long the server may take to say what it makes of it. */
const ANSWER_MS = 60_000;
/** After so many ms each a file whose line was lost is sent again; then it has failed. */
const AGAIN_MS = [1000, 2000, 4000, 8000];

/** The line was lost before there was an answer: what the server has of the file is not known. */
export class LostLineError extends Error {}

function waited(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** One attempt; gives a Response, whatever its status, or throws LostLineError or the reason. */
function attempt({ url, headers, credentials, form, onProgress, signal, Request }) {
  return new Promise((resolve, reject) => {
    const request = new Request();
    let timer;
    const lose = () => reject(new LostLineError("The connection was lost."));
    const hangUp = () => {
      lose();
      request.abort();
    };
    const watch = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(hangUp, ms);
    };
    const stop = () => {
      reject(signal.reason);
      request.abort();
    };
    request.open("POST", url.href);
    request.withCredentials = credentials;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      watch(SILENCE_MS);
      onProgress(total ? loaded / total : 0);
    };
    request.upload.onload = () => {
      watch(ANSWER_MS);
      onProgress(1);
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = lose;
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
    signal?.addEventListener("abort", stop, { once: true });
    watch(SILENCE_MS);
    request.send(form);
  });
}

function responseOf(request) {
  const retryAfter = request.getResponseHeader("Retry-After");
  const headers = retryAfter ? { "Retry-After": retryAfter } : {};
  return new Response(request.responseText, { status: request.status, headers });
}

/**
 * Sends a file, again where the line is lost: the same bytes are the same file, however often they
 * arrive. `onProgress` is told the part of it that has left, 0 to 1, and `onLost` when it is about
 * to be sent again.
 * @returns the server's Response. Throws LostLineError where there is none in the end, and the
 *     signal's reason.
 */
export async function sendFile({ signal, onLost = () => {}, onProgress = () => {}, ...sending }) {
  for (const ms of AGAIN_MS) {
    signal?.throwIfAborted();
    try {
      return await attempt({ ...sending, signal, onProgress });
    } catch (error) {
      if (!(error instanceof LostLineError)) throw error;
    }
    onLost();
    await waited(ms, signal);
    onProgress(0);
  }
  return attempt({ ...sending, signal, onProgress });
}
