global using V1 = StratCap.PluginSdk.Wire.V1;
global using V1Call = StratCap.PluginSdk.Wire.V1.Call;
