using StratCap.Server;

return await Verbs.Run(args);
