namespace TracedLlm.Export.Setup;

/// <summary>A variable of the OpenTelemetry specification or of LiteLLM that has no effect on this export.</summary>
/// <param name="Name">The name.</param>
/// <param name="Reason">Why it has none, and what to set instead; a noun phrase or a sentence in Markdown without a full stop.</param>
internal sealed record StandardVariable(string Name, string Reason);
