/**
 * What the tab keeps of its sessions, for a reload to go on where it was. It ends with the tab. A
 * session that is yet to be started goes by the name of its kind, a résumé that is being edited by
 * `resume:ID`.
 */

const PREFIX = "session:";

/** What the browser did not take: it lasts as long as the page. */
const untaken = new Map();

/** What `use` gives, or undefined: browsers that keep nothing, or have no more room, throw. */
function attempt(use) {
  try {
    return use(sessionStorage);
  } catch (error) {
    console.warn(`the tab's storage failed: ${error.message}`);
    return undefined;
  }
}

const get = (key) => attempt((storage) => JSON.parse(storage.getItem(key)));

const put = (key, saved) =>
  attempt((storage) => {
    storage.setItem(key, JSON.stringify(saved));
    return true;
  });

/** What stands nowhere else. All the rest comes back with a snapshot. */
const unsaid = ({ connection: { session, outbox } = {}, draft, attached, sent, edit }) => ({
  connection: { session, outbox },
  draft,
  attached,
  sent,
  edit,
});

/** The other sessions shrink to what stands nowhere else. */
function makeRoomFor(key) {
  const keys = attempt((storage) => Object.keys(storage)) ?? [];
  for (const other of keys.filter((one) => one.startsWith(PREFIX) && one !== key))
    put(other, unsaid(get(other) ?? {}));
}

export const memory = {
  /** What `save` was given last, or what of it there was room for; `{}` where that is nothing. */
  load(id) {
    return untaken.get(id) ?? get(PREFIX + id) ?? {};
  },

  /**
   * Keeps `{connection?, draft, attached?, sent?, edit?}`: the dump of a SessionConnection, what
   * stands in the box, the files that are to go along with it, those that went along with what was
   * sent, and a message that is being changed.
   */
  save(id, saved) {
    const key = PREFIX + id;
    let taken = put(key, saved);
    if (!taken) {
      makeRoomFor(key);
      taken = put(key, saved) ?? put(key, unsaid(saved));
    }
    if (taken) untaken.delete(id);
    else untaken.set(id, unsaid(saved));
  },

  /** Keeps what stands nowhere else, where there is any, of a session that is gone. */
  saveUnsaid(id, saved) {
    const { connection, draft, attached = [], sent, edit } = unsaid(saved);
    if (draft || edit || attached.length || connection.outbox.length)
      this.save(id, { connection, draft, attached, sent, edit });
    else this.forget(id);
  },

  forget(id) {
    untaken.delete(id);
    attempt((storage) => storage.removeItem(PREFIX + id));
  },
};
