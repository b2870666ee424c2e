const MOST_CHARACTERS = 65_536;

/** What was typed while there was no connection. */
export class InputQueue {
  #text = "";

  get isEmpty(): boolean {
    return this.#text === "";
  }

  /** Keeps it behind what is there; `false` if that would be too much. */
  add(text: string): boolean {
    if (this.#text.length + text.length > MOST_CHARACTERS) return false;
    this.#text += text;
    return true;
  }

  /** Gives all of it, once. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
