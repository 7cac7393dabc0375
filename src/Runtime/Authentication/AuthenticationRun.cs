namespace TracedLlm.Authentication;

/// <summary>One run of an authentication handler.</summary>
/// <param name="Start">The time of its start, UTC.</param>
/// <param name="End">The time of its end, UTC.</param>
/// <param name="Failure">The exception of its failure; <see langword="null"/> if it did not fail.</param>
/// <param name="IsNone">Whether the request has no credentials of its scheme.</param>
internal readonly record struct AuthenticationRun(DateTime Start, DateTime End, Exception? Failure, bool IsNone = false);
