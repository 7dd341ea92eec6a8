"""The live side: shows, the relay, the hub, accounts, pages and the `etalase` command. Imports `checkout`, never the
other way round."""
