import { CardMode, Client } from "pcsc-mini";

/*
 * Another program that holds the card: hold-card.ts READER exclusive|transaction. Prints "held";
 * SIGTERM ends it and releases the card.
 */
const [name = "", mode] = process.argv.slice(2);
const client = new Client();
client.on("error", (error) => {
  throw error;
});
client.on("reader", (reader) => {
  if (reader.name() === name) void hold();
  async function hold(): Promise<void> {
    const card = await reader.connect(mode === "exclusive" ? CardMode.EXCLUSIVE : CardMode.SHARED);
    if (mode === "transaction") await card.transaction();
    process.stdout.write("held\n");
  }
});
client.start();
