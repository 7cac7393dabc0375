namespace TracedLlm.Tests.Gateways;

/// <summary>A deployment of a model group.</summary>
internal sealed record TriedModel(string Name, string Group);
