import { CardMode, Client } from "pcsc-mini";

/*
 * Another program that has the card: hold-card.ts READER exclusive|transaction. Says "held", ends
 * on SIGTERM, and with it its hold.
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
