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

    /// <summary>
    /// Decides which backends receive the trace, and sets <see cref="IExportedRequest.IsSampledOut"/>. It is called once for each recorded
    /// request, when its <see cref="IExportedRequest.Result"/> and its cost are known and before its last spans stop, so that what is
    /// written with these spans can respect the decision. It does not throw.
    /// </summary>
    void Decide(IExportedRequest request);
}
