using TracedLlm.Exporting;

namespace TracedLlm.Tree;

/// <summary>The HTTP request that the running code belongs to, from its arrival to its end, whether it is traced or not.</summary>
internal abstract class ArrivedRequest
{
    /// <summary>
    /// The HTTP request of the running code, until its trace is open; <see langword="null"/> outside a request, and while nobody listens.
    /// </summary>
    public static ArrivedRequest? Current
    {
        get => ExportedContext.Current as ArrivedRequest;
        set => ExportedContext.Current = value;
    }

    /// <summary>Whether the route of the request is known not to be traced.</summary>
    public abstract bool IsUntraced { get; }

    /// <summary>
    /// Holds a stage that starts before the route of the request is known: it is a span if a trace is opened for the request.
    /// </summary>
    /// <param name="stage">The stage.</param>
    /// <param name="tags">Its attributes at the start.</param>
    /// <returns>The owner of the stage; <see langword="null"/> if the route is known, or the request has ended.</returns>
    public abstract SpanOwner? HoldStage(LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}
