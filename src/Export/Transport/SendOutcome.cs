namespace TracedLlm.Export.Transport;

/// <summary>The outcome of one request to a backend.</summary>
internal enum SendOutcome
{
    /// <summary>The backend has the spans, except for those that its answer rejects.</summary>
    Accepted,

    /// <summary>The backend may accept the spans later.</summary>
    Retry,

    /// <summary>The backend fails, perhaps because of the spans: tried again a few times, then the bad span is sought.</summary>
    Failed,

    /// <summary>The backend accepts no request of this size.</summary>
    TooLarge,

    /// <summary>The backend does not understand the request, perhaps because of one span.</summary>
    Malformed,

    /// <summary>The backend does not accept a compressed body.</summary>
    Compressed,

    /// <summary>The backend will not accept the spans: the credentials or the address are wrong.</summary>
    Rejected,
}
