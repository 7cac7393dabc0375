namespace TracedLlm.Testing.Otlp;

/// <summary>OTLP's <c>Status.StatusCode</c>, with its numbers.</summary>
public enum ReceivedStatus
{
    /// <summary>Nothing said.</summary>
    Unset,

    /// <summary>Declared to be well.</summary>
    Ok,

    /// <summary>An error.</summary>
    Error,
}
