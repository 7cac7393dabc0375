namespace TracedLlm.Attempts;

/// <summary>The part of a request's captured content that its calls to providers need.</summary>
internal interface IAttemptedContent
{
    /// <summary>Holds a span with bodies until the request closes; <see langword="false"/> if the request has closed.</summary>
    bool TryHold(RawSpan span);

    /// <summary>Returns the body of an attempt, or the content that the gateway states instead of it.</summary>
    object? ReplaceBody(string name, object? body);
}
