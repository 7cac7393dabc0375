namespace TracedLlm.Export.Transport;

/// <summary>Classifies the HTTP statuses that mean the same for OTLP over HTTP and over gRPC.</summary>
internal static class HttpStatusOutcome
{
    /// <summary>The outcome of a status; <see langword="null"/> if the two protocols differ.</summary>
    public static SendOutcome? Classify(int status) => status switch
    {
        408 or 429 or 502 or 503 or 504 or 507 => SendOutcome.Retry,

        // Statuses of proxies: the server behind them is down, silent or busy, or its certificate is wrong.
        >= 521 and <= 530 => SendOutcome.Retry,

        // The server does not support the request, so that another try is useless.
        501 or 505 => SendOutcome.Rejected,
        >= 500 => SendOutcome.Failed,
        413 => SendOutcome.TooLarge,
        _ => null,
    };
}
