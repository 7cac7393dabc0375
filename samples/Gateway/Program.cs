using TracedLlm.Samples.Gateway;

// A gateway that relays LLM requests to providers, with LiteLLM's config.yaml. It does not translate between APIs: a provider
// receives a request in the format in which the caller sent it. GatewayCommand has the command line, GatewayApplication the parts.
return await GatewayCommand.RunAsync(args, Console.Error);
