namespace TracedLlm.Exporting;

/// <summary>An export that decides at the end of a request whether its trace is sent. An application has at most one.</summary>
internal interface ITraceSampling
{
    /// <summary>Whether the ratio that a request asks for is read.</summary>
    bool ReadsRequests { get; }

    /// <summary>
    /// Whether the trace is sent if no rule keeps it at the end. Services that the gateway calls learn this in the sampled flag: their
    /// spans would otherwise belong to traces that are mostly not sent.
    /// </summary>
    bool IsSentByRatio(IExportedRequest request);
}
