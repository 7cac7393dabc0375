namespace TracedLlm.Export.Views;

/// <summary>The settings of the views of vendors.</summary>
internal sealed record ViewSettings
{
    /// <summary>The settings by default.</summary>
    public static ViewSettings Default { get; } = new();

    /// <summary>The name of a trace whose caller names none.</summary>
    public TraceNames TraceNames { get; init; }

    /// <summary>Whether a root keeps the parent that a caller's <c>traceparent</c> names, in the views of Langfuse and LangSmith.</summary>
    public bool KeepsParent { get; init; }

    /// <summary>Whether Langfuse may guess the tokens of a call that reported none, from its text.</summary>
    public bool GuessesUsage { get; init; } = true;

    /// <summary>Whether a request in a caller's trace leaves usage and cost to the caller's span of the same call.</summary>
    public bool LeavesUsageToClient { get; init; }
}
