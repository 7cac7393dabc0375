namespace TracedLlm.Testing.Otlp;

/// <summary>What <see cref="OtlpReceiver"/> answers to a well-formed export. Spans answered with other than 200 are not counted as received.</summary>
public sealed record OtlpAnswer
{
    /// <summary>200 and an empty response, at once.</summary>
    public static OtlpAnswer Accept { get; } = new();

    /// <summary>The status code; 200 unless stated.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>How long to wait before answering; zero unless stated.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Answers only once this is completed.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>The <c>Retry-After</c> header, in whole seconds; none unless stated.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Spans reported as rejected in <c>partial_success</c>; 0 leaves it out, unless there is a message.</summary>
    public long RejectedSpans { get; init; }

    /// <summary>The message in <c>partial_success</c>.</summary>
    public string RejectionMessage { get; init; } = "";
}
