namespace TracedLlm.Viewer.Rows;

/// <summary>A guardrail of a request.</summary>
internal sealed record GuardrailRow(string? Name, string? Mode, string? Status, string? Action);
