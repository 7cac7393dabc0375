namespace TracedLlm.Generators.Payloads;

/// <summary>An attribute and the property it is written from, both as C#.</summary>
internal sealed record PayloadTagModel(string Name, string Value);
