// Loaded into a child with --import: ends the child when its parent ends, however that happens,
// because the channel between them closes.
process.once("disconnect", () => process.exit(0));
// The channel alone must not keep the child alive.
process.channel?.unref();
