// Loaded with --import into a child: it ends when its parent does, however that ends, because the
// channel between them closes.
process.once("disconnect", () => process.exit(0));
// The channel alone is no reason to go on.
process.channel?.unref();
