using TracedLlm.Samples.Gateway;

return await GatewayCommand.RunAsync(args, Console.Error);
