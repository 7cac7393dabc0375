namespace TracedLlm;

/// <content>The id of the call.</content>
public sealed partial class LlmTrace
{
    private const int MaxCallIdLength = 128;

    private string? _callId;

    /// <summary>
    /// The id of this call, with tracing off too: what the request says in <c>x-litellm-call-id</c>, if that is 1 to 128 visible
    /// ASCII characters, else a new GUID. It never changes.
    /// </summary>
    public string CallId =>
        _callId ?? Interlocked.CompareExchange(ref _callId, StatedCallId() ?? Guid.NewGuid().ToString(), null) ?? _callId;

    private string? StatedCallId() =>
        _http?.Request.Headers[ResponseHeaderNames.CallId] is [{ Length: > 0 and <= MaxCallIdLength } id] && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? id
            : null;
}
