namespace TracedLlm;

/// <summary>
/// Adds attributes to the spans of traced requests before they start, so that a sampler sees them. Register it as a singleton; without one
/// the start of a span does no work for it.
/// </summary>
/// <remarks>
/// It runs on the request's thread, and its work is added to each span: it must be fast, must not block, and must be safe for concurrent
/// use. An exception is counted (<c>tracedllm.listener.failures</c>), and the request goes on. What it adds is exported also where content is
/// not captured, so it must not add content.
/// </remarks>
public interface ILlmSpanEnricher
{
    /// <summary>A recorded span is about to start, or the root of a request of which the sampler decides next.</summary>
    /// <param name="span">What is known of the span, and the way to add attributes.</param>
    void Enrich(in LlmSpanStart span);
}
