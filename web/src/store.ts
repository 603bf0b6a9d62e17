/**
 * Where records are kept: IndexedDB, one database per deck. A record is saved when its transaction
 * is complete, and never changed, so several tabs can't lose each other's answers.
 */

import type { StudyRecord } from './records';

/** What a person chose, beside the records. */
export interface Settings {
  readonly topic: string;
  readonly newCards: number;
  readonly cram: boolean;
  readonly shortcuts: boolean;
  readonly typing: boolean;
}

export const DEFAULTS: Settings = { topic: '', newCards: 20, cram: false, shortcuts: true, typing: false };

/** What was to be saved is not; what was saved before is as it was. */
export class NotSaved extends Error {}

/** Another tab added records since they were last read; nothing was saved. */
export class Behind extends Error {}

export interface Store {
  /** Whether what is saved outlives the page. */
  readonly lasting: boolean;
  records(): Promise<StudyRecord[]>;
  /** How many records there are: more than were read if another tab added some. */
  count(): Promise<number>;
  /**
   * Add records; those whose id is known are passed over. Throws NotSaved; Behind, where `known` is
   * given and is not how many there are.
   */
  add(records: readonly StudyRecord[], known?: number): Promise<void>;
  settings(): Promise<Settings>;
  set(settings: Settings): Promise<void>;
}

const VERSION = 1;
/** How long the browser may take to open the database, in milliseconds; some never answer. */
const LONGEST_OPENING = 10_000;
/** What a browser calls it that it closed the database by itself, as iOS does in the background. */
const CLOSED: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

const RECORDS = 'records';
const SETTINGS = 'settings';

/**
 * The store of a deck; where the browser keeps nothing, or doesn't answer, one that ends with the page.
 * `student`: who it is, where a platform says so; at a school, many use the same browser.
 */
export async function openStore(deck: string, student = ''): Promise<Store> {
  try {
    const name = `sonodeck-${deck}${student && ` ${student}`}`;
    return new Kept(name, await opened(name));
  } catch {
    return new Fleeting();
  }
}

/** The database, once it has answered. Throws when that takes too long. */
async function opened(name: string): Promise<IDBDatabase> {
  const answering = open(name).then(async database => {
    await result(database.transaction(SETTINGS).objectStore(SETTINGS).count());
    return database;
  });
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException('', 'TimeoutError'));
      answering.then(database => database.close(), () => undefined);
    }, LONGEST_OPENING);
  });
  return await Promise.race([answering, late]).finally(() => clearTimeout(timer));
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: 'id' });
      request.result.createObjectStore(SETTINGS);
    };
    request.onsuccess = () => {
      const database = request.result;
      // A later release that needs another version must not wait for this page.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no result'));
  });
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
  });
}

class Kept implements Store {
  readonly lasting = true;
  readonly #name: string;
  #database: IDBDatabase;

  constructor(name: string, database: IDBDatabase) {
    this.#name = name;
    this.#database = database;
  }

  /** Do something with the database; where the browser had closed it, once more with a new one. */
  async #with<T>(action: (database: IDBDatabase) => Promise<T>): Promise<T> {
    try {
      return await action(this.#database);
    } catch (error) {
      if (!(error instanceof DOMException && CLOSED.has(error.name))) { throw error; }
      this.#database.close();
      this.#database = await opened(this.#name);
      return await action(this.#database);
    }
  }

  #read<T>(store: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return this.#with(async database => await result(ask(database.transaction(store).objectStore(store))));
  }

  async #write(store: string, put: (store: IDBObjectStore) => void): Promise<void> {
    try {
      await this.#with(async database => {
        const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
        put(transaction.objectStore(store));
        await complete(transaction);
      });
    } catch (error) {
      throw new NotSaved(error instanceof DOMException ? error.name : String(error));
    }
  }

  records(): Promise<StudyRecord[]> {
    return this.#read(RECORDS, store => store.getAll() as IDBRequest<StudyRecord[]>);
  }

  count(): Promise<number> { return this.#read(RECORDS, store => store.count()); }

  async add(records: readonly StudyRecord[], known?: number): Promise<void> {
    this.#keepForGood();
    let isBehind = false;
    await this.#write(RECORDS, store => {
      isBehind = false;
      const counted = store.count();
      counted.onsuccess = () => {
        isBehind = known !== undefined && counted.result !== known;
        if (!isBehind) { for (const record of records) { store.put(record); } }
      };
    });
    if (isBehind) { throw new Behind(); }
  }

  /** Ask the browser once not to clear the answers when space is short; it may say no. */
  #keepForGood(): void {
    if (this.#asked) { return; }
    this.#asked = true;
    navigator.storage?.persist?.().catch(() => false);
  }
  #asked = false;

  async settings(): Promise<Settings> {
    const chosen = await this.#read(SETTINGS, store => store.get('chosen') as IDBRequest<Partial<Settings> | undefined>);
    return { ...DEFAULTS, ...chosen };
  }

  set(settings: Settings): Promise<void> {
    return this.#write(SETTINGS, store => { store.put(settings, 'chosen'); });
  }
}

class Fleeting implements Store {
  readonly lasting = false;
  readonly #records = new Map<string, StudyRecord>();
  #settings: Settings = DEFAULTS;

  async records(): Promise<StudyRecord[]> { return [...this.#records.values()]; }
  async count(): Promise<number> { return this.#records.size; }
  async settings(): Promise<Settings> { return this.#settings; }
  async set(settings: Settings): Promise<void> { this.#settings = settings; }
  async add(records: readonly StudyRecord[]): Promise<void> {
    for (const record of records) { this.#records.set(record.id, record); }
  }
}
