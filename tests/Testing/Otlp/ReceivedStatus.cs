namespace TracedLlm.Testing.Otlp;

/// <summary>OTLP's <c>Status.StatusCode</c>, with its numbers.</summary>
public enum ReceivedStatus
{
    /// <summary>The status is not set.</summary>
    Unset,

    /// <summary>The status is OK.</summary>
    Ok,

    /// <summary>An error.</summary>
    Error,
}
