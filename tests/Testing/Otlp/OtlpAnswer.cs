namespace TracedLlm.Testing.Otlp;

/// <summary>The answer of <see cref="OtlpReceiver"/> to a valid export. Only what is answered with 200 counts as received.</summary>
public sealed record OtlpAnswer
{
    /// <summary>200 and an empty response, without a delay.</summary>
    public static OtlpAnswer Accept { get; } = new();

    /// <summary>The status code; by default 200.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The delay of the answer; by default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The receiver waits for this task before it answers.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>The <c>Retry-After</c> header, in whole seconds; by default absent.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Spans reported as rejected in <c>partial_success</c>; with 0 and without a message <c>partial_success</c> is left out.</summary>
    public long RejectedSpans { get; init; }

    /// <summary>The message in <c>partial_success</c>.</summary>
    public string RejectionMessage { get; init; } = "";
}
