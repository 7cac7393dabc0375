namespace TracedLlm.Export;

/// <summary>What the statuses mean that say the same over HTTP and in front of gRPC.</summary>
internal static class HttpStatusOutcome
{
    /// <summary>The outcome; <see langword="null"/> for a status that each protocol takes in its own way.</summary>
    public static SendOutcome? Classify(int status) => status switch
    {
        408 or 429 or 502 or 503 or 504 or 507 => SendOutcome.Retry,

        // Proxies' own: the server behind them is down, silent, busy, or its certificate is wrong.
        >= 521 and <= 530 => SendOutcome.Retry,

        // The server cannot do what is asked for, and will not learn it.
        501 or 505 => SendOutcome.Rejected,
        >= 500 => SendOutcome.Failed,
        413 => SendOutcome.TooLarge,
        _ => null,
    };
}
