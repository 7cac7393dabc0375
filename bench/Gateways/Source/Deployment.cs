namespace TracedLlm.Bench.Gateways;

/// <summary>A model at a provider.</summary>
internal sealed record Deployment(string Provider, string Id, string Model);
