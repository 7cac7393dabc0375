namespace TracedLlm.Taps;

/// <summary>How a response is read, by its media type.</summary>
internal enum PayloadKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Collected, and read at its end.</summary>
    Json,

    /// <summary>Split into events as it passes.</summary>
    Events,
}
